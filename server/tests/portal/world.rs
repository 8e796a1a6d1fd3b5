//! A portal and its sandbox, started for one test.

use super::{browser::Browser, clock::Hands, free_port::free_address};
use leptos::config::LeptosOptions;
use reqwest::Url;
use sandbox::{Config, Recorded, Running, Sandbox};
use server::{application::Application, settings::Settings, telemetry::Metrics};
use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

pub struct World {
    pub sandbox: Running,
    pub clock: Arc<Hands>,
    pub portal: Url,
    /// The private address.
    pub admin: SocketAddr,
    settings: BTreeMap<String, String>,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<()>>,
    folder: TempDir,
}

/// Builds the portal from `settings` and runs it until it is told to stop.
async fn run(
    settings: &BTreeMap<String, String>,
    folder: &Path,
    clock: &Arc<Hands>,
) -> (Option<oneshot::Sender<()>>, Option<JoinHandle<()>>, SocketAddr) {
    let settings = Settings::from_map(|name| settings.get(name).cloned()).expect("the settings are right");
    let site = LeptosOptions::builder().output_name("portal").site_root(folder.display().to_string()).build();
    let metrics = Metrics::without_logger().expect("metrics");
    let clock = Arc::clone(clock) as _;
    let application = Application::build_with_site(settings, site, clock, metrics).await.expect("the portal starts");
    let admin = application.admin_address().expect("the private address");
    let (stop, stopped) = oneshot::channel();
    let running = tokio::spawn(application.run(async {
        let _ = stopped.await;
    }));
    (Some(stop), Some(running), admin)
}

impl World {
    pub async fn start() -> Self {
        Self::start_with(Config::default(), &[]).await
    }

    /// A world whose sandbox and settings differ from the usual ones.
    pub async fn start_with(config: Config, settings: &[(&str, &str)]) -> Self {
        let clock = Arc::new(Hands::new());
        let now = Arc::clone(&clock);
        let sandbox = Sandbox::start(Config { now: Arc::new(move || server::clock::Clock::now(&*now)), ..config })
            .await
            .expect("the sandbox starts");
        let base = sandbox.base_url().to_owned();
        let folder = TempDir::new().unwrap();
        // The base URL is a setting, so the port has to be known first.
        let address = free_address();
        let portal = format!("http://{address}");
        let mut values: BTreeMap<String, String> = [
            ("PORTAL_BASE_URL", portal.clone()),
            ("PORTAL_ADDR", address.to_string()),
            ("ADMIN_ADDR", "127.0.0.1:0".to_owned()),
            ("DATABASE_URL", format!("sqlite://{}", folder.path().join("portal.db").display())),
            ("AIDIAL_API_BASE_URL", base.clone()),
            ("OIDC_ISSUER", sandbox.issuer()),
            ("OIDC_CLIENT_ID", "portal".to_owned()),
            ("OIDC_CLIENT_SECRET", "sandbox-secret".to_owned()),
            ("STRIPE_API_BASE", format!("{base}/stripe")),
            ("STRIPE_SECRET_KEY", "rk_test_sandbox".to_owned()),
            ("STRIPE_PORTAL_HOSTS", sandbox.addr().to_string()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        values.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let (stop, running, admin) = run(&values, folder.path(), &clock).await;
        Self { sandbox, clock, portal: portal.parse().unwrap(), admin, settings: values, stop, running, folder }
    }

    /// Another process over the same database, which must be PostgreSQL: where it listens. It runs as long as the test.
    pub async fn replica(&self) -> Url {
        let address = free_address();
        let mut settings = self.settings.clone();
        settings.insert("PORTAL_ADDR".to_owned(), address.to_string());
        let (stop, _running, _admin) = run(&settings, self.folder.path(), &self.clock).await;
        std::mem::forget(stop);
        format!("http://{address}").parse().unwrap()
    }

    /// Stops both, starts the portal anew while nothing else is there, does `meanwhile`, and starts the sandbox again at
    /// the same address.
    pub async fn restart_sandbox_after(&mut self, meanwhile: impl AsyncFnOnce(&Url)) {
        let now = Arc::clone(&self.clock);
        let now: sandbox::Now = Arc::new(move || server::clock::Clock::now(&*now));
        let config = Config { addr: self.sandbox.addr(), now, ..Config::default() };
        self.stop.take().unwrap().send(()).unwrap();
        self.running.take().unwrap().await.unwrap();
        let stand_in = Sandbox::start(Config::default()).await.expect("a stand-in at another address");
        std::mem::replace(&mut self.sandbox, stand_in).shutdown().await;
        (self.stop, self.running, self.admin) = run(&self.settings, self.folder.path(), &self.clock).await;
        meanwhile(&self.portal).await;
        let again = Sandbox::start(config).await.expect("the sandbox starts again");
        std::mem::replace(&mut self.sandbox, again).shutdown().await;
    }

    /// The portal's `DATABASE_URL`.
    pub fn database(&self) -> &str {
        &self.settings["DATABASE_URL"]
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.portal.clone())
    }

    pub async fn signed_in(&self, email: &str) -> Browser {
        let browser = self.browser();
        browser.sign_in(email).await;
        browser
    }

    /// Requests that went to `aidial_api` since the last [`Running::clear_requests`].
    pub fn upstream_calls(&self) -> Vec<Recorded> {
        self.sandbox.requests().into_iter().filter(|request| request.path.starts_with("/v1/")).collect()
    }

    /// Bytes of the portal's database and its log.
    pub fn database_bytes(&self) -> u64 {
        let file = |name: &str| std::fs::metadata(self.folder.path().join(name)).map_or(0, |file| file.len());
        file("portal.db") + file("portal.db-wal")
    }

    pub async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.running.take().unwrap().await.unwrap();
        self.sandbox.shutdown().await;
    }
}
