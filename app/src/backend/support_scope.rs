//! The way to Support: every role's, for the own organisation or, for a partner admin, about an assigned client.

use super::{Caller, Credential, Deed, Trail};
use crate::model::{
    audit::{AuditAbout, AuditEvent, AuditOutcome},
    client_id::ClientId,
};
use std::sync::Arc;

/// Permission to list and send tickets. Made by [`super::SignedIn::support_scope`] only.
pub struct SupportScope {
    pub(super) credential: Arc<dyn Credential>,
    pub(super) caller: Caller,
    pub(super) trail: Arc<dyn Trail>,
    pub(super) own: Option<ClientId>,
    pub(super) client: Option<ClientId>,
    pub(super) about: String,
    pub(super) timezone: Option<String>,
}

impl SupportScope {
    /// The person's token source.
    #[must_use]
    pub fn credential(&self) -> &dyn Credential {
        &*self.credential
    }

    /// Notes that a ticket was sent, or not, in the log of the organisation it is about.
    pub async fn note_ticket(&self, outcome: AuditOutcome, about: Option<AuditAbout>) {
        let tenant = self.client.clone().or_else(|| self.own.clone());
        self.trail.note(Deed { event: AuditEvent::TicketSent, outcome, tenant, about }).await;
    }

    /// Who calls, for limits and memories.
    #[must_use]
    pub const fn caller(&self) -> Caller {
        self.caller
    }

    /// The `client_id` of a new ticket: an assigned client that a partner admin asked for.
    #[must_use]
    pub fn client_parameter(&self) -> Option<&str> {
        self.client.as_ref().map(ClientId::as_str)
    }

    /// Whose ticket it is about, by name.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.about
    }

    /// The IANA zone of the person's organisation, when said.
    #[must_use]
    pub fn timezone(&self) -> Option<&str> {
        self.timezone.as_deref()
    }
}
