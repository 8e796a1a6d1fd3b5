//! The portal's program and what it is started with. A process that a test leaves behind is killed with its handle.

use super::{browser::Browser, free_port::free_address};
use sandbox::Running;
use std::{
    collections::BTreeMap,
    fs::File,
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// Longer than a debug build takes for anything on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone)]
pub struct Program {
    pub address: SocketAddr,
    pub admin: SocketAddr,
    pub environment: BTreeMap<String, String>,
    /// What starts it, its arguments first, in place of the system alone.
    pub through: Vec<String>,
    /// Where its log goes; nowhere without this.
    pub log: Option<PathBuf>,
}

impl Program {
    /// With nothing set but where it listens.
    pub fn bare() -> Self {
        let (address, admin) = (free_address(), free_address());
        let environment = [
            ("LEPTOS_CONFIG", concat!(env!("CARGO_MANIFEST_DIR"), "/../Leptos.toml").to_owned()),
            // There is no built site beside a test's program.
            ("LEPTOS_HASH_FILES", "false".to_owned()),
            ("PORTAL_ADDR", address.to_string()),
            ("ADMIN_ADDR", admin.to_string()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value)).into();
        Self { address, admin, environment, through: Vec::new(), log: None }
    }

    /// For development, with the sandbox as the outside world.
    pub fn new(sandbox: &Running, database: &str) -> Self {
        let program = Self::bare();
        let base = sandbox.base_url();
        let address = program.address;
        program.with(&[
            ("PORTAL_BASE_URL", &format!("http://{address}")),
            ("DATABASE_URL", database),
            // Sessions must outlive the process on both databases.
            ("SESSION_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            ("AIDIAL_API_BASE_URL", base),
            ("OIDC_ISSUER", &sandbox.issuer()),
            ("OIDC_CLIENT_ID", "portal"),
            ("OIDC_CLIENT_SECRET", "sandbox-secret"),
            ("STRIPE_API_BASE", &format!("{base}/stripe")),
            ("STRIPE_SECRET_KEY", "rk_test_sandbox"),
            ("STRIPE_PORTAL_HOSTS", &sandbox.addr().to_string()),
        ])
    }

    #[must_use]
    pub fn with(mut self, settings: &[(&str, &str)]) -> Self {
        self.environment.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }

    /// The same with its log in this file.
    #[must_use]
    pub fn logging_to(self, file: PathBuf) -> Self {
        Self { log: Some(file), ..self }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(format!("http://{}", self.address).parse().unwrap())
    }

    /// Starts it without waiting.
    pub fn spawn(&self) -> Process {
        let portal = env!("CARGO_BIN_EXE_portal").to_owned();
        let mut words = self.through.iter().chain([&portal]);
        let child = Command::new(words.next().unwrap())
            .args(words)
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::null())
            .stdout(self.log.as_ref().map_or_else(Stdio::null, |file| File::create(file).unwrap().into()))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Process(child)
    }

    /// Starts it and waits until it is ready.
    pub async fn start(&self) -> Process {
        let mut process = self.spawn();
        let http = http();
        until("the portal is ready", async || {
            assert_eq!(process.0.try_wait().unwrap(), None, "the portal starts");
            let answer = http.get(format!("http://{}/readyz", self.admin)).send().await;
            answer.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
        process
    }
}

/// A running program, killed when it is dropped.
pub struct Process(Child);

impl Process {
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// The hard way, at once.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// As a service manager asks a program to end.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    pub async fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        until("the program ends", async || {
            status = self.0.try_wait().unwrap();
            status.is_some()
        })
        .await;
        status.unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The portal's own kind of client.
pub fn http() -> reqwest::Client {
    let whole = Duration::from_secs(30);
    server::outbound::client(server::outbound::Deadlines { connect: whole, idle: whole, total: whole }).unwrap()
}

/// Waits for what another process does, which no clock of this one decides.
pub async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !done().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("in {PATIENCE:?}: {what}"));
}
