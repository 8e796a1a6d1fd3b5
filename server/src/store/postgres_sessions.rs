//! [`SessionStore`] on PostgreSQL. Kept beside its twin: the statements are the same, the drivers' types are not.

use super::{
    IdHash, Lease, Named, NewSession, PersonKey, PostgresDatabase, Renewed, SealVersion, SessionStore, StateHash,
    StoreError, StoredSession, Whose, key32,
};
use async_trait::async_trait;
use sqlx::{Postgres, Row, postgres::PgRow};

/// Changes one row the first time and none afterwards.
const USE_STATE: &str =
    "INSERT INTO used_login_states (state_hash, expires_at) VALUES ($1, $2) ON CONFLICT (state_hash) DO NOTHING";

pub(super) struct PostgresSessions {
    database: PostgresDatabase,
}

impl PostgresSessions {
    pub(super) const fn new(database: PostgresDatabase) -> Self {
        Self { database }
    }
}

#[async_trait]
impl SessionStore for PostgresSessions {
    async fn insert(&self, new: &NewSession, replaces: Option<&IdHash>) -> Result<(), StoreError> {
        let run = async {
            let mut work = self.database.pool().begin().await?;
            if let Some(old) = replaces {
                sqlx::query("DELETE FROM sessions WHERE id_hash = $1").bind(old.as_slice()).execute(&mut *work).await?;
            }
            sqlx::query(
                "INSERT INTO sessions (id_hash, person_key, op_session, created_at, last_seen_at, expires_at, sealed, \
                 seal_version, device) VALUES ($1, $2, $3, $4, $4, $5, $6, 1, $7)",
            )
            .bind(new.id_hash.as_slice())
            .bind(new.person_key.as_slice())
            .bind(new.op_session.as_ref().map(<[u8; 32]>::as_slice))
            .bind(new.created_at)
            .bind(new.expires_at)
            .bind(new.sealed.as_slice())
            .bind(new.device.as_deref())
            .execute(&mut *work)
            .await?;
            work.commit().await
        };
        run.await.map_err(|error| StoreError::of(&error))
    }

    async fn find(&self, id: &IdHash) -> Result<Option<StoredSession>, StoreError> {
        let query = sqlx::query(
            "SELECT id_hash, person_key, created_at, last_seen_at, expires_at, sealed, seal_version, lease_until, device \
             FROM sessions WHERE id_hash = $1",
        );
        let row = query.bind(id.as_slice()).fetch_optional(self.database.pool()).await;
        row.and_then(|row| row.as_ref().map(read).transpose()).map_err(|error| StoreError::of(&error))
    }

    async fn touch(&self, id: &IdHash, seen_at: i64) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE id_hash = $1 AND last_seen_at < $2");
        self.change(query.bind(id.as_slice()).bind(seen_at)).await.map(drop)
    }

    async fn delete(&self, id: &IdHash) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE id_hash = $1");
        Ok(self.change(query.bind(id.as_slice())).await? > 0)
    }

    async fn delete_sealing(&self, id: &IdHash, sealing: SealVersion) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE id_hash = $1 AND seal_version = $2");
        Ok(self.change(query.bind(id.as_slice()).bind(sealing)).await? > 0)
    }

    async fn lease(&self, lease: &Lease) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET lease_owner = $3, lease_until = $5 \
             WHERE id_hash = $1 AND seal_version = $2 AND (lease_until IS NULL OR lease_until < $4 OR lease_owner = $3)",
        )
        .bind(lease.id_hash.as_slice())
        .bind(lease.seal_version)
        .bind(lease.owner.as_slice())
        .bind(lease.now)
        .bind(lease.until);
        Ok(self.change(query).await? > 0)
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET lease_owner = NULL, lease_until = NULL WHERE id_hash = $1 AND lease_owner = $2",
        );
        self.change(query.bind(lease.id_hash.as_slice()).bind(lease.owner.as_slice())).await.map(drop)
    }

    async fn reseal(&self, renewed: &Renewed) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET sealed = $3, seal_version = seal_version + 1, lease_owner = NULL, lease_until = NULL \
             WHERE id_hash = $1 AND seal_version = $2",
        )
        .bind(renewed.id_hash.as_slice())
        .bind(renewed.replaces)
        .bind(renewed.sealed.as_slice());
        Ok(self.change(query).await? > 0)
    }

    async fn of_person(
        &self,
        person: &[PersonKey],
        now: i64,
        idle_since: i64,
    ) -> Result<Vec<StoredSession>, StoreError> {
        let mut found = Vec::new();
        for key in person {
            let query = sqlx::query(
                "SELECT id_hash, person_key, created_at, last_seen_at, expires_at, sealed, seal_version, lease_until, device \
                 FROM sessions WHERE person_key = $1 AND expires_at > $2 AND last_seen_at > $3 \
                 ORDER BY last_seen_at DESC LIMIT 100",
            )
            .bind(key.as_slice())
            .bind(now)
            .bind(idle_since);
            let rows = query.fetch_all(self.database.pool()).await.map_err(|error| StoreError::of(&error))?;
            for row in &rows {
                found.push(read(row).map_err(|error| StoreError::of(&error))?);
            }
        }
        found.sort_by_key(|session| std::cmp::Reverse(session.last_seen_at));
        Ok(found)
    }

    async fn delete_of_person(&self, id: &IdHash, person: &[PersonKey]) -> Result<bool, StoreError> {
        for key in person {
            let query = sqlx::query("DELETE FROM sessions WHERE id_hash = $1 AND person_key = $2");
            if self.change(query.bind(id.as_slice()).bind(key.as_slice())).await? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn end_many(&self, whose: &Whose) -> Result<u64, StoreError> {
        let run = async {
            let mut work = self.database.pool().begin().await?;
            let (statement, keys, keep) = whose.statement();
            let mut ended = 0;
            for key in keys {
                let mut query = sqlx::query(statement);
                for value in [key, keep].into_iter().flatten() {
                    query = query.bind(value.as_slice());
                }
                ended += query.execute(&mut *work).await?.rows_affected();
            }
            work.commit().await?;
            Ok(ended)
        };
        run.await.map_err(|error: sqlx::Error| StoreError::of(&error))
    }

    async fn end_for_issuer(
        &self,
        notice: &StateHash,
        notice_until: i64,
        named: &Named,
    ) -> Result<Option<u64>, StoreError> {
        let run = async {
            let mut work = self.database.pool().begin().await?;
            let first = sqlx::query(USE_STATE).bind(notice.as_slice()).bind(notice_until).execute(&mut *work).await?;
            if first.rows_affected() == 0 {
                return Ok(None);
            }
            let (statement, keys) = match named {
                Named::OpSession(keys) => ("DELETE FROM sessions WHERE op_session = $1", keys),
                Named::Person(keys) => ("DELETE FROM sessions WHERE person_key = $1", keys),
            };
            let mut ended = 0;
            for key in keys {
                ended += sqlx::query(statement).bind(key.as_slice()).execute(&mut *work).await?.rows_affected();
            }
            work.commit().await?;
            Ok(Some(ended))
        };
        run.await.map_err(|error: sqlx::Error| StoreError::of(&error))
    }

    async fn use_login_state(&self, state: &StateHash, expires_at: i64) -> Result<bool, StoreError> {
        let query = sqlx::query(USE_STATE);
        Ok(self.change(query.bind(state.as_slice()).bind(expires_at)).await? > 0)
    }

    async fn purge(&self, now: i64, idle_since: i64) -> Result<u64, StoreError> {
        let states = sqlx::query("DELETE FROM used_login_states WHERE expires_at <= $1");
        self.change(states.bind(now)).await?;
        let ended = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2");
        self.change(ended.bind(now).bind(idle_since)).await
    }
}

impl PostgresSessions {
    /// Runs one statement; how many rows it changed.
    async fn change(
        &self,
        query: sqlx::query::Query<'_, Postgres, sqlx::postgres::PgArguments>,
    ) -> Result<u64, StoreError> {
        let done = query.execute(self.database.pool()).await;
        done.map(|done| done.rows_affected()).map_err(|error| StoreError::of(&error))
    }
}

fn read(row: &PgRow) -> Result<StoredSession, sqlx::Error> {
    Ok(StoredSession {
        id_hash: key32(row.try_get("id_hash")?)?,
        person_key: key32(row.try_get("person_key")?)?,
        created_at: row.try_get("created_at")?,
        last_seen_at: row.try_get("last_seen_at")?,
        expires_at: row.try_get("expires_at")?,
        sealed: row.try_get("sealed")?,
        seal_version: row.try_get("seal_version")?,
        lease_until: row.try_get("lease_until")?,
        device: row.try_get("device")?,
    })
}
