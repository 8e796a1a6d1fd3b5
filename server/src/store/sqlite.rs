//! The SQLite database: one writer connection, a few readers, and a lock file that keeps a second process out.

use super::{ConnectError, StoreError, migrations, sqlite_memory::SessionMemory};
use sqlx::{
    Connection as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

/// Readers; a read takes microseconds, so a few are enough.
const READERS: u32 = 4;
/// How long a write may wait for its turn before the answer is 503.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open SQLite file. Cheap to clone.
#[derive(Clone)]
pub struct SqliteDatabase {
    writer: SqlitePool,
    readers: SqlitePool,
    file: Arc<Path>,
    /// One for all clones: what any of them writes, all forget.
    memory: Arc<SessionMemory>,
    /// Held as long as any clone lives; the kernel drops it with the process, also after kill -9.
    _lock: Arc<File>,
}

impl SqliteDatabase {
    /// Opens and migrates the file, which is created readable for its owner only.
    ///
    /// # Errors
    /// [`ConnectError`]; [`ConnectError::InUse`] when another process has it open (acceptance REP-06).
    pub async fn open(url: &str) -> Result<Self, ConnectError> {
        let options = SqliteConnectOptions::from_str(url).map_err(|_| ConnectError::Url)?;
        let file = options.get_filename().to_owned();
        // What is in memory is gone with its connection, and several connections would see several databases.
        if file.as_os_str().is_empty() || url.contains(":memory:") || url.contains("mode=memory") {
            return Err(ConnectError::Url);
        }
        let lock = lock_beside(&file)?;
        create_private(&file)?;
        // FULL: an audit row must outlive a power cut before the email it stands for leaves, and the setting belongs to
        // the connection, so sessions pay for it too (one fsync a sign-in or renewal).
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let writer = pool(1).before_acquire(|connection, _| Box::pin(is_clean(connection)));
        let writer = writer.connect_with(options.clone()).await.map_err(|error| ConnectError::open(&error))?;
        migrations::sqlite().run(&writer).await.map_err(|_| ConnectError::Migrate)?;
        let readers =
            pool(READERS).connect_with(options.read_only(true)).await.map_err(|error| ConnectError::open(&error))?;
        Ok(Self { writer, readers, file: file.into(), memory: Arc::new(SessionMemory::new()), _lock: Arc::new(lock) })
    }

    /// The one connection that writes. A read followed by a write belongs in `begin_with("BEGIN IMMEDIATE")`.
    #[must_use]
    pub const fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// Connections that read.
    #[must_use]
    pub const fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    pub(super) fn memory(&self) -> &SessionMemory {
        &self.memory
    }

    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        let read = sqlx::query("SELECT 1 FROM sessions LIMIT 1").fetch_optional(&self.readers).await;
        read.map_err(|error| StoreError::of(&error))?;
        let lock = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|error| StoreError::of(&error))?;
        lock.rollback().await.map_err(|error| StoreError::of(&error))
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Whether `connection` can begin a transaction; if not, the pool opens another one. After a full disk or a failed fsync SQLite
/// has ended the transaction by itself, the driver's rollback fails, and the driver takes every later one for nested.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Behind the rollbacks that were left to happen.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Connections that stay: SQLite has no server that could drop them.
fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .min_connections(size)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

fn lock_beside(file: &Path) -> Result<File, ConnectError> {
    let lock = private_file(&with_suffix(file, ".lock"))?;
    lock.try_lock().map_err(|_| ConnectError::InUse)?;
    Ok(lock)
}

fn create_private(file: &Path) -> Result<(), ConnectError> {
    private_file(file).map(drop)
}

fn private_file(path: &Path) -> Result<File, ConnectError> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path).map_err(|error| {
        tracing::error!(kind = %error.kind(), "the database file cannot be opened");
        ConnectError::Open
    })
}

/// `file` with `suffix` after its whole name.
pub(super) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
