//! `GET /v1/session/context`. May import `world`.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use serde::Serialize;
use serde_json::Value;

use crate::{
    aidial_api::{answer::json, caller::Caller, error::ApiError},
    directory::partner,
    people::Home,
    tenants::tenant,
    world::World,
};

#[derive(Serialize)]
struct User {
    id: &'static str,
    email: &'static str,
    display_name: &'static str,
}

#[derive(Serialize)]
struct Tenant<'a> {
    client_id: &'static str,
    name: &'a str,
    timezone: &'a str,
    region: &'a str,
}

#[derive(Serialize)]
struct Partner {
    partner_id: &'static str,
    name: &'static str,
    timezone: &'static str,
    region: &'static str,
}

#[derive(Serialize)]
struct Mfa {
    required: bool,
    satisfied: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_url: Option<String>,
}

#[derive(Serialize)]
struct Context<'a> {
    user: User,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<Tenant<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<Partner>,
    mfa: Mfa,
}

pub(crate) async fn context(State(world): State<Arc<World>>, Caller(person): Caller) -> Result<Response, ApiError> {
    let seed = person.seed;
    let (home, works_for) = match seed.home {
        Home::Tenant(id) => (tenant(id), None),
        Home::Partner(id) => (None, partner(id)),
        Home::Nowhere => (None, None),
    };
    let settings = home.map(|tenant| world.settings.of(tenant));
    let context = Context {
        user: User { id: seed.id, email: seed.email, display_name: seed.name },
        role: person.role.to_json(),
        tenant: home.zip(settings.as_deref()).map(|(tenant, settings)| Tenant {
            client_id: tenant.id,
            name: settings.display_name.as_deref().unwrap_or(tenant.name),
            timezone: &settings.timezone,
            region: &settings.region,
        }),
        partner: works_for.map(|partner| Partner {
            partner_id: partner.id,
            name: partner.name,
            timezone: partner.timezone,
            region: partner.region,
        }),
        mfa: Mfa {
            required: person.mfa_required,
            satisfied: person.mfa_satisfied,
            setup_url: (person.mfa_required && !person.mfa_satisfied).then(|| format!("{}/security", world.issuer())),
        },
    };
    Ok(json(serde_json::to_vec(&context).unwrap_or_default()))
}
