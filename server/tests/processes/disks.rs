//! A database that cannot be written: a full disk, an fsync that fails, a server that only reads (acceptance CRASH-04). Until
//! that is over there is no address without its record and no sign-in, what can be read is read, and nothing is half-written.

use super::{
    browser::Browser,
    postgres_server::Postgres,
    program::{Program, until},
};
use reqwest::StatusCode;
use sandbox::{Config, Running, Sandbox};
use server::store::Database;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// Somebody who is signed in to a portal on `database`, and may reveal.
struct Case {
    sandbox: Running,
    program: Program,
    person: Browser,
    reveal: String,
    shown: usize,
}

impl Case {
    async fn begin(sandbox: Running, program: Program) -> Self {
        let person = Browser::new(format!("http://{}", program.address).parse().unwrap());
        person.sign_in("admin@harbour.test").await;
        let (_, card) = person.api("recipients", "").await;
        let group = &card["Masked"][0];
        let (kind, id) = (&group["kind"], &group["recipients"][0]["id"]);
        let reveal = format!("group={}&recipient_id={}", kind.as_str().unwrap(), id.as_str().unwrap());
        let mut case = Self { sandbox, program, person, reveal, shown: 0 };
        case.works().await;
        case
    }

    async fn works(&mut self) {
        let (status, answer) = self.person.api("reveal-recipient", &self.reveal).await;
        assert!(status == StatusCode::OK && answer.as_str().unwrap().contains('@'), "{status} {answer}");
        self.shown += 1;
        self.stranger().sign_in("manager@harbour.test").await;
    }

    fn stranger(&self) -> Browser {
        Browser::new(self.person.url("/"))
    }

    /// Nothing is written, and nothing that needs it is done.
    async fn refuses(&self) {
        self.sandbox.clear_requests();
        let (status, answer) = self.person.api("reveal-recipient", &self.reveal).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
        assert!(!answer.to_string().contains('@'), "{answer}");
        let asked = self.sandbox.requests().into_iter().filter(|call| call.path.contains("/reveal")).count();
        assert_eq!(asked, 0, "no address is asked for without its record");
        let stranger = self.stranger();
        let landed = stranger.try_sign_in("manager@harbour.test", "", None).await.unwrap();
        assert!(landed.starts_with("/sign-in?problem="), "{landed}");
        let (status, page) = self.person.page("/billing/usage").await;
        assert!(status == StatusCode::OK && page.contains("Harbour Dental"), "what can be read is read: {status}");
    }

    /// As many rows as there were reveals, each begun and done.
    async fn ends_whole(self, database: &str) {
        let database = Database::connect(database).await.unwrap();
        let count = "SELECT count(*) FROM audit_events WHERE event = 'recipient_reveal' AND outcome = ";
        for outcome in ["begun", "done"] {
            let count = AssertSqlSafe(format!("{count}'{outcome}'"));
            let rows: i64 = match &database {
                Database::Sqlite(sqlite) => {
                    let sound: String =
                        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(sqlite.writer()).await.unwrap();
                    assert_eq!(sound, "ok");
                    sqlx::query_scalar(count).fetch_one(sqlite.readers()).await.unwrap()
                }
                Database::Postgres(postgres) => sqlx::query_scalar(count).fetch_one(postgres.pool()).await.unwrap(),
            };
            assert_eq!(usize::try_from(rows).unwrap(), self.shown, "{outcome}");
        }
        database.close().await;
        self.sandbox.shutdown().await;
    }
}

/// A small disk in memory, gone with its handle.
struct Disk(TempDir);

impl Disk {
    /// None where this process may not mount one.
    fn of(size: &str) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(folder));
        }
        println!("SKIPPED: a disk cannot be mounted here; as root it can");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_what_must_be_written_and_is_over_once_there_is_room() {
    let Some(disk) = Disk::of("2m") else { return };
    let url = format!("sqlite://{}", disk.path().join("portal.db").display());
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let program = Program::new(&sandbox, &url);
    let mut process = program.start().await;
    let mut case = Case::begin(sandbox, program).await;
    for _ in 0..2 {
        let filler = disk.path().join("filler");
        let mut file = File::create(&filler).unwrap();
        for size in [64 * 1024, 1024, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        drop(file);
        // What is left of the log's last page may take a row or two more.
        until("the disk is full for the database too", async || {
            let (status, _) = case.person.api("reveal-recipient", &case.reveal).await;
            case.shown += usize::from(status == StatusCode::OK);
            status == StatusCode::SERVICE_UNAVAILABLE
        })
        .await;
        case.refuses().await;
        fs::remove_file(filler).unwrap();
        case.works().await;
    }
    process.terminate();
    assert!(process.ended().await.success());
    case.ends_whole(&url).await;
}

/// Another process that makes every fsync of `id` fail, until it is dropped.
struct Failing(Child);

impl Failing {
    async fn fsync(id: u32, said: &Path) -> Option<Self> {
        let tracer = Command::new("strace")
            .args([
                "-f",
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:error=EIO",
                "-p",
                &id.to_string(),
            ])
            .stderr(File::create(said).unwrap())
            .spawn();
        let Ok(mut tracer) = tracer else {
            assert!(std::env::var_os("CI").is_none(), "strace is missing, and CI is set");
            println!("SKIPPED: strace is not installed");
            return None;
        };
        let mut attached = false;
        until("strace follows the process, or may not", async || {
            attached = fs::read_to_string(said).unwrap().contains("attached");
            attached || tracer.try_wait().unwrap().is_some()
        })
        .await;
        if !attached {
            println!("SKIPPED: this process may not follow another: {}", fs::read_to_string(said).unwrap());
        }
        attached.then_some(Self(tracer))
    }

    fn over(mut self) {
        // Killed the hard way it would leave the process stopped.
        assert!(Command::new("kill").arg(self.0.id().to_string()).status().unwrap().success());
        self.0.wait().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_fsync_that_fails_refuses_what_must_be_written_and_is_over_with_its_cause() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("portal.db").display());
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let program = Program::new(&sandbox, &url);
    let mut process = program.start().await;
    let mut case = Case::begin(sandbox, program).await;
    for _ in 0..2 {
        let Some(failing) = Failing::fsync(process.id(), &folder.path().join("said")).await else { return };
        case.refuses().await;
        failing.over();
        case.works().await;
    }
    process.terminate();
    assert!(process.ended().await.success());
    case.ends_whole(&url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_only_reads_refuses_what_must_be_written_and_is_over_with_its_cause() {
    let Some(server) = Postgres::start().await else { return };
    let url = server.url();
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let program = Program::new(&sandbox, &url);
    let mut process = program.start().await;
    let mut case = Case::begin(sandbox, program).await;
    let mut operator = PgConnection::connect(&url).await.unwrap();
    for _ in 0..2 {
        only_reads(&mut operator, true).await;
        case.refuses().await;
        let ready = super::program::http().get(format!("http://{}/readyz", case.program.admin)).send().await.unwrap();
        assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE, "a proxy is to look for another replica");
        only_reads(&mut operator, false).await;
        case.works().await;
    }
    process.terminate();
    assert!(process.ended().await.success());
    case.ends_whole(&url).await;
}

/// As after a failover to a server that is a copy: new connections only read, and there are none but new ones.
async fn only_reads(operator: &mut PgConnection, reads: bool) {
    let set = format!(
        "SET default_transaction_read_only = off;
         DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {reads}', current_database()); END $$;
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()"
    );
    sqlx::raw_sql(AssertSqlSafe(set)).execute(operator).await.unwrap();
}
