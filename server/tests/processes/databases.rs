//! The databases that programs are killed over, and what stands in the trail afterwards.

use super::postgres_server::Postgres;
use app::model::{
    audit::{AuditEvent, AuditOutcome},
    client_id::ClientId,
};
use server::store::{AuditFilter, AuditPosition, Database};
use std::collections::BTreeSet;

/// Does `work` over an SQLite file, which must be sound afterwards.
pub async fn on_sqlite(work: impl AsyncFnOnce(&str)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/portal.db", folder.path().display());
    work(&url).await;
    let Database::Sqlite(sqlite) = Database::connect(&url).await.unwrap() else { unreachable!() };
    let sound: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(sqlite.writer()).await.unwrap();
    assert_eq!(sound, "ok");
}

/// Does `work` over PostgreSQL, where its binaries are.
pub async fn on_postgres(work: impl AsyncFnOnce(&str)) {
    if let Some(server) = Postgres::start().await {
        work(&server.url()).await;
    }
}

/// The request ids of Harbour's rows of an event, of one outcome or of all.
pub async fn recorded(database: &str, event: AuditEvent, outcome: Option<AuditOutcome>) -> BTreeSet<String> {
    let database = Database::connect(database).await.expect("no lock is left behind");
    let filter = AuditFilter {
        tenant: ClientId::parse("harbour").unwrap(),
        events: vec![event],
        outcome,
        actor: None,
        from: i64::MIN,
        until: i64::MAX,
        before: AuditPosition::END,
        limit: u32::MAX,
    };
    let rows = database.audit().read(&filter).await.unwrap();
    database.close().await;
    rows.into_iter().map(|row| row.request_id.unwrap()).collect()
}
