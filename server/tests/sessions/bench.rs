//! One database and as many replicas over it as a case wants.

use crate::{
    counting_store::CountingStore, issuer::RotatingIssuer, manual_clock::ManualClock, postgres_server::Postgres,
};
use http::{HeaderMap, header::COOKIE};
use server::{
    session::{CookieNames, Keyring, Session, SessionPolicy, Sessions, SystemRandom, Tokens},
    store::Database,
};
use std::{sync::Arc, time::Duration};

pub const POLICY: SessionPolicy =
    SessionPolicy { idle: Duration::from_secs(30 * 60), absolute: Duration::from_secs(12 * 3_600) };

pub struct Bench {
    pub database: Database,
    pub clock: Arc<ManualClock>,
    pub issuer: Arc<RotatingIssuer>,
    pub store: Arc<CountingStore>,
    pub sessions: Arc<Sessions>,
    _file: Option<tempfile::TempDir>,
    _server: Option<Postgres>,
}

impl Bench {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::connect(&format!("sqlite://{}/portal.db", folder.path().display())).await.unwrap();
        Self::over(database, Some(folder), None)
    }

    pub async fn postgres() -> Option<Self> {
        let server = Postgres::start().await?;
        let database = Database::connect(&server.url()).await.unwrap();
        Some(Self::over(database, None, Some(server)))
    }

    fn over(database: Database, file: Option<tempfile::TempDir>, server: Option<Postgres>) -> Self {
        let clock = Arc::new(ManualClock::new());
        let issuer = Arc::new(RotatingIssuer::default());
        *issuer.access_until.lock().unwrap() = clock.millis() + 3_600_000;
        let store = CountingStore::over(database.sessions());
        let sessions = replica(&clock, &issuer, &store, &[[1; 32]]);
        Self { database, clock, issuer, store, sessions, _file: file, _server: server }
    }

    /// Another process over the same database.
    pub fn replica(&self) -> Arc<Sessions> {
        self.replica_with(&[[1; 32]])
    }

    /// Another process with these server keys.
    pub fn replica_with(&self, keys: &[[u8; 32]]) -> Arc<Sessions> {
        replica(&self.clock, &self.issuer, &self.store, keys)
    }

    /// Tokens as an issuer gives them at sign-in, good for five minutes.
    pub fn tokens(&self) -> Tokens {
        Tokens {
            access: "access-0".into(),
            access_until: self.clock.millis() + 300_000,
            refresh: Some("refresh-0".into()),
            id_token: "canary-id-token".into(),
            issuer: "https://issuer.example".into(),
            subject: "person-1".into(),
            nonce: "nonce".into(),
            op_session: Some("sid-1".into()),
        }
    }

    /// Signs in; the headers of the browser's next requests.
    pub async fn sign_in(&self) -> HeaderMap {
        self.sign_in_with(&HeaderMap::new(), &self.tokens()).await
    }

    pub async fn sign_in_with(&self, before: &HeaderMap, tokens: &Tokens) -> HeaderMap {
        let begun = self.sessions.begin(before, tokens).await.unwrap();
        let cookie = begun.set_cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        HeaderMap::from_iter([(COOKIE, cookie.parse().unwrap())])
    }

    pub async fn find(&self, headers: &HeaderMap) -> Option<Session> {
        self.sessions.find(headers).await.unwrap()
    }

    /// Lets the access token of sign-in run out.
    pub fn outlive_access_token(&self) {
        self.clock.advance(301);
    }
}

fn replica(
    clock: &Arc<ManualClock>,
    issuer: &Arc<RotatingIssuer>,
    store: &Arc<CountingStore>,
    keys: &[[u8; 32]],
) -> Arc<Sessions> {
    let names = CookieNames::for_base_url(&"https://portal.example".parse().unwrap()).unwrap();
    Arc::new(Sessions::new(
        Arc::clone(store) as _,
        Arc::new(Keyring::new(keys).unwrap()),
        POLICY,
        Arc::clone(clock) as _,
        Arc::new(SystemRandom::new()),
        names,
        Arc::clone(issuer) as _,
    ))
}
