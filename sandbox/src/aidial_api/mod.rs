//! aidial_api as the contract describes it. May import the desks of the crate, nothing of `oidc` but the reading of a bearer.

mod answer;
mod caller;
pub(crate) mod error;
mod params;
mod partner;
mod session;
mod usage;

use std::sync::Arc;

use axum::{Router, routing::get};

use crate::world::World;
use error::ApiError;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/v1/session/context", get(session::context))
        .route("/v1/partner/clients", get(partner::clients))
        .route("/v1/partner/clients/{client_id}", get(partner::client))
        .route("/v1/billing/usage", get(usage::usage))
        .route("/v1/billing/usage/history", get(usage::history))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
}
