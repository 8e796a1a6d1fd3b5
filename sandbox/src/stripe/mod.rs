//! The one endpoint of Stripe's API that the portal uses, and the hosted page behind it. May import the desks of the crate,
//! nothing of `oidc` or `aidial_api`.

pub(crate) mod desk;
mod error;
mod page;
mod sessions;

use std::sync::Arc;

use axum::{
    Router,
    routing::{any, get, post},
};

use crate::world::World;
use error::StripeError;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/stripe/v1/billing_portal/sessions", post(sessions::create))
        .route("/stripe/p/session/{id}", get(page::portal))
        .route("/stripe/v1/{*rest}", any(async || StripeError::UnknownUrl))
        .method_not_allowed_fallback(async || StripeError::UnknownUrl)
}
