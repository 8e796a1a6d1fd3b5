//! The PostgreSQL database, shared by replicas.

use super::{ConnectError, StoreError, migrations};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

/// Connections of one replica.
const CONNECTIONS: u32 = 10;
/// How long a call may wait for a connection before the answer is 503.
const PATIENCE: Duration = Duration::from_secs(5);

/// A pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct PostgresDatabase {
    pool: PgPool,
}

impl PostgresDatabase {
    /// Connects and migrates, under the migrator's advisory lock, so that replicas may start together.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| ConnectError::Url)?
            .application_name("billing-portal")
            // Whatever the server's default is: an audit row must be on the disk when its write returns.
            .options([
                ("synchronous_commit", "on"),
                ("statement_timeout", "5000"),
                ("idle_in_transaction_session_timeout", "10000"),
            ]);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await
            .map_err(|error| ConnectError::open(&error))?;
        migrations::postgres().run(&pool).await.map_err(|_| ConnectError::Migrate)?;
        Ok(Self { pool })
    }

    /// The connections.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        // Not on a copy that is in recovery, and not where an operator has set it.
        let writable = sqlx::query_scalar::<_, bool>("SELECT NOT current_setting('transaction_read_only')::bool");
        let writable = writable.fetch_one(&self.pool).await;
        match writable {
            Ok(true) => Ok(()),
            Ok(false) => Err(StoreError),
            Err(error) => Err(StoreError::of(&error)),
        }
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}
