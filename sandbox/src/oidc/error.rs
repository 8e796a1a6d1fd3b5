//! The issuer's error answers (RFC 6749 §5.2). May import the errors of the desks.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{oidc::keys::KeyError, random::NoRandomness, store::StoreError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OauthError {
    InvalidRequest(&'static str),
    InvalidClient,
    InvalidGrant(&'static str),
    InvalidScope,
    UnsupportedGrantType,
    InvalidToken,
    Server,
}

impl OauthError {
    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::InvalidRequest(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Self::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client", "client authentication failed"),
            Self::InvalidGrant(why) => (StatusCode::BAD_REQUEST, "invalid_grant", why),
            Self::InvalidScope => (StatusCode::BAD_REQUEST, "invalid_scope", "more than was granted"),
            Self::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type", "not offered"),
            Self::InvalidToken => (StatusCode::UNAUTHORIZED, "invalid_token", "the access token is not valid"),
            Self::Server => (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "the sandbox failed"),
        }
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        let (status, error, why) = self.parts();
        let mut response = (status, Json(json!({"error": error, "error_description": why}))).into_response();
        let challenge = match self {
            Self::InvalidClient => Some("Basic realm=\"sandbox\""),
            Self::InvalidToken => Some("Bearer error=\"invalid_token\""),
            Self::InvalidRequest(_)
            | Self::InvalidGrant(_)
            | Self::InvalidScope
            | Self::UnsupportedGrantType
            | Self::Server => None,
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

impl From<StoreError> for OauthError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the issuer could not write");
        Self::Server
    }
}

impl From<KeyError> for OauthError {
    fn from(error: KeyError) -> Self {
        tracing::error!(%error, "the issuer could not sign");
        Self::Server
    }
}

impl From<NoRandomness> for OauthError {
    fn from(_: NoRandomness) -> Self {
        Self::Server
    }
}
