//! Sessions as the portal uses them: found by the request's cookie, begun at sign-in, ended at sign-out or by a limit.

use super::{
    CookieNames, Keyring, Session, SessionKey, SessionPolicy, SharedRandom, TokenIssuer, Tokens,
    cookies::cookies_named,
    credential::SessionCredential,
    device, events,
    id::SessionId,
    renewal::{Held, Renewer},
    single_flight::SingleFlight,
};
use crate::{
    clock::SharedClock,
    store::{NewSession, SessionStore, StoreError, StoredSession},
};
use app::backend::DomainError;
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use std::sync::Arc;

/// How often use is noted, at most, in milliseconds.
const NOTE_EVERY_MS: i64 = 60_000;

/// The portal's sessions; one for the whole server.
pub struct Sessions {
    pub(super) renewer: Arc<Renewer>,
    pub(super) policy: SessionPolicy,
    names: CookieNames,
}

/// A session that just began.
pub struct Begun {
    /// Its key.
    pub key: SessionKey,
    /// The `Set-Cookie` that hands it to the browser.
    pub set_cookie: HeaderValue,
}

impl Sessions {
    /// Sessions kept in `store`, sealed by `keyring`, limited by `policy`, renewed at `issuer`.
    #[must_use]
    pub fn new(
        store: Arc<dyn SessionStore>,
        keyring: Arc<Keyring>,
        policy: SessionPolicy,
        clock: SharedClock,
        random: SharedRandom,
        names: CookieNames,
        issuer: Arc<dyn TokenIssuer>,
    ) -> Self {
        let flights = SingleFlight::new();
        let renewer = Arc::new(Renewer { store, keyring, clock, random, issuer, flights });
        Self { renewer, policy, names }
    }

    /// The live session behind the request's cookie. No cookie, two cookies, or one that was never issued in that shape
    /// cost no look at the store; an unknown, ended or unreadable session is no session.
    ///
    /// # Errors
    /// [`StoreError`]: nothing is known of the visitor, and the cookie is to be kept.
    pub async fn find(&self, headers: &HeaderMap) -> Result<Option<Session>, StoreError> {
        self.look(headers, true).await
    }

    /// [`Sessions::find`] without this being use of the session: the idle limit comes as if nobody had asked.
    ///
    /// # Errors
    /// As [`Sessions::find`].
    pub async fn peek(&self, headers: &HeaderMap) -> Result<Option<Session>, StoreError> {
        self.look(headers, false).await
    }

    async fn look(&self, headers: &HeaderMap, is_use: bool) -> Result<Option<Session>, StoreError> {
        let Some(id) = self.id_in(headers) else { return Ok(None) };
        let key = id.hash();
        let Some(row) = self.renewer.store.find(key.bytes()).await? else { return Ok(None) };
        let now = self.renewer.now();
        if let Some(limit) = self.passed_limit(&row, now) {
            if self.renewer.store.delete(key.bytes()).await? {
                events::session_expired(key, limit);
            }
            return Ok(None);
        }
        let Some(held) = self.renewer.open(&id, &row) else {
            events::session_unreadable(key);
            return Ok(None);
        };
        let mut seen_at = row.last_seen_at;
        if is_use && now.saturating_sub(seen_at) >= NOTE_EVERY_MS.min(self.policy.idle_ms() / 4) {
            self.renewer.store.touch(key.bytes(), now).await?;
            seen_at = now;
        }
        Ok(Some(self.session(id, &row, held, seen_at)))
    }

    /// Begins a session with a new id. The session that the browser brought, live or not, ends with it.
    ///
    /// # Errors
    /// [`DomainError::StoreUnavailable`], or [`DomainError::Internal`] without randomness.
    pub async fn begin(&self, headers: &HeaderMap, tokens: &Tokens) -> Result<Begun, DomainError> {
        let id = SessionId::draw(&*self.renewer.random)?;
        let now = self.renewer.now();
        let keyring = &self.renewer.keyring;
        let op_session = tokens.op_session.as_ref().map(|sid| keyring.op_session_key(&tokens.issuer, sid));
        let new = NewSession {
            id_hash: *id.hash().bytes(),
            person_key: keyring.person_key(&tokens.issuer, &tokens.subject),
            op_session,
            created_at: now,
            expires_at: now.saturating_add(self.policy.absolute_ms()),
            sealed: self.renewer.seal(&id, tokens)?,
            device: device::of(headers),
        };
        let old = self.id_in(headers).map(|old| old.hash());
        self.renewer.store.insert(&new, old.as_ref().map(SessionKey::bytes)).await?;
        let set_cookie = self.names.set_session(&id.cookie_value()).ok_or(DomainError::Internal)?;
        events::session_created(id.hash(), tokens);
        Ok(Begun { key: id.hash(), set_cookie })
    }

    /// Ends the session; whether it was still there. A renewal under way cannot bring it back.
    ///
    /// # Errors
    /// [`StoreError`]: the session may live on, and its cookie is to be kept.
    pub async fn end(&self, session: &Session) -> Result<bool, StoreError> {
        let ended = self.renewer.store.delete(session.key.bytes()).await?;
        if ended {
            events::session_ended(session.key, &session.tokens(), "sign_out");
        }
        Ok(ended)
    }

    /// The `Set-Cookie` that takes the session's cookie away.
    #[must_use]
    pub fn removal_cookie(&self) -> Option<HeaderValue> {
        self.names.remove_session()
    }

    /// Removes what has ended; how many sessions. For start-up and a timer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn purge(&self) -> Result<u64, StoreError> {
        let now = self.renewer.now();
        let count = self.renewer.store.purge(now, now.saturating_sub(self.policy.idle_ms())).await?;
        if count > 0 {
            events::sessions_purged(count);
        }
        Ok(count)
    }

    fn session(&self, id: SessionId, row: &StoredSession, held: Held, seen_at: i64) -> Session {
        let credential = Arc::new(SessionCredential::new(id, Arc::clone(&self.renewer), held));
        let idle_end = moment(seen_at.saturating_add(self.policy.idle_ms()).min(row.expires_at));
        let key = SessionKey::of_hash(row.id_hash);
        Session { key, person: row.person_key, idle_end, end: moment(row.expires_at), credential }
    }

    fn passed_limit(&self, row: &StoredSession, now: i64) -> Option<&'static str> {
        if now >= row.expires_at {
            Some("absolute")
        } else if now.saturating_sub(row.last_seen_at) >= self.policy.idle_ms() {
            Some("idle")
        } else {
            None
        }
    }

    /// The one well-formed session id of the request; two cookies are as good as none, since one of them is not ours.
    fn id_in(&self, headers: &HeaderMap) -> Option<SessionId> {
        let mut values = cookies_named(headers, self.names.session());
        match (values.next(), values.next()) {
            (Some(value), None) => SessionId::parse(value),
            (Some(_), Some(_)) | (None, _) => None,
        }
    }
}

/// Unix milliseconds as a point in time; what is out of range is the end of time, not an error.
pub(super) fn moment(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
}
