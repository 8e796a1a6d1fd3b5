//! [`AuditStore`] on PostgreSQL. Kept beside its twin: the statements are almost the same, the drivers' types are not.

use super::{
    ActorHash, Appended, AuditFilter, AuditHome, AuditLimit, AuditPosition, AuditRow, AuditStore, NewAuditRow,
    PostgresDatabase, StoreError,
};
use app::model::{audit::AuditEvent, client_id::ClientId, role::Role};
use async_trait::async_trait;
use sqlx::{
    Postgres, Row,
    postgres::{PgArguments, PgRow},
    query::Query,
};

const APPEND: &str = "INSERT INTO audit_events \
     (at, event, outcome, tenant, actor, issuer, subject, role, about, request_id, address) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const APPEND_WITHIN: &str = "INSERT INTO audit_events \
     (at, event, outcome, tenant, actor, issuer, subject, role, about, request_id, address) \
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE $13 > \
     (SELECT count(*) FROM audit_events WHERE actor = $5 AND event = $2 AND outcome = $3 AND at > $12)";

const FIRST_THAT_COUNTS: &str = "SELECT min(at) FROM (SELECT at FROM audit_events \
     WHERE actor = $1 AND event = $2 AND outcome = $3 AND at > $4 ORDER BY at DESC LIMIT $5) AS counted";

const READ: &str = "SELECT id, at, event, outcome, tenant, actor, issuer, subject, role, about, request_id, address \
     FROM audit_events WHERE tenant = $1 AND event = ANY($2) \
     AND ($3::text IS NULL OR outcome = $3) AND ($4::bytea IS NULL OR actor = $4) \
     AND at >= $5 AND at < $6 AND (at, id) < ($7, $8) ORDER BY at DESC, id DESC LIMIT $9";

const HOME: &str =
    "SELECT tenant, role FROM audit_events WHERE actor = $1 AND event = $2 ORDER BY at DESC, id DESC LIMIT 1";

pub(super) struct PostgresAudit {
    database: PostgresDatabase,
}

impl PostgresAudit {
    pub(super) const fn new(database: PostgresDatabase) -> Self {
        Self { database }
    }
}

#[async_trait]
impl AuditStore for PostgresAudit {
    async fn append(&self, row: &NewAuditRow) -> Result<(), StoreError> {
        let done = bind(APPEND, row).execute(self.database.pool()).await;
        done.map(drop).map_err(|error| StoreError::of(&error))
    }

    async fn append_within(&self, row: &NewAuditRow, limit: AuditLimit) -> Result<Appended, StoreError> {
        let run = async {
            let mut work = self.database.pool().begin().await?;
            // Others who try for the same person wait here, and then see this row.
            let person = row.actor.as_ref().map_or(0, |person| i64::from_be_bytes(first_eight(&person.hash)));
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(person).execute(&mut *work).await?;
            let done =
                bind(APPEND_WITHIN, row).bind(limit.since).bind(i64::from(limit.most)).execute(&mut *work).await?;
            if done.rows_affected() > 0 {
                work.commit().await?;
                return Ok(Appended::Kept);
            }
            let first = sqlx::query_scalar::<_, Option<i64>>(FIRST_THAT_COUNTS)
                .bind(row.actor.as_ref().map(|person| person.hash.to_vec()))
                .bind(row.event.key())
                .bind(row.outcome.key())
                .bind(limit.since)
                .bind(i64::from(limit.most))
                .fetch_one(&mut *work)
                .await?;
            work.rollback().await?;
            Ok(Appended::TooMany(first.unwrap_or(row.at)))
        };
        run.await.map_err(|error: sqlx::Error| StoreError::of(&error))
    }

    async fn read(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        let events: Vec<&str> = filter.events.iter().map(|event| event.key()).collect();
        let query = sqlx::query(READ)
            .bind(filter.tenant.as_str())
            .bind(events)
            .bind(filter.outcome.map(|outcome| outcome.key()))
            .bind(filter.actor.map(|actor| actor.to_vec()))
            .bind(filter.from)
            .bind(filter.until)
            .bind(filter.before.at)
            .bind(filter.before.id)
            .bind(i64::from(filter.limit));
        let rows = query.fetch_all(self.database.pool()).await;
        let read = rows.and_then(|rows| rows.iter().map(read).collect());
        read.map_err(|error| StoreError::of(&error))
    }

    async fn home_of(&self, actor: &ActorHash) -> Result<Option<AuditHome>, StoreError> {
        let query = sqlx::query(HOME).bind(actor.to_vec()).bind(AuditEvent::SignIn.key());
        let found = query.fetch_optional(self.database.pool()).await;
        let home = found.and_then(|row| row.as_ref().map(home).transpose());
        home.map_err(|error| StoreError::of(&error))
    }
}

fn bind<'q>(statement: &'static str, row: &NewAuditRow) -> Query<'q, Postgres, PgArguments> {
    let actor = row.actor.as_ref();
    sqlx::query(statement)
        .bind(row.at)
        .bind(row.event.key())
        .bind(row.outcome.key())
        .bind(row.tenant.as_ref().map(|tenant| tenant.as_str().to_owned()))
        .bind(actor.map(|person| person.hash.to_vec()))
        .bind(actor.map(|person| person.issuer.clone()))
        .bind(actor.map(|person| person.subject.clone()))
        .bind(actor.and_then(|person| person.role).map(Role::key))
        .bind(row.about.as_ref().map(|about| about.as_str().to_owned()))
        .bind(row.request_id.clone())
        .bind(row.address.map(|address| address.to_string()))
}

fn first_eight(hash: &ActorHash) -> [u8; 8] {
    hash.first_chunk().copied().unwrap_or_default()
}

fn read(row: &PgRow) -> Result<AuditRow, sqlx::Error> {
    let actor = row.try_get::<Option<Vec<u8>>, _>("actor")?;
    let actor = actor.map(<[u8; 16]>::try_from).transpose();
    Ok(AuditRow {
        position: AuditPosition { at: row.try_get("at")?, id: row.try_get("id")? },
        event: row.try_get("event")?,
        outcome: row.try_get("outcome")?,
        tenant: row.try_get("tenant")?,
        actor: actor.map_err(|_| sqlx::Error::Decode("an actor of another length".into()))?,
        issuer: row.try_get("issuer")?,
        subject: row.try_get("subject")?,
        role: row.try_get("role")?,
        about: row.try_get("about")?,
        request_id: row.try_get("request_id")?,
        address: row.try_get("address")?,
    })
}

fn home(row: &PgRow) -> Result<AuditHome, sqlx::Error> {
    let (tenant, role): (Option<String>, Option<String>) = (row.try_get("tenant")?, row.try_get("role")?);
    Ok(AuditHome {
        tenant: tenant.as_deref().and_then(ClientId::parse),
        role: role.as_deref().and_then(Role::from_key),
    })
}
