//! Three replicas on one PostgreSQL behind HAProxy, started from the very files of deploy/, with addresses of this machine in
//! the place of the examples.

use super::{
    browser::Browser,
    postgres_server::Postgres,
    program::{Process, Program, free_address, http, until},
};
use reqwest::{Certificate, Client, Url};
use sandbox::{Config, RedirectUris, Running, Sandbox};
use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

pub const PORTAL: &str = "https://billing.example.com";
const REPLICAS: usize = 3;

pub struct Deployment {
    pub sandbox: Running,
    pub replicas: Vec<Replica>,
    /// Where the proxy speaks without TLS.
    pub plain: SocketAddr,
    secure: SocketAddr,
    client: Client,
    proxy: Child,
    folder: TempDir,
    _postgres: Postgres,
}

pub struct Replica {
    pub program: Program,
    pub process: Process,
}

impl Deployment {
    /// Everything, with these settings on top; none when PostgreSQL or HAProxy is not installed, which with `CI` set is a
    /// failure.
    pub async fn start(settings: &[(&str, &str)]) -> Option<Self> {
        let postgres = Postgres::start().await?;
        let Some(haproxy) = haproxy() else {
            assert!(std::env::var_os("CI").is_none(), "HAProxy is missing, and CI is set");
            println!("SKIPPED: haproxy is neither on PATH nor in /usr/sbin");
            return None;
        };
        let redirects = ["/auth/callback", "/sign-in"].map(|path| format!("{PORTAL}{path}"));
        let sandbox = Config { portal_redirect_uris: RedirectUris::Only(redirects.into()), ..Config::default() };
        let sandbox = Sandbox::start(sandbox).await.unwrap();
        let folder = TempDir::new().unwrap();
        for (name, secret) in [
            ("database_url", postgres.url()),
            ("session_keys", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned()),
            ("oidc_client_secret", "sandbox-secret".to_owned()),
            ("stripe_secret_key", "rk_test_sandbox".to_owned()),
        ] {
            fs::write(folder.path().join(name), secret).unwrap();
        }
        let mut replicas = Vec::new();
        for _ in 0..REPLICAS {
            let program = program(&sandbox, folder.path()).with(settings);
            // They start together, and bring the tables up to date together.
            let process = program.spawn();
            replicas.push(Replica { program, process });
        }
        for replica in &mut replicas {
            replica.is_ready().await;
        }
        let (plain, secure, proxy) = proxy(&haproxy, folder.path(), &replicas);
        until("the proxy listens", async || TcpStream::connect(secure).await.is_ok()).await;
        let client = client(secure, folder.path());
        Some(Self { sandbox, replicas, plain, secure, client, proxy, folder, _postgres: postgres })
    }

    /// Somebody's browser, through the proxy.
    pub fn browser(&self) -> Browser {
        Browser::through(self.client.clone(), PORTAL.parse().unwrap(), BTreeMap::new())
    }

    /// How many requests to `route` each replica has answered since it started.
    pub async fn answered(&self, route: &str) -> Vec<u64> {
        let mut all = Vec::new();
        for replica in &self.replicas {
            all.push(replica.answered(route).await);
        }
        all
    }

    /// What the proxy says to these very bytes over TLS, until it closes the connection.
    pub async fn send_raw(&self, bytes: &str) -> String {
        let mut pipe = tokio::process::Command::new("openssl")
            .args(["s_client", "-quiet", "-verify_quiet", "-servername", "billing.example.com", "-connect"])
            .arg(self.secure.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut sender = pipe.stdin.take().unwrap();
        sender.write_all(bytes.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        let _ = timeout(Duration::from_secs(20), pipe.stdout.take().unwrap().read_to_end(&mut said)).await;
        String::from_utf8_lossy(&said).into_owned()
    }

    /// New keys for every replica's next start.
    pub fn write_keys(&self, keys: &str) {
        fs::write(self.folder.path().join("session_keys"), keys).unwrap();
    }

    /// Stops one replica after the other as a service manager does, and starts each anew; goes on once the proxy uses it.
    pub async fn restart_one_by_one(&mut self) {
        for replica in &mut self.replicas {
            replica.process.terminate();
            assert!(replica.process.ended().await.success());
            replica.process = replica.program.start().await;
            let before = replica.answered("").await;
            let client = self.client.clone();
            until("the proxy uses the replica again", async || {
                let _ = client.get(format!("{PORTAL}/sign-in")).header("sec-fetch-site", "none").send().await;
                replica.answered("").await > before
            })
            .await;
        }
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        let _ = self.proxy.kill();
        let _ = self.proxy.wait();
    }
}

impl Replica {
    async fn is_ready(&mut self) {
        let http = http();
        until("the replica is ready", async || {
            let answer = http.get(format!("http://{}/readyz", self.program.admin)).send().await;
            answer.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
    }

    async fn answered(&self, route: &str) -> u64 {
        let text = http().get(format!("http://{}/metrics", self.program.admin)).send().await.unwrap().text().await;
        let text = text.unwrap();
        let lines = text.lines().filter(|line| line.starts_with("http_requests_total{"));
        let counts = lines.filter(|line| line.contains(route)).filter_map(|line| line.rsplit(' ').next());
        counts.filter_map(|count| count.parse::<u64>().ok()).sum()
    }

    /// Where it listens behind the proxy.
    pub fn url(&self, path: &str) -> Url {
        format!("http://{}{path}", self.program.address).parse().unwrap()
    }
}

/// What the service's unit and its environment file say, with this machine's addresses.
fn program(sandbox: &Running, credentials: &Path) -> Program {
    let mut program = Program::bare();
    let own = program.environment.clone();
    let unit = deployed("aidial-portal.service");
    assert_eq!(value(&unit, "ExecStart"), Some("/opt/aidial-portal/portal"));
    assert_eq!(value(&unit, "EnvironmentFile"), Some("/etc/aidial-portal/portal.env"));
    for line in unit.lines() {
        if let Some((name, path)) = line.strip_prefix("LoadCredential=").and_then(|rest| rest.split_once(':')) {
            assert!(path.ends_with(name) && credentials.join(name).is_file(), "{line}");
        }
        if let Some((name, value)) = line.strip_prefix("Environment=").and_then(|rest| rest.split_once('=')) {
            let value = value.replace("%d", credentials.to_str().unwrap());
            program.environment.insert(name.to_owned(), value);
        }
    }
    let file = deployed("portal.env");
    let pairs = file.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once('=').unwrap());
    program.environment.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    // Where the examples' hosts are.
    program.environment.extend(own);
    let base = sandbox.base_url();
    program.with(&[
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("OIDC_ISSUER", &sandbox.issuer()),
        ("AIDIAL_API_BASE_URL", base),
        ("STRIPE_API_BASE", &format!("{base}/stripe")),
    ])
}

/// Starts HAProxy with deploy/haproxy.cfg; where it speaks without TLS and with it.
fn proxy(haproxy: &Path, folder: &Path, replicas: &[Replica]) -> (SocketAddr, SocketAddr, Child) {
    let (plain, secure) = (free_address(), free_address());
    let certificate = certificate(folder);
    let mut text = deployed("haproxy.cfg");
    let mut put = |example: &str, own: &str| {
        assert_eq!(text.matches(example).count(), 1, "{example}");
        text = text.replace(example, own);
    };
    put("bind :80\n", &format!("bind {plain}\n"));
    put("bind :443 ssl crt /etc/haproxy/billing.pem", &format!("bind {secure} ssl crt {}", certificate.display()));
    // Only root can become another user.
    put("    user haproxy\n    group haproxy\n", "");
    put("default-server check port 3001", "default-server check");
    for (number, replica) in (1..).zip(replicas) {
        let line = format!("server portal-{number} 10.0.0.1{number}:3000");
        let Program { address, admin, .. } = &replica.program;
        put(&line, &format!("server portal-{number} {address} port {}", admin.port()));
    }
    let file = folder.join("haproxy.cfg");
    fs::write(&file, text).unwrap();
    let log = fs::File::create(folder.join("haproxy.log")).unwrap();
    let mut command = Command::new(haproxy);
    command.arg("-db").arg("-f").arg(file).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
    (plain, secure, command.spawn().unwrap())
}

/// A certificate for the portal's name, signed by itself: key and certificate in one file, as HAProxy takes them.
fn certificate(folder: &Path) -> PathBuf {
    let (key, own, both) = (folder.join("key.pem"), folder.join("own.pem"), folder.join("billing.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=billing.example.com", "-addext", "subjectAltName=DNS:billing.example.com"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&own)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    fs::write(&both, fs::read_to_string(own).unwrap() + &fs::read_to_string(key).unwrap()).unwrap();
    both
}

/// A client for which the portal's name leads to the proxy.
#[expect(clippy::disallowed_methods, reason = "it trusts a certificate of its own")]
fn client(proxy: SocketAddr, folder: &Path) -> Client {
    http(); // installs the provider of TLS
    let own = Certificate::from_pem(&fs::read(folder.join("own.pem")).unwrap()).unwrap();
    Client::builder()
        .tls_certs_only([own])
        .resolve("billing.example.com", proxy)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

fn deployed(name: &str) -> String {
    fs::read_to_string(format!("{}/../deploy/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn value<'a>(unit: &'a str, name: &str) -> Option<&'a str> {
    unit.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}

fn haproxy() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join("haproxy")).find(|program| program.is_file())
}
