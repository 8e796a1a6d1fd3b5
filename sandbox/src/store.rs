//! What outlives a restart: JSON documents in one SQLite table, written before a change is answered and read once at start.
//! Reads never come here: the desks keep what they hold in memory. Imports `config` only.

use std::{fs, str::FromStr as _, time::Duration};

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::config::Database;

/// Why the database could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("the sandbox's database failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// The folder of the database file could not be made.
    #[error("the folder of the sandbox's database could not be made: {0}")]
    Folder(#[from] std::io::Error),
    /// A document could not be written as, or read from, JSON.
    #[error("a document of the sandbox's database is not what was expected: {0}")]
    Document(#[from] serde_json::Error),
}

pub(crate) struct Store {
    pool: SqlitePool,
}

impl Store {
    pub(crate) async fn open(database: &Database) -> Result<Self, StoreError> {
        let options = match database {
            Database::Memory => SqliteConnectOptions::from_str("sqlite::memory:")?,
            Database::File(path) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Normal)
            }
        };
        // One connection for good: an in-memory database lives and dies with it, and writes are few.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            // A caller that leaves during the test would take the connection with it, and the database.
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        sqlx::query(
            "CREATE TABLE IF NOT EXISTS document (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
        )
        .execute(&pool)
        .await?;
        Ok(Self { pool })
    }

    pub(crate) async fn put<T: Serialize + Sync>(
        &self,
        kind: &'static str,
        id: &str,
        document: &T,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(document)?;
        sqlx::query(
            "INSERT INTO document (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
        )
        .bind(kind)
        .bind(id)
        .bind(body)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    pub(crate) async fn delete(&self, kind: &'static str, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM document WHERE kind = ? AND id = ?").bind(kind).bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Every document of a kind with its id, in the order of the ids.
    pub(crate) async fn all<T: DeserializeOwned>(&self, kind: &'static str) -> Result<Vec<(String, T)>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT id, body FROM document WHERE kind = ? ORDER BY id")
            .bind(kind)
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(|(id, body)| Ok((id, serde_json::from_str(&body)?))).collect()
    }

    pub(crate) async fn forget(&self, kind: &'static str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM document WHERE kind = ?").bind(kind).execute(&self.pool).await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}
