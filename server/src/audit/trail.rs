//! Writing the trail. One for the whole server, and one made of it for each request.

use super::{
    origin::{self, Identity, Origin},
    refusals::Refusals,
};
use crate::{
    clock::SharedClock,
    store::{Appended, AuditHome, AuditLimit, AuditPerson, AuditStore, NewAuditRow, StoreError},
};
use app::{
    backend::{Allowance, Deed, DomainError, Trail},
    model::{
        audit::{ActorKey, AuditEvent, AuditOutcome},
        role::Role,
    },
};
use async_trait::async_trait;
use std::sync::Arc;

/// The trail of the whole server. Cheap to clone.
#[derive(Clone)]
pub struct AuditTrail {
    store: Arc<dyn AuditStore>,
    clock: SharedClock,
    refusals: Arc<Refusals>,
}

impl AuditTrail {
    /// A trail kept in `store`.
    #[must_use]
    pub fn new(store: Arc<dyn AuditStore>, clock: SharedClock) -> Self {
        Self { store, clock, refusals: Arc::new(Refusals::new()) }
    }

    /// The trail of one request of a person; none when nobody could name them.
    #[must_use]
    pub fn of_request(&self, person: &Identity, role: Option<Role>, origin: Origin) -> Option<Arc<dyn Trail>> {
        let person = person.in_role(role);
        let key = origin::key(&person.hash)?;
        Some(Arc::new(RequestTrail { trail: self.clone(), person, key, origin }))
    }

    /// Records that a session was ended by its person or, through the issuer, from elsewhere. It stands in the log of the
    /// tenant they belonged to when they signed in: nobody has to be asked, so signing out works when nothing else does.
    pub async fn signed_out(&self, person: Option<&Identity>, origin: Origin) {
        let home = match person {
            Some(person) => self.store.home_of(&person.hash()).await.ok().flatten(),
            None => None,
        };
        let AuditHome { tenant, role } = home.unwrap_or(AuditHome { tenant: None, role: None });
        let (event, outcome) = (AuditEvent::SignOut, AuditOutcome::Done);
        let deed = Deed { event, outcome, tenant, about: None };
        let row = self.row(deed, person.map(|person| person.in_role(role)), &origin);
        kept(self.store.append(&row).await, &row);
    }

    fn row(&self, deed: Deed, actor: Option<AuditPerson>, origin: &Origin) -> NewAuditRow {
        let Deed { event, outcome, tenant, about } = deed;
        let at = self.clock.now().as_millisecond();
        let (request_id, address) = (origin.request_id.clone(), origin.address);
        NewAuditRow { at, event, outcome, tenant, actor, about, request_id, address }
    }
}

struct RequestTrail {
    trail: AuditTrail,
    person: AuditPerson,
    key: ActorKey,
    origin: Origin,
}

impl RequestTrail {
    fn row(&self, deed: Deed) -> NewAuditRow {
        self.trail.row(deed, Some(self.person.clone()), &self.origin)
    }
}

#[async_trait]
impl Trail for RequestTrail {
    fn actor(&self) -> ActorKey {
        self.key.clone()
    }

    async fn write(&self, deed: Deed) -> Result<(), DomainError> {
        let row = self.row(deed);
        say(&row);
        let outcome = self.trail.store.append(&row).await;
        kept(outcome, &row);
        Ok(outcome?)
    }

    async fn write_within(&self, deed: Deed, allowance: Allowance) -> Result<(), DomainError> {
        let row = self.row(deed);
        let within = i64::try_from(allowance.within.as_millis()).unwrap_or(i64::MAX);
        let limit = AuditLimit { most: allowance.most, since: row.at.saturating_sub(within) };
        let outcome = self.trail.store.append_within(&row, limit).await;
        kept(outcome, &row);
        match outcome? {
            Appended::Kept => {
                say(&row);
                Ok(())
            }
            Appended::TooMany(first) => {
                let wait = first.saturating_add(within).saturating_sub(row.at).max(1_000).saturating_add(999) / 1_000;
                Err(DomainError::RateLimited(u32::try_from(wait).ok()))
            }
        }
    }

    async fn note(&self, deed: Deed) {
        let row = self.row(deed);
        say(&row);
        let refused = matches!(row.outcome, AuditOutcome::Denied | AuditOutcome::RateLimited);
        if refused && !self.trail.refusals.take(self.person.hash, row.at) {
            metrics::counter!("audit_refusals_left_out_total").increment(1);
            return;
        }
        kept(self.trail.store.append(&row).await, &row);
    }
}

/// The security log has what happened too, under the request's id, as it may be the only one that keeps it.
fn say(row: &NewAuditRow) {
    let Some(AuditPerson { issuer, subject, .. }) = &row.actor else { return };
    let (event, outcome) = (row.event.key(), row.outcome.key());
    match row.outcome {
        AuditOutcome::Begun | AuditOutcome::Done | AuditOutcome::NotFound | AuditOutcome::Failed => {
            tracing::info!(target: "security", event, outcome, iss = issuer, sub = subject);
        }
        AuditOutcome::Denied | AuditOutcome::RateLimited => {
            tracing::warn!(target: "security", event, outcome, iss = issuer, sub = subject);
        }
    }
}

fn kept<T>(outcome: Result<T, StoreError>, row: &NewAuditRow) {
    let event = row.event.key();
    match outcome {
        Ok(_) => metrics::counter!("audit_rows_total", "event" => event).increment(1),
        Err(StoreError) => {
            metrics::counter!("audit_writes_failed_total", "event" => event).increment(1);
            tracing::error!(event, outcome = row.outcome.key(), "a record of the audit trail could not be written");
        }
    }
}
