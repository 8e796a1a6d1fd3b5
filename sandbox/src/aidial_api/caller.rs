//! Who is calling, and which tenant the call is about: the contract's rules of role and scope. May import `world`.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    aidial_api::{error::ApiError, params::Params},
    directory::Person,
    oidc::access::Bearer,
    people::{Home, Role},
    tenants::{TenantSeed, tenant},
    world::World,
};

/// A signed-in person who is not suspended.
pub(crate) struct Caller(pub(crate) Arc<Person>);

impl FromRequestParts<Arc<World>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, world: &Arc<World>) -> Result<Self, Self::Rejection> {
        let Some(Bearer::Valid(key)) = parts.extensions.get::<Bearer>() else {
            return Err(ApiError::unauthenticated());
        };
        let person = world.directory.person(*key).ok_or_else(ApiError::unauthenticated)?;
        let tenant_suspended = matches!(person.seed.home, Home::Tenant(id) if world.directory.tenant_is_suspended(id));
        if person.suspended || tenant_suspended { Err(ApiError::suspended()) } else { Ok(Self(person)) }
    }
}

impl Caller {
    pub(crate) fn role(&self) -> Option<Role> {
        self.0.role.known()
    }

    fn home_tenant(&self) -> Result<&'static TenantSeed, ApiError> {
        match self.0.seed.home {
            Home::Tenant(id) => tenant(id).ok_or_else(ApiError::not_found),
            Home::Partner(_) | Home::Nowhere => Err(ApiError::not_found()),
        }
    }

    /// The tenant of a caller in one of these client roles.
    pub(crate) fn own_tenant(&self, roles: &[Role]) -> Result<&'static TenantSeed, ApiError> {
        if self.role().is_some_and(|role| roles.contains(&role)) {
            self.home_tenant()
        } else {
            Err(ApiError::not_found())
        }
    }

    /// The id of the partner that a partner admin works for.
    pub(crate) fn partner(&self) -> Result<&'static str, ApiError> {
        match (self.role(), self.0.seed.home) {
            (Some(Role::PartnerAdmin), Home::Partner(id)) => Ok(id),
            _ => Err(ApiError::not_found()),
        }
    }

    /// A client that is assigned to the partner of a partner admin.
    pub(crate) fn assigned(&self, world: &World, client_id: &str) -> Result<&'static TenantSeed, ApiError> {
        let partner = self.partner()?;
        if world.directory.is_assigned(partner, client_id) {
            tenant(client_id).ok_or_else(ApiError::not_found)
        } else {
            Err(ApiError::not_found())
        }
    }

    /// The tenant a billing call is about: a partner admin names it, a client admin or manager must not.
    pub(crate) fn billed(&self, world: &World, params: &Params) -> Result<&'static TenantSeed, ApiError> {
        let named = params.one("client_id");
        match self.role() {
            Some(Role::ClientAdmin | Role::ClientManager) if matches!(named, Ok(None)) => self.home_tenant(),
            Some(Role::PartnerAdmin) => self.assigned(world, named?.unwrap_or_default()),
            _ => Err(ApiError::not_found()),
        }
    }
}
