//! The OIDC issuer: code flow with PKCE, rotating refresh tokens, revocation, end-session. May import the desks of the crate,
//! nothing of `aidial_api` or `stripe`.

pub(crate) mod access;
mod authorize;
mod client;
mod error;
pub(crate) mod grants;
pub(crate) mod keys;
pub(crate) mod logout;
mod metadata;
pub(crate) mod mint;
mod page;
mod revoke;
pub(crate) mod tamper;
mod token;
mod userinfo;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use crate::world::World;

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/oidc/.well-known/openid-configuration", get(metadata::discovery))
        .route("/oidc/jwks", get(metadata::jwks))
        .route("/oidc/authorize", get(authorize::ask).post(authorize::answer))
        .route("/oidc/token", post(token::token))
        .route("/oidc/revoke", post(revoke::revoke))
        .route("/oidc/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
        .route("/oidc/end-session", get(logout::by_get).post(logout::by_post))
        .route("/oidc/security", get(page::security))
}
