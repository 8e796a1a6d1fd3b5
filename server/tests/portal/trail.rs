//! The audit trail as it stands in the database, past the portal.

use super::world::World;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection, sqlite::SqliteRow};

/// One row, every column as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub at: i64,
    pub event: String,
    pub outcome: String,
    pub tenant: Option<String>,
    pub issuer: Option<String>,
    pub subject: Option<String>,
    pub role: Option<String>,
    pub about: Option<String>,
    pub request_id: Option<String>,
    pub address: Option<String>,
}

impl Kept {
    fn of(row: &SqliteRow) -> Self {
        Self {
            at: row.get("at"),
            event: row.get("event"),
            outcome: row.get("outcome"),
            tenant: row.get("tenant"),
            issuer: row.get("issuer"),
            subject: row.get("subject"),
            role: row.get("role"),
            about: row.get("about"),
            request_id: row.get("request_id"),
            address: row.get("address"),
        }
    }
}

/// A connection of its own to the portal's database.
pub async fn connection(world: &World) -> SqliteConnection {
    SqliteConnection::connect(world.database()).await.unwrap()
}

/// Every row in the order of writing.
pub async fn rows(world: &World) -> Vec<Kept> {
    let mut connection = connection(world).await;
    let rows = sqlx::query("SELECT * FROM audit_events ORDER BY id").fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(Kept::of).collect()
}

/// Rows of this event in the order of writing.
pub async fn rows_of(world: &World, event: &str) -> Vec<Kept> {
    rows(world).await.into_iter().filter(|row| row.event == event).collect()
}

/// The database takes no more rows for which `condition` holds, until [`accept_writes`].
pub async fn refuse_writes(world: &World, condition: &str) {
    run(
        world,
        &format!(
            "CREATE TRIGGER full_disk BEFORE INSERT ON audit_events WHEN {condition} \
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        ),
    )
    .await;
}

pub async fn accept_writes(world: &World) {
    run(world, "DROP TRIGGER full_disk").await;
}

async fn run(world: &World, statement: &str) {
    let mut connection = connection(world).await;
    sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Everything that the portal keeps on the disk, also what is not in the main file yet.
pub fn on_disk(world: &World) -> Vec<u8> {
    let file = world.database().strip_prefix("sqlite://").unwrap();
    ["", "-wal"].iter().flat_map(|suffix| std::fs::read(format!("{file}{suffix}")).unwrap_or_default()).collect()
}
