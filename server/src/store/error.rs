//! What can go wrong in the store. Logged here, once, by kind and code: a driver's own text can quote addresses.

use app::backend::DomainError;

/// The store failed; the answer is 503 and nothing about the visitor is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store cannot be used")]
pub struct StoreError;

impl StoreError {
    /// Logs what `error` is and forgets it.
    pub(super) fn of(error: &sqlx::Error) -> Self {
        let (kind, code) = describe(error);
        tracing::error!(kind, code, "the store failed");
        Self
    }
}

impl From<StoreError> for DomainError {
    fn from(StoreError: StoreError) -> Self {
        Self::StoreUnavailable
    }
}

/// The database cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Neither `sqlite://…` nor `postgres://…`, or not readable as one.
    #[error("DATABASE_URL is not a sqlite:// or postgres:// address")]
    Url,
    /// Another process has the SQLite file open.
    #[error("the SQLite database is in use by another process")]
    InUse,
    /// The file or server cannot be reached.
    #[error("the database cannot be opened")]
    Open,
    /// The tables cannot be brought up to date.
    #[error("the database cannot be migrated")]
    Migrate,
}

impl ConnectError {
    pub(super) fn open(error: &sqlx::Error) -> Self {
        let (kind, code) = describe(error);
        tracing::error!(kind, code, "the database cannot be opened");
        Self::Open
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "sqlx::Error is non-exhaustive and only a log's label depends on it"
)]
fn describe(error: &sqlx::Error) -> (&'static str, String) {
    match error {
        sqlx::Error::Database(inner) => ("database", inner.code().map(Into::into).unwrap_or_default()),
        sqlx::Error::Io(inner) => ("io", inner.kind().to_string()),
        sqlx::Error::Tls(_) => ("tls", String::new()),
        sqlx::Error::PoolTimedOut => ("pool timed out", String::new()),
        sqlx::Error::PoolClosed => ("pool closed", String::new()),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => ("decode", String::new()),
        _ => ("other", String::new()),
    }
}
