//! [`SessionStore`] on SQLite. Kept beside its twin: the statements are the same, the drivers' types are not, and what was
//! read is remembered here.

use super::{
    IdHash, Lease, Named, NewSession, PersonKey, Renewed, SealVersion, SessionStore, SqliteDatabase, StateHash,
    StoreError, StoredSession, Whose, key32, sqlite_memory::Recalled,
};
use async_trait::async_trait;
use sqlx::{Row, Sqlite, sqlite::SqliteRow};

/// Changes one row the first time and none afterwards.
const USE_STATE: &str =
    "INSERT INTO used_login_states (state_hash, expires_at) VALUES ($1, $2) ON CONFLICT (state_hash) DO NOTHING";

pub(super) struct SqliteSessions {
    database: SqliteDatabase,
}

impl SqliteSessions {
    pub(super) const fn new(database: SqliteDatabase) -> Self {
        Self { database }
    }
}

#[async_trait]
impl SessionStore for SqliteSessions {
    async fn insert(&self, new: &NewSession, replaces: Option<&IdHash>) -> Result<(), StoreError> {
        let run = async {
            let mut work = self.database.writer().begin_with("BEGIN IMMEDIATE").await?;
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
        self.written(Some(replaces.unwrap_or(&new.id_hash)), run).await
    }

    async fn find(&self, id: &IdHash) -> Result<Option<StoredSession>, StoreError> {
        let since = match self.database.memory().recall(id) {
            Recalled::Known(row) => return Ok(Some(*row)),
            Recalled::Unknown(since) => since,
        };
        let query = sqlx::query(
            "SELECT id_hash, person_key, created_at, last_seen_at, expires_at, sealed, seal_version, lease_until, device \
             FROM sessions WHERE id_hash = $1",
        );
        let row = query.bind(id.as_slice()).fetch_optional(self.database.readers()).await;
        let row = row.and_then(|row| row.as_ref().map(read).transpose()).map_err(|error| StoreError::of(&error))?;
        if let Some(row) = &row {
            self.database.memory().keep(row, since);
        }
        Ok(row)
    }

    async fn touch(&self, id: &IdHash, seen_at: i64) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE id_hash = $1 AND last_seen_at < $2");
        self.change(Some(id), query.bind(id.as_slice()).bind(seen_at)).await.map(drop)
    }

    async fn delete(&self, id: &IdHash) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE id_hash = $1");
        Ok(self.change(Some(id), query.bind(id.as_slice())).await? > 0)
    }

    async fn delete_sealing(&self, id: &IdHash, sealing: SealVersion) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE id_hash = $1 AND seal_version = $2");
        Ok(self.change(Some(id), query.bind(id.as_slice()).bind(sealing)).await? > 0)
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
        Ok(self.change(Some(&lease.id_hash), query).await? > 0)
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET lease_owner = NULL, lease_until = NULL WHERE id_hash = $1 AND lease_owner = $2",
        );
        self.change(Some(&lease.id_hash), query.bind(lease.id_hash.as_slice()).bind(lease.owner.as_slice()))
            .await
            .map(drop)
    }

    async fn reseal(&self, renewed: &Renewed) -> Result<bool, StoreError> {
        let query = sqlx::query(
            "UPDATE sessions SET sealed = $3, seal_version = seal_version + 1, lease_owner = NULL, lease_until = NULL \
             WHERE id_hash = $1 AND seal_version = $2",
        )
        .bind(renewed.id_hash.as_slice())
        .bind(renewed.replaces)
        .bind(renewed.sealed.as_slice());
        Ok(self.change(Some(&renewed.id_hash), query).await? > 0)
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
            let rows = query.fetch_all(self.database.readers()).await.map_err(|error| StoreError::of(&error))?;
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
            if self.change(Some(id), query.bind(id.as_slice()).bind(key.as_slice())).await? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn end_many(&self, whose: &Whose) -> Result<u64, StoreError> {
        let run = async {
            let mut work = self.database.writer().begin_with("BEGIN IMMEDIATE").await?;
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
        self.written(None, run).await
    }

    async fn end_for_issuer(
        &self,
        notice: &StateHash,
        notice_until: i64,
        named: &Named,
    ) -> Result<Option<u64>, StoreError> {
        let run = async {
            let mut work = self.database.writer().begin_with("BEGIN IMMEDIATE").await?;
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
        self.written(None, run).await
    }

    async fn use_login_state(&self, state: &StateHash, expires_at: i64) -> Result<bool, StoreError> {
        let query = sqlx::query(USE_STATE);
        Ok(self.run(query.bind(state.as_slice()).bind(expires_at)).await.map_err(|error| StoreError::of(&error))? > 0)
    }

    async fn purge(&self, now: i64, idle_since: i64) -> Result<u64, StoreError> {
        let states = sqlx::query("DELETE FROM used_login_states WHERE expires_at <= $1");
        self.run(states.bind(now)).await.map_err(|error| StoreError::of(&error))?;
        let ended = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2");
        self.change(None, ended.bind(now).bind(idle_since)).await
    }
}

impl SqliteSessions {
    /// Runs one statement; how many rows it changed.
    async fn run(
        &self,
        query: sqlx::query::Query<'_, Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<u64, sqlx::Error> {
        Ok(query.execute(self.database.writer()).await?.rows_affected())
    }

    /// Runs one statement that writes of one session, or of any; how many rows it changed.
    async fn change(
        &self,
        one: Option<&IdHash>,
        query: sqlx::query::Query<'_, Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<u64, StoreError> {
        self.written(one, self.run(query)).await
    }

    /// Does what `run` does, which writes of one session, or of any.
    async fn written<T>(
        &self,
        one: Option<&IdHash>,
        run: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        let write = self.database.memory().write(one);
        let outcome = run.await;
        write.done();
        outcome.map_err(|error| StoreError::of(&error))
    }
}

fn read(row: &SqliteRow) -> Result<StoredSession, sqlx::Error> {
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
