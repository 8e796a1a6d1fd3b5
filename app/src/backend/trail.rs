//! The audit trail, as the code of one request writes it. `server` adds who, when, from where and in which request.

use super::DomainError;
use crate::model::{
    audit::{ActorKey, AuditAbout, AuditEvent, AuditOutcome},
    client_id::ClientId,
};
use async_trait::async_trait;
use std::time::Duration;

/// What a person did, as far as the code that did it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub event: AuditEvent,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The organisation whose records it was about, and whose log shows it; none when that is nobody's to see.
    pub tenant: Option<ClientId>,
    /// Which thing.
    pub about: Option<AuditAbout>,
}

impl Deed {
    /// The same with another outcome.
    #[must_use]
    pub fn ended(&self, outcome: AuditOutcome) -> Self {
        Self { outcome, ..self.clone() }
    }
}

/// How often a person may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// So many times …
    pub most: u32,
    /// … in so long.
    pub within: Duration,
}

/// Writes records of the request's person. Append-only: what is written stays.
#[async_trait]
pub trait Trail: Send + Sync {
    /// The person, as the log names them.
    fn actor(&self) -> ActorKey;

    /// Writes `deed`; returns once it would outlive a crash.
    ///
    /// # Errors
    /// [`DomainError::StoreUnavailable`] when it is not known to be kept: what needs the record must not be done.
    async fn write(&self, deed: Deed) -> Result<(), DomainError>;

    /// [`Trail::write`], unless the person has as many of this event and outcome as `allowance` gives: then nothing is
    /// written. Counted in the trail itself, so it holds across replicas and restarts.
    ///
    /// # Errors
    /// [`DomainError::RateLimited`] with the wait; [`DomainError::StoreUnavailable`] as in [`Trail::write`].
    async fn write_within(&self, deed: Deed, allowance: Allowance) -> Result<(), DomainError>;

    /// Writes a record that nothing has to wait for: a failure is logged and counted, and the person gets their answer.
    async fn note(&self, deed: Deed);
}
