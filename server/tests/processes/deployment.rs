//! Three replicas on one PostgreSQL behind HAProxy, started from the very files of deploy/, with addresses of this machine in
//! the place of the examples.

use super::{
    browser::Browser,
    postgres_server::Postgres,
    program::{Process, Program, http, until},
    proxy::{self, Proxy},
};
use reqwest::Url;
use sandbox::{Config, RedirectUris, Running, Sandbox};
use std::{collections::BTreeMap, fs, path::Path};
use tempfile::TempDir;

pub const PORTAL: &str = "https://billing.example.com";
const REPLICAS: usize = 3;

pub struct Deployment {
    pub sandbox: Running,
    pub replicas: Vec<Replica>,
    pub proxy: Proxy,
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
        let haproxy = proxy::installed()?;
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
        let proxy = Proxy::start(&haproxy, folder.path(), &replicas).await;
        Some(Self { sandbox, replicas, proxy, folder, _postgres: postgres })
    }

    /// Somebody's browser, through the proxy.
    pub fn browser(&self) -> Browser {
        Browser::through(self.proxy.client.clone(), PORTAL.parse().unwrap(), BTreeMap::new())
    }

    /// How many requests to `route` each replica has answered since it started.
    pub async fn answered(&self, route: &str) -> Vec<u64> {
        let mut all = Vec::new();
        for replica in &self.replicas {
            all.push(replica.answered(route).await);
        }
        all
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
            let client = self.proxy.client.clone();
            until("the proxy uses the replica again", async || {
                let _ = client.get(format!("{PORTAL}/sign-in")).header("sec-fetch-site", "none").send().await;
                replica.answered("").await > before
            })
            .await;
        }
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

pub fn deployed(name: &str) -> String {
    fs::read_to_string(format!("{}/../deploy/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn value<'a>(unit: &'a str, name: &str) -> Option<&'a str> {
    unit.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}
