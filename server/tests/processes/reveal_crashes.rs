//! The portal's own process, killed in the middle of reveals: no reply with an address is without its record (acceptance
//! REV-03), and what comes after the crash is a working portal with the same sessions.

use super::{
    browser::Browser,
    databases::{on_postgres, on_sqlite, recorded},
    program::Program,
};
use app::model::audit::{AuditEvent, AuditOutcome};
use reqwest::{StatusCode, Url};
use sandbox::{Config, Sandbox};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

/// Rounds of an ordinary run; the acceptance list's number takes minutes.
const SOME: u64 = 24;
const ALL: u64 = 200;
/// Browsers that reveal at the same time.
const BROWSERS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn no_reply_with_an_address_is_without_its_record_after_a_crash_on_sqlite() {
    on_sqlite(async |url| crash(url, SOME).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reply_with_an_address_is_without_its_record_after_a_crash_on_postgres() {
    on_postgres(async |url| crash(url, SOME).await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: .ci/test long"]
async fn no_reply_is_without_its_record_after_two_hundred_crashes_on_each_database() {
    on_sqlite(async |url| crash(url, ALL).await).await;
    on_postgres(async |url| crash(url, ALL).await).await;
}

/// Reveals until the portal is gone; the request ids of the replies that had an address.
async fn reveal_until_the_end(browser: Browser, form: String, shown: Arc<Mutex<BTreeSet<String>>>) {
    while let Ok(response) = browser.try_send(browser.call("reveal-recipient", &form)).await {
        let status = response.status();
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let Ok(text) = response.text().await else { return };
        assert_eq!(status, StatusCode::OK, "{text}");
        if text.contains('@') {
            shown.lock().unwrap().insert(id);
        }
    }
}

async fn crash(database: &str, rounds: u64) {
    let sandbox = Sandbox::start(Config { access_token_seconds: 86_400, ..Config::default() }).await.unwrap();
    let program = Program::new(&sandbox, database).with(&[("RATE_REVEALS", "1000000")]);
    let portal: Url = format!("http://{}", program.address).parse().unwrap();
    let admin = Browser::new(portal);
    let shown = Arc::new(Mutex::new(BTreeSet::new()));
    let mut form = None;
    for round in 0..rounds {
        let mut process = program.start().await;
        if form.is_none() {
            admin.sign_in("admin@harbour.test").await;
            let (_, card) = admin.api("recipients", "").await;
            let group = &card["Masked"][0];
            let (kind, id) = (&group["kind"], &group["recipients"][0]["id"]);
            form = Some(format!("group={}&recipient_id={}", kind.as_str().unwrap(), id.as_str().unwrap()));
        }
        let form = form.as_ref().unwrap();
        let mut browsers = JoinSet::new();
        for _ in 0..BROWSERS {
            browsers.spawn(reveal_until_the_end(admin.clone(), form.clone(), Arc::clone(&shown)));
        }
        // Somewhere within a few reveals, at another place each round.
        sleep(Duration::from_micros(30_000 + round * 7_919 % 150_000)).await;
        process.kill();
        while let Some(ended) = browsers.join_next().await {
            ended.unwrap();
        }
    }
    sandbox.shutdown().await;
    let begun = recorded(database, AuditEvent::Reveal, Some(AuditOutcome::Begun)).await;
    let done = recorded(database, AuditEvent::Reveal, Some(AuditOutcome::Done)).await;
    let shown = shown.lock().unwrap();
    println!("{rounds} crashes: {} addresses shown, {} begun, {} done", shown.len(), begun.len(), done.len());
    assert!(u64::try_from(shown.len()).unwrap() > rounds / 2, "reveals were under way: {}", shown.len());
    let without: Vec<_> = shown.iter().filter(|id| !begun.contains(*id) || !done.contains(*id)).collect();
    assert!(without.is_empty(), "addresses without their record: {without:?}");
    assert!(done.is_subset(&begun), "an outcome of what never began");
}
