//! The security events of a session's life, and what no log line may hold, with every crate at trace level.

use crate::portal::World;
use app::backend::Credential;
use secrecy::ExposeSecret;
use std::{
    cell::Cell,
    io::Write,
    sync::{Arc, Mutex},
    thread,
};
use tracing_subscriber::{Layer, Registry, filter::dynamic_filter_fn, fmt::MakeWriter, layer::SubscriberExt};

thread_local! {
    /// Whether this thread's lines are kept: the other tests of this process run beside this one.
    static KEPT: Cell<bool> = const { Cell::new(false) };
}

fn kept() -> bool {
    KEPT.get() || thread::current().name().is_some_and(|name| name.starts_with("sqlx"))
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn a_sessions_life_is_in_the_log_and_its_secrets_are_not() {
    let lines = Lines::default();
    let layer = tracing_subscriber::fmt::layer().json().with_writer(lines.clone());
    // One for the process: with one for the thread, `tracing` asks whichever thread meets a line first.
    let subscriber = Registry::default().with(layer.with_filter(dynamic_filter_fn(|_, _| kept())));
    tracing::subscriber::set_global_default(subscriber).unwrap();
    KEPT.set(true);
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back("admin@harbour.test", "").await;
    let mut secrets = browser.jar.values().cloned().collect::<Vec<_>>();
    for (_, value) in
        url::form_urlencoded::parse(callback.split_once('?').unwrap().1.as_bytes()).filter(|(name, _)| name != "iss")
    {
        secrets.push(value.into_owned());
    }
    browser.get(&callback).await;
    secrets.extend(browser.jar.values().cloned());
    let find = async || world.portal.sessions.find(&browser.headers()).await.unwrap().unwrap().credential();
    let first: Arc<dyn Credential> = find().await;
    secrets.push(first.bearer().await.unwrap().expose_secret().to_owned());
    world.clock.advance(301);
    secrets.push(first.bearer().await.unwrap().expose_secret().to_owned());
    world.sandbox.revoke_sessions(None).await.unwrap();
    world.clock.advance(301);
    find().await.bearer().await.unwrap_err();
    browser.sign_in("admin@harbour.test").await;
    browser.post("/auth/sign-out", "").await;
    browser.sign_in("admin@harbour.test").await;
    world.clock.advance(1_800);
    assert!(world.portal.sessions.find(&browser.headers()).await.unwrap().is_none());
    browser.get("/auth/callback?state=x").await;
    tracing::trace!(planted = "planted-secret", "the search finds what is there");
    KEPT.set(false);
    let text = lines.text();
    assert!(
        text.contains("planted-secret") && text.contains("\"target\":\"hyper_util"),
        "other crates' traces are in it"
    );
    let events = [
        "sign_in_ok",
        "session_created",
        "token_refreshed",
        "token_refused",
        "session_ended",
        "session_expired",
        "sign_in_failed",
    ];
    for event in events {
        assert!(text.contains(&format!("\"event\":\"{event}\"")), "{event} is missing");
    }
    let created = text.lines().find(|line| line.contains("\"session_created\"")).unwrap();
    assert!(
        created.contains("\"iss\":") && created.contains("\"sub\":") && created.contains("\"session\":"),
        "{created}"
    );
    secrets.push("sandbox-secret".into());
    secrets.push("admin@harbour.test".into());
    for secret in secrets {
        assert!(secret.len() >= 10);
        // The sandbox's own lines are not the portal's.
        let line = text.lines().find(|line| line.contains(&secret) && !line.contains("\"target\":\"sandbox"));
        assert_eq!(line, None, "{secret}");
    }
}
