//! A throw-away PostgreSQL: real binaries on a Unix socket in a temporary folder, shared by the tests that run at the
//! same time and gone with the last of them. Include it with `#[path = "support/postgres.rs"] mod postgres;`.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Weak,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::Mutex;

static SHARED: Mutex<Weak<Server>> = Mutex::const_new(Weak::new());

/// An empty database. Its server stops when the last database of the process is dropped.
pub struct Postgres {
    server: Arc<Server>,
    name: String,
}

struct Server {
    process: Child,
    folder: TempDir,
    bin: PathBuf,
    user: Option<(u32, u32)>,
    databases: AtomicU32,
}

impl Postgres {
    /// An empty database, or none when PostgreSQL is not installed; with `CI` set that is a failure.
    pub async fn start() -> Option<Self> {
        let Some(bin) = binaries() else {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL's binaries are missing, and CI is set");
            println!("SKIPPED: initdb and postgres are neither on PATH nor in /usr/lib/postgresql/*/bin");
            return None;
        };
        let mut shared = SHARED.lock().await;
        let server = match shared.upgrade() {
            Some(server) => server,
            None => Arc::new(Server::start(bin).await),
        };
        *shared = Arc::downgrade(&server);
        drop(shared);
        let name = format!("test_{}", server.databases.fetch_add(1, Ordering::SeqCst));
        let mut connection = PgConnection::connect(&server.url("postgres")).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        Some(Self { server, name })
    }

    /// Its address, as `DATABASE_URL` takes it.
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }
}

impl Server {
    async fn start(bin: PathBuf) -> Self {
        let folder = TempDir::with_prefix("pg-").unwrap();
        let data = folder.path().join("data");
        // PostgreSQL refuses to run as root.
        let user = (fs::metadata("/proc/self").unwrap().uid() == 0).then(unprivileged);
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).unwrap();
        }
        let made = command(&bin, "initdb", user)
            .args(["--auth=trust", "--username=portal", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let process = command(&bin, "postgres", user)
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=300"])
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Self { process, folder, bin, user, databases: AtomicU32::new(0) };
        for _ in 0..200 {
            if let Ok(connection) = PgConnection::connect(&server.url("postgres")).await {
                connection.close().await.unwrap();
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = fs::read_to_string(server.folder.path().join("log")).unwrap_or_default();
        panic!("PostgreSQL did not start: {log}");
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://portal@localhost/{database}?host={}", self.folder.path().display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = command(&self.bin, "pg_ctl", self.user)
            .args(["stop", "-m", "immediate", "-w", "-D"])
            .arg(self.folder.path().join("data"))
            .status();
        if !stop.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn command(bin: &Path, name: &str, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(bin.join(name));
    command.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

/// The folder that has all the programs.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let has_all = |folder: &PathBuf| ["initdb", "postgres", "pg_ctl"].iter().all(|name| folder.join(name).is_file());
    std::env::split_paths(&path).chain(installed).find(has_all)
}

/// The user and group of `postgres`, else of `nobody`.
fn unprivileged() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let of = |name: &str| {
        let mut fields = users.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(":x:"))?.split(':');
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    of("postgres").or_else(|| of("nobody")).expect("a user to run PostgreSQL as")
}
