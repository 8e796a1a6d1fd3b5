//! The userinfo endpoint. May import `world` and the recorder's reading of the bearer.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    oidc::{access::Bearer, error::OauthError},
    world::World,
};

pub(crate) async fn userinfo(
    State(world): State<Arc<World>>,
    Extension(bearer): Extension<Bearer>,
) -> Result<Response, OauthError> {
    let Bearer::Valid(key) = bearer else { return Err(OauthError::InvalidToken) };
    let person = world.directory.person(key).ok_or(OauthError::InvalidToken)?;
    let seed = person.seed;
    Ok(Json(json!({"sub": seed.id, "email": seed.email, "email_verified": true, "name": seed.name})).into_response())
}
