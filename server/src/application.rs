//! Puts the parts together: settings into a portal that listens. Tests build the same thing on port 0.

use crate::{
    admin::{self, Probe, Readiness},
    audit::{AuditLog, AuditTrail},
    clock::SharedClock,
    handlers::{auth::AuthRoutes, invoice_downloads::InvoiceRoutes},
    middleware::{self, LayerConfig},
    oidc::{ConfigError as OidcConfigError, OidcConfig, Provider},
    operator::{self, Operator},
    outbound::{ClientBuildError, Line, LinePolicy},
    rate_limit::PersonLimits,
    router::{self, Routes},
    serve::{self, Limits},
    session::{
        CookieNames, Keyring, KeyringError, Random, SessionPolicy, Sessions, SharedRandom, SystemRandom, UnsafeBaseUrl,
        keyring_beside,
    },
    settings::{self, Settings},
    store::{ConnectError, Database},
    telemetry::Metrics,
    upstream::{
        aidial_api::{
            AidialApi, ClientsReader, InvoicesReader, PdfSource, RecipientsReader, TenantSettingsDesk, TicketDesk,
            UsageReader,
        },
        payments::{FreshKeys, Payments},
        stripe::StripePortal,
    },
    visitor::Reception,
};
use app::backend::Ports;
use async_trait::async_trait;
use axum::Router;
use leptos::config::{LeptosOptions, errors::LeptosConfigError, get_configuration};
use secrecy::{ExposeSecret, SecretString};
use std::{future::Future, net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::watch,
    time::{interval, sleep},
};

/// How often ended sessions are cleared away.
const PURGE_EVERY: Duration = Duration::from_secs(300);

/// Why the portal cannot start. No text here quotes a secret.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The file that says where the built pages are.
    #[error("LEPTOS_CONFIG cannot be read as a Leptos configuration")]
    Leptos(#[from] LeptosConfigError),
    /// The database.
    #[error("DATABASE_URL: {0}")]
    Database(#[from] ConnectError),
    /// The session keys.
    #[error("SESSION_KEYS: {0}")]
    Keys(#[from] KeyringError),
    /// The base URL cannot carry a session cookie.
    #[error("PORTAL_BASE_URL: {0}")]
    BaseUrl(#[from] UnsafeBaseUrl),
    /// The issuer's settings do not fit together.
    #[error("{0}")]
    Oidc(#[from] OidcConfigError),
    /// No outbound client.
    #[error(transparent)]
    Client(#[from] ClientBuildError),
    /// An address is taken or not allowed.
    #[error("{setting} {address}: {cause}")]
    Listen {
        /// Which setting.
        setting: &'static str,
        /// Its value.
        address: SocketAddr,
        /// What the system says.
        cause: std::io::Error,
    },
}

/// A portal that listens and is ready to run.
pub struct Application {
    public: TcpListener,
    admin: TcpListener,
    router: Router,
    admin_router: Router,
    readiness: Readiness,
    notice: Duration,
    limits: Limits,
    sessions: Arc<Sessions>,
    database: Database,
}

impl Application {
    /// Builds the portal. The issuer and the upstream need not be up: their pages say so until they are.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn build(settings: Settings, clock: SharedClock, metrics: Metrics) -> Result<Self, StartError> {
        let leptos = leptos_options(&settings.leptos_config)?;
        Self::build_with_site(settings, leptos, clock, metrics).await
    }

    /// [`Application::build`] with the built site somewhere else.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn build_with_site(
        settings: Settings,
        leptos: LeptosOptions,
        clock: SharedClock,
        metrics: Metrics,
    ) -> Result<Self, StartError> {
        let portal = &settings.portal;
        let database = Database::connect(database_url(&settings.database).expose_secret()).await?;
        let random: SharedRandom = Arc::new(SystemRandom::new());
        let keyring = Arc::new(keyring(&settings, &database, &*random)?);
        let cookies = CookieNames::for_base_url(portal.base_url.url())?;
        let provider = Arc::new(Provider::new(
            OidcConfig {
                issuer: settings.oidc.issuer.as_str().to_owned(),
                client_id: settings.oidc.client_id.clone(),
                client_secret: settings.oidc.client_secret.clone(),
                base_url: portal.base_url.url().clone(),
            },
            Arc::clone(&clock),
            Arc::clone(&random),
        )?);
        let sessions = Arc::new(Sessions::new(
            database.sessions(),
            Arc::clone(&keyring),
            SessionPolicy { idle: settings.session.idle, absolute: settings.session.max },
            Arc::clone(&clock),
            Arc::clone(&random),
            cookies.clone(),
            Arc::clone(&provider) as _,
        ));
        let line = Arc::new(Line::new("aidial_api", LinePolicy::default(), Arc::clone(&random)));
        let aidial = settings.aidial.base_url.url();
        let api = AidialApi::new(aidial.clone(), settings.aidial.timeout, Arc::clone(&line))?;
        let invoices = Arc::new(InvoicesReader::new(api.clone(), Arc::clone(&clock)));
        let trail = AuditTrail::new(database.audit(), Arc::clone(&clock));
        let reception = Arc::new(Reception::new(
            Arc::clone(&sessions),
            api.clone(),
            trail.clone(),
            Arc::new(PersonLimits::new(settings.rates)),
            Arc::clone(&clock),
        ));
        let downloads = InvoiceRoutes::new(
            Arc::clone(&reception),
            Arc::clone(&invoices),
            PdfSource::new(aidial.clone(), settings.invoice_pdf.into(), line)?,
            settings.downloads,
            Arc::clone(&clock),
        );
        let keys = FreshKeys(Arc::clone(&random));
        let stripe_line = Arc::new(Line::new("stripe", LinePolicy::default(), Arc::clone(&random)));
        let payments = Payments {
            api: api.clone(),
            stripe: StripePortal::new(&settings.stripe, &portal.base_url, stripe_line)?,
            clock: Arc::clone(&clock),
            keys: keys.clone(),
        };
        let operator = Operator::new(
            Arc::clone(&sessions),
            settings.oidc.issuer.as_str().to_owned(),
            settings.portal.operator_token.clone(),
        );
        let mut form_origins = vec![settings.oidc.issuer.origin()];
        form_origins.extend_from_slice(settings.stripe.portal_hosts.origins());
        let routes = router::router(Routes {
            leptos,
            reception: Arc::clone(&reception),
            invoices: downloads,
            ports: Ports {
                usage: Arc::new(UsageReader { api: api.clone(), clock: Arc::clone(&clock) }),
                clients: Arc::new(ClientsReader { api: api.clone() }),
                invoices,
                recipients: Arc::new(RecipientsReader::new(api.clone(), settings.rates.reveals)),
                audit: Arc::new(AuditLog::new(
                    database.audit(),
                    Arc::clone(&clock),
                    Arc::clone(&keyring),
                    Arc::clone(&random),
                )),
                payments: Arc::new(payments),
                tickets: Arc::new(TicketDesk { api: api.clone() }),
                tenant_settings: Arc::new(TenantSettingsDesk::new(api, Arc::clone(&keyring), settings.rates.reveals)),
                once_keys: Arc::new(keys),
            },
            auth: AuthRoutes::new(
                Arc::clone(&sessions),
                provider,
                keyring,
                database.sessions(),
                clock,
                random,
                cookies,
                reception,
                trail,
            ),
            form_origins,
        });
        let readiness = Readiness::new(vec![Arc::new(DatabaseProbe(database.clone()))]);
        let listen = async |setting, address| {
            TcpListener::bind(address).await.map_err(|cause| StartError::Listen { setting, address, cause })
        };
        Ok(Self {
            public: listen("PORTAL_ADDR", portal.address).await?,
            admin: listen("ADMIN_ADDR", portal.admin_address).await?,
            router: middleware::layers(routes, LayerConfig::of(&settings)),
            admin_router: admin::router(readiness.clone(), metrics).merge(operator::router(operator)),
            readiness,
            notice: portal.shutdown_notice,
            limits: Limits { connections: portal.max_connections, grace: portal.shutdown_grace, ..Limits::default() },
            sessions,
            database,
        })
    }

    /// Where browsers are served.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.public.local_addr()
    }

    /// Where health, readiness and metrics are.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn admin_address(&self) -> std::io::Result<SocketAddr> {
        self.admin.local_addr()
    }

    /// Serves until `stop` is done, then says so to proxies, finishes what is under way and closes the database.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let (stopping, stopped) = watch::channel(false);
        let until_stopped = |mut stopped: watch::Receiver<bool>| async move {
            // An error says that the sender is gone, which is a stop as well.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let purge = tokio::spawn(purge(self.sessions, until_stopped(stopped.clone())));
        let admin_limits = Limits { connections: 64, ..self.limits };
        let admin = serve::serve(self.admin, self.admin_router, admin_limits, until_stopped(stopped.clone()));
        let public = serve::serve(self.public, self.router, self.limits, until_stopped(stopped));
        let (readiness, notice) = (self.readiness, self.notice);
        let announce = async {
            stop.await;
            readiness.drain();
            // A connection that is made while the listener closes is reset with the request in it, and a proxy must not
            // send a POST twice: so none may be made any more by then.
            sleep(notice).await;
            stopping.send_replace(true);
        };
        tokio::join!(public, admin, announce);
        // It stopped with the others; a panic in it has been logged.
        let _ = purge.await;
        self.database.close().await;
    }
}

/// What `path` says, as this process sees it.
fn leptos_options(path: &Path) -> Result<LeptosOptions, LeptosConfigError> {
    get_configuration(path.to_str()).map(|file| file.leptos_options)
}

fn database_url(database: &settings::Database) -> SecretString {
    match database {
        settings::Database::Sqlite(path) => format!("sqlite://{}", path.display()).into(),
        settings::Database::Postgres(url) => url.clone(),
    }
}

fn keyring(settings: &Settings, database: &Database, random: &dyn Random) -> Result<Keyring, KeyringError> {
    match database.file() {
        Some(file) if settings.session.keys.is_empty() => keyring_beside(file, random),
        _ => {
            let keys: Vec<_> = settings.session.keys.iter().map(|key| *key.expose()).collect();
            Keyring::new(&keys)
        }
    }
}

async fn purge(sessions: Arc<Sessions>, stop: impl Future<Output = ()>) {
    let mut ticks = interval(PURGE_EVERY);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = ticks.tick() => {}
        }
        match sessions.purge().await {
            Ok(ended) => tracing::debug!(ended, "ended sessions cleared away"),
            Err(error) => tracing::warn!(cause = %error, "ended sessions could not be cleared away"),
        }
    }
}

struct DatabaseProbe(Database);

#[async_trait]
impl Probe for DatabaseProbe {
    fn name(&self) -> &'static str {
        "database"
    }

    fn required(&self) -> bool {
        true
    }

    async fn works(&self) -> bool {
        self.0.ping().await.is_ok()
    }
}
