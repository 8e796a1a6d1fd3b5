//! The portal's process killed under load and while it starts (acceptance CRASH-01, CRASH-07): what was acknowledged is there,
//! what was ended stays ended, every session is its own person's.

use super::{
    browser::Browser,
    databases::{on_postgres, on_sqlite, recorded},
    postgres_server::Postgres,
    program::{Program, until},
};
use app::model::audit::AuditEvent;
use reqwest::{Method, StatusCode};
use sandbox::{Config, Sandbox};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};

/// Rounds of an ordinary run; the acceptance list's number takes minutes.
const SOME: u64 = 10;
const ALL: u64 = 200;
const PEOPLE: [&str; 5] =
    ["admin@harbour.test", "manager@harbour.test", "admin@orchard.test", "admin@newleaf.test", "admin@coastal.test"];
/// Who exports all the time.
const EXPORTER: &str = "admin@harbour.test";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_ended_comes_back_after_a_crash_on_sqlite() {
    on_sqlite(async |url| crash(url, SOME).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_ended_comes_back_after_a_crash_on_postgres() {
    on_postgres(async |url| crash(url, SOME).await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: .ci/test long"]
async fn nothing_acknowledged_is_lost_after_two_hundred_crashes_on_each_database() {
    on_sqlite(async |url| crash(url, ALL).await).await;
    on_postgres(async |url| crash(url, ALL).await).await;
}

type Whose = (Browser, &'static str);

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    begun: Vec<Whose>,
    ended: Vec<Whose>,
    exports: BTreeSet<String>,
}

/// Signs people in until the portal is gone, and every other one out again.
async fn come_and_go(portal: reqwest::Url, first: usize, all: Arc<Mutex<Acknowledged>>) {
    for n in first.. {
        let (browser, email) = (Browser::new(portal.clone()), PEOPLE[n % PEOPLE.len()]);
        match browser.try_sign_in(email, "", None).await {
            Ok(landed) if !landed.starts_with("/sign-in") => {}
            // Told that it came to nothing.
            Ok(_) => continue,
            Err(error) if error.is_status() => continue,
            Err(_) => return,
        }
        if n % 3 == 0 {
            let before = Browser::through(browser.client(), browser.url("/"), browser.cookies());
            let out = browser.try_send(browser.request(Method::POST, "/auth/sign-out")).await;
            if out.is_ok_and(|answer| answer.status() == StatusCode::SEE_OTHER) {
                all.lock().unwrap().ended.push((before, email));
            }
        } else {
            all.lock().unwrap().begun.push((browser, email));
        }
    }
}

/// Exports, each of which is a row of the trail, until the portal is gone.
async fn export(browser: Browser, all: Arc<Mutex<Acknowledged>>) {
    while let Ok(answer) = browser.try_send(browser.request(Method::GET, "/billing/invoices.csv")).await {
        let (status, id) = (answer.status(), answer.headers()["x-request-id"].to_str().unwrap().to_owned());
        if answer.text().await.is_err() {
            return;
        }
        if status == StatusCode::OK {
            all.lock().unwrap().exports.insert(id);
        }
    }
}

async fn crash(database: &str, rounds: u64) {
    let sandbox = Sandbox::start(Config { access_token_seconds: 86_400, ..Config::default() }).await.unwrap();
    let program = Program::new(&sandbox, database);
    let portal: reqwest::Url = format!("http://{}", program.address).parse().unwrap();
    let exporter = Browser::new(portal.clone());
    let all = Arc::new(Mutex::new(Acknowledged::default()));
    let (mut begun, mut ended, mut slowest) = (0, 0, Duration::ZERO);
    for round in 0..=rounds {
        let started = Instant::now();
        let mut process = program.start().await;
        slowest = slowest.max(started.elapsed());
        if round == 0 {
            exporter.sign_in(EXPORTER).await;
        }
        let Acknowledged { begun: came, ended: went, .. } = {
            let mut all = all.lock().unwrap();
            let exports = std::mem::take(&mut all.exports);
            std::mem::replace(&mut *all, Acknowledged { exports, ..Acknowledged::default() })
        };
        (begun, ended) = (begun + came.len(), ended + went.len());
        for (browser, email) in came.into_iter().chain([(exporter.clone(), EXPORTER)]) {
            let (_, who) = browser.api("session", "").await;
            assert_eq!(who["Welcome"]["email"], email, "a session lost or another's, round {round}: {who}");
        }
        for (browser, email) in went {
            let (_, who) = browser.api("session", "").await;
            assert!(who["Welcome"].is_null(), "{email} was signed out, round {round}: {who}");
        }
        let mut load = JoinSet::new();
        for n in 0..3 {
            load.spawn(come_and_go(portal.clone(), n, Arc::clone(&all)));
            load.spawn(export(exporter.clone(), Arc::clone(&all)));
        }
        let exported = all.lock().unwrap().exports.len();
        until("there is load", async || {
            let all = all.lock().unwrap();
            all.exports.len() > exported && all.begun.len() + all.ended.len() > 1
        })
        .await;
        // Somewhere within a few requests, at another place each round.
        sleep(Duration::from_micros(round * 79_190 % 300_000)).await;
        process.kill();
        while let Some(stopped) = load.join_next().await {
            stopped.unwrap();
        }
    }
    sandbox.shutdown().await;
    let rows = recorded(database, AuditEvent::CsvExport, None).await;
    let all = all.lock().unwrap();
    let lost: Vec<_> = all.exports.difference(&rows).collect();
    println!(
        "{rounds} crashes: {begun} sign-ins and {ended} sign-outs acknowledged, 0 lost, 0 foreign, 0 back; {} of {} rows \
         lost; the slowest start took {slowest:?}",
        lost.len(),
        all.exports.len()
    );
    assert!(lost.is_empty(), "{lost:?}");
    assert!(slowest < Duration::from_secs(10), "{slowest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_half_made_by_a_killed_process_are_brought_up_to_date_by_the_next_one() {
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    for round in 0..8_u64 {
        let mut databases = vec![format!("sqlite://{}/{round}.db", folder.path().display())];
        let server = Postgres::start().await;
        databases.extend(server.iter().map(Postgres::url));
        for database in databases {
            let program = Program::new(&sandbox, &database);
            let mut process = program.spawn();
            // Within the time a start takes.
            sleep(Duration::from_millis(20 + round * 15)).await;
            process.kill();
            drop(program.start().await);
        }
    }
    sandbox.shutdown().await;
}
