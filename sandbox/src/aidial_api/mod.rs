//! aidial_api as the contract describes it. May import the desks of the crate, nothing of `oidc` but the reading of a bearer.

mod answer;
mod body;
mod caller;
pub(crate) mod error;
mod invoices;
mod mask;
mod params;
mod partner;
mod payment_profile;
mod pdf;
mod recipients;
mod session;
mod settings;
mod tickets;
mod usage;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use crate::world::World;
use error::ApiError;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/v1/session/context", get(session::context))
        .route("/v1/partner/clients", get(partner::clients))
        .route("/v1/partner/clients/{client_id}", get(partner::client))
        .route("/v1/billing/usage", get(usage::usage))
        .route("/v1/billing/usage/history", get(usage::history))
        .route("/v1/billing/invoices", get(invoices::list))
        .route("/v1/billing/invoices/{invoice_id}", get(invoices::one))
        .route("/v1/billing/invoices/{invoice_id}/pdf", get(invoices::pdf))
        .route("/v1/billing/recipients", get(recipients::list))
        .route("/v1/billing/recipients/{recipient_id}/reveal", post(recipients::reveal))
        .route("/v1/billing/payment-profile", get(payment_profile::profile))
        .route("/v1/tenant/settings", get(settings::read).put(settings::save))
        .route("/v1/support/tickets", get(tickets::list).post(tickets::file))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
}
