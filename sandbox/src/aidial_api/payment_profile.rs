//! How a tenant pays. May import `world`.

use axum::response::Response;
use serde_json::{Value, json};

use crate::{
    aidial_api::{answer::json as answer, caller::Caller, error::ApiError},
    books::status_key,
    people::Role::{ClientAdmin, ClientManager},
    tenants::{Missing, Status},
};

pub(crate) async fn profile(caller: Caller) -> Result<Response, ApiError> {
    let tenant = caller.own_tenant(&[ClientAdmin, ClientManager])?;
    let mut profile = json!({"status": status_key(tenant.status)});
    if let (Status::Ok, Some(members)) = (tenant.status, profile.as_object_mut()) {
        let portal = !tenant.lacks(Missing::PortalAccess);
        members.insert("portal_access".to_owned(), Value::from(portal));
        if let Some(customer) = tenant.stripe_customer().filter(|_| portal) {
            members.insert("stripe_customer_id".to_owned(), Value::from(customer));
        }
        if !tenant.lacks(Missing::Card) {
            let card = json!({"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2030});
            members.insert("card".to_owned(), card);
        }
    }
    Ok(answer(profile.to_string()))
}
