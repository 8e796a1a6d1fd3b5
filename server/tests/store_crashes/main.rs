//! What the store is after a crash: a process killed while it writes, and a PostgreSQL that falls over under load.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a test that finds something amiss stops there, and its modules have no outside"
)]

#[path = "../support/postgres.rs"]
mod postgres_server;

use server::store::{Database, NewSession, StoreError};
use sqlx::{Connection, PgConnection};
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

const NOW: i64 = 1_780_000_000_000;
const FILE: &str = "STORE_CRASH_FILE";

/// A session whose whole content follows from its number.
fn session(number: u64) -> NewSession {
    let mut id_hash = [0; 32];
    id_hash[..8].copy_from_slice(&number.to_be_bytes());
    NewSession {
        id_hash,
        person_key: id_hash,
        op_session: None,
        created_at: NOW,
        expires_at: NOW + 1_000,
        sealed: number.to_be_bytes().repeat(200),
        device: None,
    }
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// Not a case: the process that the case below kills. It says each number once its session is kept.
#[tokio::test]
async fn writes_until_it_is_killed() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let database = Database::connect(&url(Path::new(&file))).await.unwrap();
    let store = database.sessions();
    let first = u64::from(std::process::id()) << 32;
    for number in first.. {
        store.insert(&session(number), None).await.unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "kept {number}").unwrap();
        out.flush().unwrap();
    }
}

#[tokio::test]
async fn a_process_killed_while_it_writes_loses_nothing_it_had_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portal.db");
    let mut kept = Vec::new();
    for round in 0..30_u64 {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writes_until_it_is_killed", "--nocapture"])
            .env(FILE, &file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut numbers = lines.filter_map(|line| line.split_once("kept ")?.1.parse::<u64>().ok());
        kept.push(numbers.next().expect("it starts after the crash before it"));
        // Somewhere within a few writes, at another place each round.
        std::thread::sleep(Duration::from_micros(round * 733));
        writer.kill().unwrap();
        kept.extend(numbers);
        writer.wait().unwrap();
    }
    let database = Database::connect(&url(&file)).await.expect("no lock is left behind");
    let Database::Sqlite(sqlite) = &database else { unreachable!() };
    let sound: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(sqlite.writer()).await.unwrap();
    assert_eq!(sound, "ok");
    let store = database.sessions();
    for number in &kept {
        let expected = session(*number);
        let found = store.find(&expected.id_hash).await.unwrap().unwrap_or_else(|| panic!("{number} is lost"));
        assert_eq!((found.person_key, found.sealed), (expected.person_key, expected.sealed), "{number}");
    }
    assert!(kept.len() > 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_falls_over_means_refusals_for_a_while_and_nothing_else() {
    let Some(server) = postgres_server::Postgres::start().await else { return };
    let database = Database::connect(&server.url()).await.unwrap();
    let store = database.sessions();
    store.insert(&session(0), None).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let good = Arc::new(AtomicUsize::new(0));
    let load = (0..8).map(|_| {
        let (store, stop, good) = (Arc::clone(&store), Arc::clone(&stop), Arc::clone(&good));
        tokio::spawn(async move {
            while !stop.load(Ordering::SeqCst) {
                match store.find(&session(0).id_hash).await {
                    Ok(found) => {
                        assert!(found.is_some(), "a database in trouble is not an empty one");
                        good.fetch_add(1, Ordering::SeqCst);
                    }
                    Err(StoreError) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        })
    });
    let load = load.collect::<Vec<_>>();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut bystander = PgConnection::connect(&server.url()).await.unwrap();
    // Kills one server process the hard way, upon which PostgreSQL drops every connection and recovers.
    let mut doomed = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::query("COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'").execute(&mut doomed).await.unwrap_err();
    within_ten_seconds(async || database.ping().await.is_ok()).await;
    sqlx::query("SELECT 1").execute(&mut bystander).await.expect_err("it did fall over");
    let before = good.load(Ordering::SeqCst);
    within_ten_seconds(async || good.load(Ordering::SeqCst) > before).await;
    stop.store(true, Ordering::SeqCst);
    for worker in load {
        worker.await.unwrap();
    }
}

async fn within_ten_seconds(well: impl AsyncFn() -> bool) {
    let wait = async {
        while !well().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.expect("normal again within ten seconds");
}
