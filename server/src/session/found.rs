//! A session as a request found it.

use super::{SessionKey, Tokens, credential::SessionCredential};
use crate::store::PersonKey;
use app::backend::{Caller, Credential};
use jiff::Timestamp;
use std::sync::Arc;

/// A live session. Cheap to clone; one a request.
#[derive(Clone)]
pub struct Session {
    pub(super) key: SessionKey,
    pub(super) person: PersonKey,
    pub(super) idle_end: Timestamp,
    pub(super) end: Timestamp,
    pub(super) credential: Arc<SessionCredential>,
}

impl Session {
    /// Its key, for caches.
    #[must_use]
    pub const fn key(&self) -> SessionKey {
        self.key
    }

    /// The keyed hash of issuer and subject: the same for all sessions of one person, as long as the server key is.
    #[must_use]
    pub const fn person(&self) -> PersonKey {
        self.person
    }

    /// When it ends if no further request is made; counted from the last use that was noted, so up to a minute early.
    #[must_use]
    pub const fn idle_end(&self) -> Timestamp {
        self.idle_end
    }

    /// When it ends, whatever happens.
    #[must_use]
    pub const fn end(&self) -> Timestamp {
        self.end
    }

    /// The issuer and the person's id there, for audit records.
    #[must_use]
    pub fn identity(&self) -> (String, String) {
        let tokens = self.tokens();
        (tokens.issuer.clone(), tokens.subject.clone())
    }

    /// Person and session, for limits and memories.
    #[must_use]
    pub const fn caller(&self) -> Caller {
        Caller { person: self.person, session: *self.key.bytes() }
    }

    /// Its token source.
    #[must_use]
    pub fn credential(&self) -> Arc<dyn Credential> {
        Arc::clone(&self.credential) as Arc<dyn Credential>
    }

    pub(crate) fn tokens(&self) -> Arc<Tokens> {
        self.credential.held().tokens
    }
}
