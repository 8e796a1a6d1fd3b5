//! The portal's database: SQLite on one machine, PostgreSQL for several replicas, behind one trait a noun.
//! May import sqlx; knows nothing of HTTP, cookies or tokens.

mod audit;
mod error;
mod migrations;
mod postgres;
mod postgres_audit;
mod postgres_sessions;
mod sessions;
mod sqlite;
mod sqlite_audit;
mod sqlite_memory;
mod sqlite_sessions;

pub use audit::{
    ActorHash, Appended, AuditFilter, AuditHome, AuditLimit, AuditPerson, AuditPosition, AuditRow, AuditStore,
    NewAuditRow,
};
pub use error::{ConnectError, StoreError};
pub use postgres::PostgresDatabase;
pub use sessions::{IdHash, PersonKey, SealVersion};
pub use sessions::{Lease, Named, NewSession, Renewed, SessionStore, StateHash, StoredSession, Whose};
pub use sqlite::SqliteDatabase;

use std::{path::Path, sync::Arc};

/// A connected, migrated database.
#[derive(Clone)]
pub enum Database {
    /// One file, one process.
    Sqlite(SqliteDatabase),
    /// Shared by replicas.
    Postgres(PostgresDatabase),
}

impl Database {
    /// Connects to `url` (`sqlite://file`, `postgres://…`) and brings the tables up to date. Safe when several replicas
    /// start together on PostgreSQL; on SQLite a second process is refused with [`ConnectError::InUse`].
    ///
    /// # Errors
    /// [`ConnectError`]; none of its texts quotes `url`, which can hold a password.
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        match url.split(':').next() {
            Some("sqlite") => SqliteDatabase::open(url).await.map(Self::Sqlite),
            Some("postgres" | "postgresql") => PostgresDatabase::connect(url).await.map(Self::Postgres),
            Some(_) | None => Err(ConnectError::Url),
        }
    }

    /// The sessions kept here.
    #[must_use]
    pub fn sessions(&self) -> Arc<dyn SessionStore> {
        match self {
            Self::Sqlite(database) => Arc::new(sqlite_sessions::SqliteSessions::new(database.clone())),
            Self::Postgres(database) => Arc::new(postgres_sessions::PostgresSessions::new(database.clone())),
        }
    }

    /// The audit trail kept here.
    #[must_use]
    pub fn audit(&self) -> Arc<dyn AuditStore> {
        match self {
            Self::Sqlite(database) => Arc::new(sqlite_audit::SqliteAudit::new(database.clone())),
            Self::Postgres(database) => Arc::new(postgres_audit::PostgresAudit::new(database.clone())),
        }
    }

    /// The file, for SQLite.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(database) => Some(database.file()),
            Self::Postgres(_) => None,
        }
    }

    /// Whether the database can be read and takes a write lock now; for readiness.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(database) => database.ping().await,
            Self::Postgres(database) => database.ping().await,
        }
    }

    /// Closes the connections; later calls fail.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(database) => database.close().await,
            Self::Postgres(database) => database.close().await,
        }
    }
}

/// A hash column; anything but 32 bytes is a damaged row.
fn key32(bytes: &[u8]) -> Result<[u8; 32], sqlx::Error> {
    bytes.try_into().map_err(|error| sqlx::Error::Decode(Box::new(error)))
}
