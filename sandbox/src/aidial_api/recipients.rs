//! Who receives billing email, masked, and the reveal of one address. May import `world`.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::{
    aidial_api::{answer::json as answer, caller::Caller, error::ApiError, mask::masked, params::Segment},
    people::Role::{ClientAdmin, ClientManager},
    tenants::TenantSeed,
    world::World,
};

const RECEIPTS: &str = "invoices_and_receipts";
const CHANGES: &str = "plan_and_billing_changes";

/// The same address of the same group has the same id for as long as it stands there.
fn recipient_id(tenant: &TenantSeed, kind: &str, email: &str) -> String {
    let hash = digest(&SHA256, format!("{}/{kind}/{email}", tenant.id).as_bytes());
    let hex: String = hash.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("rcp-{hex}")
}

fn group(tenant: &TenantSeed, kind: &str, source: &str, syncing: bool, emails: &[String]) -> Value {
    let recipients: Vec<Value> = emails
        .iter()
        .map(|email| json!({"recipient_id": recipient_id(tenant, kind, email), "masked": masked(email)}))
        .collect();
    let state = if syncing { "syncing" } else { "ok" };
    json!({"kind": kind, "source": source, "state": state, "recipients": recipients})
}

pub(crate) async fn list(State(world): State<Arc<World>>, caller: Caller) -> Result<Response, ApiError> {
    let tenant = caller.own_tenant(&[ClientAdmin, ClientManager])?;
    let settings = world.settings.of(tenant);
    // What Stripe has not told us yet cannot be listed.
    let receipts: &[String] = if tenant.recipients_syncing { &[] } else { &settings.invoices_and_receipts };
    let groups = json!({"groups": [
        group(tenant, RECEIPTS, "stripe", tenant.recipients_syncing, receipts),
        group(tenant, CHANGES, "tenant_settings", false, &settings.plan_and_billing_changes),
    ]});
    Ok(answer(groups.to_string()))
}

pub(crate) async fn reveal(
    State(world): State<Arc<World>>,
    caller: Caller,
    Segment(id): Segment,
) -> Result<Response, ApiError> {
    let tenant = caller.own_tenant(&[ClientAdmin])?;
    let settings = world.settings.of(tenant);
    let of = |kind, emails: &[String]| emails.iter().find(|email| recipient_id(tenant, kind, email) == id).cloned();
    let receipts: &[String] = if tenant.recipients_syncing { &[] } else { &settings.invoices_and_receipts };
    let email = of(RECEIPTS, receipts)
        .or_else(|| of(CHANGES, &settings.plan_and_billing_changes))
        .ok_or_else(ApiError::not_found)?;
    Ok(answer(json!({"email": email}).to_string()))
}
