//! A checked permission over one tenant. Ports take it and no tenant argument.

use super::{Caller, Credential, Deed, Permission, PersonContext, Trail, signed_in::Organisation};
use crate::model::audit::{AuditAbout, AuditEvent, AuditOutcome};
use std::{marker::PhantomData, sync::Arc};

/// Permission `P` over one client organisation, for one person. Made by [`super::SignedIn::scope`] only.
pub struct BillingScope<P: Permission> {
    credential: Arc<dyn Credential>,
    caller: Caller,
    trail: Arc<dyn Trail>,
    organisation: Organisation,
    names_client: bool,
    permission: PhantomData<P>,
}

impl<P: Permission> BillingScope<P> {
    pub(super) fn of_own_tenant(person: &PersonContext, organisation: Organisation) -> Self {
        Self::of(person, organisation, false)
    }

    pub(super) fn of_assigned_client(person: &PersonContext, organisation: Organisation) -> Self {
        Self::of(person, organisation, true)
    }

    fn of(person: &PersonContext, organisation: Organisation, names_client: bool) -> Self {
        Self {
            credential: Arc::clone(&person.credential),
            caller: person.caller,
            trail: Arc::clone(&person.trail),
            organisation,
            names_client,
            permission: PhantomData,
        }
    }

    /// The person's token source.
    #[must_use]
    pub fn credential(&self) -> &dyn Credential {
        &*self.credential
    }

    /// The same, for work that several requests of the session wait for.
    #[must_use]
    pub fn shared_credential(&self) -> Arc<dyn Credential> {
        Arc::clone(&self.credential)
    }

    /// Who calls, for limits and memories.
    #[must_use]
    pub const fn caller(&self) -> Caller {
        self.caller
    }

    /// Where what is done with the scope is recorded.
    #[must_use]
    pub const fn trail(&self) -> &Arc<dyn Trail> {
        &self.trail
    }

    /// Something done with the records of the scope's organisation.
    #[must_use]
    pub fn deed(&self, event: AuditEvent, outcome: AuditOutcome, about: Option<AuditAbout>) -> Deed {
        Deed { event, outcome, tenant: Some(self.organisation.client_id.clone()), about }
    }

    /// The organisation whose records may be read.
    #[must_use]
    pub const fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// The `client_id` to send upstream: partner roles must, client roles must not.
    #[must_use]
    pub fn client_parameter(&self) -> Option<&str> {
        self.names_client.then(|| self.organisation.client_id.as_str())
    }
}

/// Permission to list the clients assigned to a partner admin. Made by [`super::SignedIn::partner_scope`] only.
pub struct PartnerScope {
    credential: Arc<dyn Credential>,
}

impl PartnerScope {
    pub(super) fn of(credential: Arc<dyn Credential>) -> Self {
        Self { credential }
    }

    /// The person's token source.
    #[must_use]
    pub fn credential(&self) -> &Arc<dyn Credential> {
        &self.credential
    }
}
