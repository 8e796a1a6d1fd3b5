//! The portal's sign-in, without its pages: the real handlers over a real store, and a real issuer.

use crate::{browser::Browser, manual_clock::ManualClock};
use app::paths;
use axum::{
    Router,
    routing::{get, post},
};
use sandbox::{Config, Running, Sandbox};
use server::{
    audit::AuditTrail,
    clock::SharedClock,
    handlers::auth::{self, AuthRoutes},
    oidc::{OidcConfig, Provider},
    outbound::{Line, LinePolicy},
    rate_limit::PersonLimits,
    session::{CookieNames, Keyring, SessionPolicy, Sessions, SystemRandom},
    settings::RateSettings,
    store::Database,
    upstream::aidial_api::AidialApi,
    visitor::Reception,
};
use std::{num::NonZeroU32, sync::Arc, time::Duration};
use url::Url;

pub const BASE: &str = "http://127.0.0.1:3000";

pub struct Portal {
    pub router: Router,
    pub sessions: Arc<Sessions>,
    pub database: Database,
    _folder: tempfile::TempDir,
}

impl Portal {
    /// A portal that knows its issuer by this name.
    pub async fn over(issuer: &str, clock: SharedClock) -> Self {
        Self::at(BASE, issuer, clock).await
    }

    /// [`Portal::over`], where browsers see it at `base`.
    pub async fn at(base: &str, issuer: &str, clock: SharedClock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::connect(&format!("sqlite://{}/portal.db", folder.path().display())).await.unwrap();
        let random = Arc::new(SystemRandom::new());
        let keyring = Arc::new(Keyring::new(&[[1; 32]]).unwrap());
        let base_url = base.parse().unwrap();
        let names = CookieNames::for_base_url(&base_url).unwrap();
        let config = OidcConfig {
            issuer: issuer.into(),
            client_id: "portal".into(),
            client_secret: "sandbox-secret".into(),
            base_url,
        };
        let provider = Arc::new(Provider::new(config, Arc::clone(&clock), Arc::new(SystemRandom::new())).unwrap());
        let policy = SessionPolicy { idle: Duration::from_secs(1_800), absolute: Duration::from_secs(43_200) };
        let sessions = Arc::new(Sessions::new(
            database.sessions(),
            Arc::clone(&keyring),
            policy,
            Arc::clone(&clock),
            Arc::clone(&random) as _,
            names.clone(),
            Arc::clone(&provider) as _,
        ));
        let trail = AuditTrail::new(database.audit(), Arc::clone(&clock));
        // The sandbox is both; an issuer of another make has nothing to say of tenants.
        let mut beside: Url = issuer.parse().unwrap();
        beside.set_path("");
        let line = Line::new("aidial_api", LinePolicy::default(), Arc::clone(&random) as _);
        let api = AidialApi::new(beside, Duration::from_secs(1), Arc::new(line)).unwrap();
        let much = NonZeroU32::MAX;
        let rates = RateSettings { address: much, sign_ins: much, person: much, downloads: much, reveals: much };
        let reception = Arc::new(Reception::new(
            Arc::clone(&sessions),
            api,
            trail.clone(),
            Arc::new(PersonLimits::new(rates)),
            Arc::clone(&clock),
        ));
        let state = AuthRoutes::new(
            Arc::clone(&sessions),
            provider,
            keyring,
            database.sessions(),
            clock,
            random,
            names,
            reception,
            trail,
        );
        let router = Router::new()
            .route(paths::LOGIN, post(auth::login))
            .route(paths::CALLBACK, get(auth::callback))
            .route(paths::SIGN_OUT, post(auth::sign_out))
            .route(auth::BACK_CHANNEL_LOGOUT, post(auth::back_channel_logout))
            .with_state(state);
        Self { router, sessions, database, _folder: folder }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// How many sessions there are.
    pub async fn rows(&self) -> i64 {
        let Database::Sqlite(database) = &self.database else { unreachable!() };
        sqlx::query_scalar("SELECT count(*) FROM sessions").fetch_one(database.readers()).await.unwrap()
    }
}

/// A portal, the sandbox, and the clock of both.
pub struct World {
    pub portal: Portal,
    pub sandbox: Running,
    pub clock: Arc<ManualClock>,
}

impl World {
    pub async fn start() -> Self {
        let clock = Arc::new(ManualClock::new());
        let sandbox = sandbox(&clock, Config::default()).await;
        let portal = Portal::over(&sandbox.issuer(), Arc::clone(&clock) as _).await;
        Self { portal, sandbox, clock }
    }

    pub fn browser(&self) -> Browser {
        self.portal.browser()
    }

    /// How often the issuer was asked at `path`, such as `/oidc/token`.
    pub fn asked(&self, path: &str) -> usize {
        self.sandbox.requests().iter().filter(|request| request.path == path).count()
    }
}

/// A sandbox on the portal's clock.
pub async fn sandbox(clock: &Arc<ManualClock>, config: Config) -> Running {
    let now = Arc::clone(clock);
    Sandbox::start(Config { now: Arc::new(move || server::clock::Clock::now(&*now)), ..config }).await.unwrap()
}
