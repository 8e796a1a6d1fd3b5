//! A checked permission over one tenant. Ports take it and no tenant argument.

use super::{Caller, Credential, Permission, signed_in::Organisation};
use std::{marker::PhantomData, sync::Arc};

/// Permission `P` over one client organisation, for one person. Made by [`super::SignedIn::scope`] only.
pub struct BillingScope<P: Permission> {
    credential: Arc<dyn Credential>,
    caller: Caller,
    organisation: Organisation,
    names_client: bool,
    permission: PhantomData<P>,
}

impl<P: Permission> BillingScope<P> {
    pub(super) fn of_own_tenant(credential: Arc<dyn Credential>, caller: Caller, organisation: Organisation) -> Self {
        Self { credential, caller, organisation, names_client: false, permission: PhantomData }
    }

    pub(super) fn of_assigned_client(
        credential: Arc<dyn Credential>,
        caller: Caller,
        organisation: Organisation,
    ) -> Self {
        Self { credential, caller, organisation, names_client: true, permission: PhantomData }
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
