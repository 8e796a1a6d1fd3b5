//! A person's own sessions, listed and ended one by one, and those that the issuer ends.

use super::{Session, SessionKey, Sessions, events, id::sha256, sessions::moment};
use crate::store::{Named, PersonKey, StoreError, Whose};
use jiff::Timestamp;

/// One of a person's sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// What to name it by when it is to be ended; of no use as a cookie.
    pub reference: String,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used, give or take a minute.
    pub last_seen: Timestamp,
    /// Browser and system at sign-in, coarsely.
    pub device: Option<String>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// What a back-channel logout token names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutNotice {
    /// The issuer.
    pub issuer: String,
    /// The token's own id, used once.
    pub id: String,
    /// Until when the token could be sent again, in unix milliseconds.
    pub until: i64,
    /// The person.
    pub subject: Option<String>,
    /// The session at the issuer; when it is named, no other ends.
    pub op_session: Option<String>,
}

impl Sessions {
    /// The live sessions of the person behind `session`, that one first, then the last used.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn own(&self, session: &Session) -> Result<Vec<OwnSession>, StoreError> {
        let now = self.renewer.now();
        let idle_since = now.saturating_sub(self.policy.idle_ms());
        let rows = self.renewer.store.of_person(&self.person_keys(session), now, idle_since).await?;
        let mut own = rows
            .into_iter()
            .map(|row| OwnSession {
                reference: SessionKey::of_hash(row.id_hash).reference(),
                began: moment(row.created_at),
                last_seen: moment(row.last_seen_at),
                device: row.device,
                current: row.id_hash == *session.key().bytes(),
            })
            .collect::<Vec<_>>();
        own.sort_by_key(|session| !session.current);
        Ok(own)
    }

    /// Ends another session of the same person; false when `reference` is none of theirs.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_own(&self, session: &Session, reference: &str) -> Result<bool, StoreError> {
        let Some(key) = SessionKey::of_reference(reference) else { return Ok(false) };
        let ended = self.renewer.store.delete_of_person(key.bytes(), &self.person_keys(session)).await?;
        if ended {
            events::session_ended(key, &session.tokens(), "revoked");
        }
        Ok(ended)
    }

    /// Ends every other session of the same person; how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_others(&self, session: &Session) -> Result<u64, StoreError> {
        let whose = Whose::OthersOf { keep: *session.key().bytes(), person: self.person_keys(session) };
        let ended = self.renewer.store.end_many(&whose).await?;
        let (issuer, subject) = session.identity();
        events::sessions_ended(&issuer, Some(&subject), ended, "revoked");
        Ok(ended)
    }

    /// Ends every session of a person, for an operator; how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_person(&self, issuer: &str, subject: &str) -> Result<u64, StoreError> {
        let whose = Whose::Person(self.renewer.keyring.person_keys(issuer, subject));
        let ended = self.renewer.store.end_many(&whose).await?;
        events::sessions_ended(issuer, Some(subject), ended, "operator");
        Ok(ended)
    }

    /// Ends every session there is, for an operator; how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_everyone(&self, issuer: &str) -> Result<u64, StoreError> {
        let ended = self.renewer.store.end_many(&Whose::Everyone).await?;
        events::sessions_ended(issuer, None, ended, "operator");
        Ok(ended)
    }

    /// Ends what the issuer's `notice` names, once; how many sessions, or none when the notice was used before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_for_issuer(&self, notice: &LogoutNotice) -> Result<Option<u64>, StoreError> {
        let keyring = &self.renewer.keyring;
        let named = match (&notice.op_session, &notice.subject) {
            (Some(sid), _) => Named::OpSession(keyring.op_session_keys(&notice.issuer, sid)),
            (None, Some(subject)) => Named::Person(keyring.person_keys(&notice.issuer, subject)),
            (None, None) => return Ok(Some(0)),
        };
        // Apart from login states, which are kept in the same place.
        let mark = sha256(format!("logout notice\0{}\0{}", notice.issuer, notice.id).as_bytes());
        let ended = self.renewer.store.end_for_issuer(&mark, notice.until, &named).await?;
        events::sessions_ended_by_issuer(&notice.issuer, notice.subject.as_deref(), ended);
        Ok(ended)
    }

    fn person_keys(&self, session: &Session) -> Vec<PersonKey> {
        let (issuer, subject) = session.identity();
        self.renewer.keyring.person_keys(&issuer, &subject)
    }
}
