//! Revocation (RFC 7009): a refresh token ends its family, an access token only itself. May import `world`.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use bytes::Bytes;

use crate::{
    oidc::{client::authenticate, error::OauthError, token::form},
    world::World,
};

pub(crate) async fn revoke(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, OauthError> {
    let form = form(&headers, &body)?;
    authenticate(&world.config, &headers, &form)?;
    let token = form.first("token").ok_or(OauthError::InvalidRequest("token is missing"))?;
    if let Some(sign_in) = world.grants.belongs_to(token) {
        world.end_family(&sign_in.sid).await?;
    } else {
        world.access.forget(token);
    }
    // Also for a token nobody knows: RFC 7009 §2.2.
    Ok(StatusCode::OK)
}
