//! Reading the trail: the audit log's port.

use super::{cursor, origin};
use crate::{
    clock::SharedClock,
    session::{Keyring, SharedRandom},
    store::{AuditFilter, AuditPosition, AuditRow, AuditStore},
    zone::Zone,
};
use app::{
    backend::{AuditPort, BillingScope, DomainError, ReadAuditLog},
    model::{
        audit::{ActorKey, AuditAbout, AuditEvent, AuditOutcome},
        audit_log::{AuditActor, AuditEntry, AuditPage, AuditQuery},
        role::Role,
    },
};
use async_trait::async_trait;
use jiff::Timestamp;
use std::sync::Arc;

/// The audit log over a store.
pub struct AuditLog {
    store: Arc<dyn AuditStore>,
    clock: SharedClock,
    keyring: Arc<Keyring>,
    random: SharedRandom,
}

impl AuditLog {
    /// The log kept in `store`; `keyring` seals its cursors.
    #[must_use]
    pub fn new(store: Arc<dyn AuditStore>, clock: SharedClock, keyring: Arc<Keyring>, random: SharedRandom) -> Self {
        Self { store, clock, keyring, random }
    }
}

#[async_trait]
impl AuditPort for AuditLog {
    async fn page(&self, scope: &BillingScope<ReadAuditLog>, query: &AuditQuery) -> Result<AuditPage, DomainError> {
        let organisation = scope.organisation();
        let tenant = &organisation.client_id;
        let zone = Zone::named(organisation.timezone.as_deref());
        let before = match &query.cursor {
            Some(text) => cursor::open(&self.keyring, tenant, text).ok_or(DomainError::BadRequest)?,
            None => AuditPosition::END,
        };
        let filter = AuditFilter {
            tenant: tenant.clone(),
            events: query.events().to_vec(),
            outcome: query.outcome,
            actor: query.actor.as_ref().and_then(origin::hash),
            from: query.from.map_or(i64::MIN, |day| zone.start_of(day).as_millisecond()),
            until: query.until.map_or(i64::MAX, |day| zone.end_of(day).as_millisecond()),
            before,
            // One more than is shown says whether there are older ones.
            limit: AuditQuery::PAGE_SIZE + 1,
        };
        let mut rows = self.store.read(&filter).await?;
        let size = usize::try_from(AuditQuery::PAGE_SIZE).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let next = match rows.last().filter(|_| more) {
            Some(last) => Some(cursor::seal(&self.keyring, &*self.random, tenant, last.position)?),
            None => None,
        };
        let reader = scope.trail().actor();
        let entries: Vec<_> = rows.iter().filter_map(|row| entry(row, &zone, &reader)).collect();
        if entries.len() < rows.len() {
            tracing::warn!(left_out = rows.len() - entries.len(), "audit rows that this version cannot read");
        }
        Ok(AuditPage { entries, next, zone: zone.name().to_owned(), today: zone.day(self.clock.now()) })
    }
}

/// The row as the log shows it; none when a newer portal wrote it in words that this one does not know.
fn entry(row: &AuditRow, zone: &Zone, reader: &ActorKey) -> Option<AuditEntry> {
    let actor = row.actor.as_ref().and_then(origin::key).map(|key| AuditActor {
        is_you: key == *reader,
        role: row.role.as_deref().and_then(Role::from_key),
        key,
    });
    Some(AuditEntry {
        at: zone.moment(Timestamp::from_millisecond(row.position.at).ok()?),
        event: AuditEvent::from_key(&row.event)?,
        outcome: AuditOutcome::from_key(&row.outcome)?,
        actor,
        about: row.about.as_deref().and_then(AuditAbout::parse),
        request_id: row.request_id.clone(),
    })
}
