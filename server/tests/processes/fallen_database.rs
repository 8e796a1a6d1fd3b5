//! PostgreSQL falls over and comes back while pages are read, people sign in and tokens are renewed (acceptance CRASH-06).

use super::{
    browser::Browser,
    postgres_server::Postgres,
    program::{Program, until},
};
use reqwest::{Method, StatusCode, header::ACCEPT};
use sandbox::{Config, Sandbox};
use sqlx::{Connection, PgConnection};
use std::{
    collections::BTreeMap,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};

const ALONE: &str = "POSTGRES_FALLS";
const PEOPLE: usize = 8;

/// The server is shared by the tests of a process, so the one that makes it fall has a process of its own.
#[test]
fn a_fall_of_postgres_under_load_means_503_for_a_while_and_nobody_is_signed_out() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "fallen_database::falls_under_load", "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// Not a case: the process of the case above.
#[tokio::test(flavor = "multi_thread")]
async fn falls_under_load() {
    if std::env::var_os(ALONE).is_none() {
        return;
    }
    let Some(server) = Postgres::start().await else { return };
    let url = server.url();
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let program = Program::new(&sandbox, &url);
    let _process = program.start().await;
    let portal: reqwest::Url = format!("http://{}", program.address).parse().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let statuses = Arc::new(Mutex::new(BTreeMap::<u16, usize>::new()));
    let good: Arc<[AtomicUsize; PEOPLE]> = Arc::default();
    let mut load = JoinSet::new();
    for n in 0..PEOPLE {
        let browser = Browser::new(portal.clone());
        browser.sign_in("admin@harbour.test").await;
        let (stop, statuses, good) = (Arc::clone(&stop), Arc::clone(&statuses), Arc::clone(&good));
        load.spawn(async move {
            while !stop.load(SeqCst) {
                let request = if n % 2 == 0 {
                    browser.request(Method::GET, "/billing/usage").header(ACCEPT, "text/html")
                } else {
                    browser.call("usage", "")
                };
                let answer = browser.try_send(request).await.expect("an answer, whatever it is");
                *statuses.lock().unwrap().entry(answer.status().as_u16()).or_default() += 1;
                if answer.status() == StatusCode::OK {
                    good[n].fetch_add(1, SeqCst);
                } else {
                    sleep(Duration::from_millis(20)).await;
                }
            }
            browser
        });
    }
    let mut longest = Duration::ZERO;
    for _ in 0..5 {
        sandbox.expire_access_tokens();
        sleep(Duration::from_millis(100)).await;
        // Kills one server process the hard way, upon which PostgreSQL drops every connection and recovers.
        let mut doomed = PgConnection::connect(&url).await.unwrap();
        sqlx::query("COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'").execute(&mut doomed).await.unwrap_err();
        let fallen = Instant::now();
        until("the server is there", async || PgConnection::connect(&url).await.is_ok()).await;
        // Two good answers each: nobody still waits for one that began before the fall, whose renewed token the next round
        // would expire a second time, and a token refused twice means signing in again.
        let counts = || good.each_ref().map(|count| count.load(SeqCst));
        let before = counts();
        until("the portal is well for everybody", async || {
            counts().iter().zip(before).all(|(now, before)| *now >= before + 2)
        })
        .await;
        longest = longest.max(fallen.elapsed());
    }
    stop.store(true, SeqCst);
    let browsers = load.join_all().await;
    let statuses = statuses.lock().unwrap().clone();
    println!("PostgreSQL fell 5 times: {statuses:?}; well again after {longest:?} at most");
    assert!(statuses.keys().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
    assert!(longest < Duration::from_secs(10), "{longest:?}");
    for browser in browsers {
        assert_eq!(browser.api("usage", "").await.0, StatusCode::OK, "still signed in");
    }
    sandbox.shutdown().await;
}
