//! The flat errors of aidial_api. May import the errors of the desks.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::store::StoreError;

#[derive(Debug, Serialize)]
pub(crate) struct ApiError {
    #[serde(skip)]
    status: StatusCode,
    code: &'static str,
    category: &'static str,
    message: &'static str,
    message_key: &'static str,
    retryable: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    field_errors: BTreeMap<String, String>,
}

impl ApiError {
    fn new(
        status: StatusCode,
        code: &'static str,
        category: &'static str,
        message: &'static str,
        message_key: &'static str,
    ) -> Self {
        Self { status, code, category, message, message_key, retryable: false, field_errors: BTreeMap::new() }
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "auth",
            "the bearer token is missing, wrong or expired",
            "errors.unauthenticated",
        )
    }

    pub(crate) fn suspended() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "access_suspended",
            "auth",
            "the user or the tenant is suspended",
            "errors.access_suspended",
        )
    }

    /// One body for whatever is missing, foreign or not this role's business.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "not_found", "there is no such thing", "errors.not_found")
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "validation",
            "not this method",
            "errors.method_not_allowed",
        )
    }

    pub(crate) fn conflict(code: &'static str, message: &'static str, message_key: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, "conflict", message, message_key)
    }

    pub(crate) fn media_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "validation",
            "the body must be JSON",
            "errors.media_type",
        )
    }

    pub(crate) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            "validation",
            "the body is too large",
            "errors.too_large",
        )
    }

    pub(crate) fn invalid(field_errors: BTreeMap<String, String>) -> Self {
        let plain = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "validation_failed",
            "validation",
            "the request does not fit the contract",
            "errors.validation_failed",
        );
        Self { field_errors, ..plain }
    }

    pub(crate) fn invalid_field(field: &str, why: &str) -> Self {
        Self::invalid(BTreeMap::from([(field.to_owned(), why.to_owned())]))
    }

    /// What a fault that answers with this status says.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let (code, category, message_key, retryable) = match status {
            StatusCode::UNAUTHORIZED => return Self::unauthenticated(),
            StatusCode::FORBIDDEN => return Self::suspended(),
            StatusCode::NOT_FOUND => return Self::not_found(),
            StatusCode::CONFLICT => ("conflict", "conflict", "errors.conflict", false),
            StatusCode::UNPROCESSABLE_ENTITY => return Self::invalid(BTreeMap::new()),
            StatusCode::TOO_MANY_REQUESTS => ("rate_limited", "rate_limit", "errors.rate_limited", true),
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                ("upstream_unavailable", "upstream", "errors.upstream_unavailable", true)
            }
            status if status.is_client_error() => ("bad_request", "validation", "errors.bad_request", false),
            _ => ("internal", "internal", "errors.internal", true),
        };
        Self { retryable, ..Self::new(status, code, category, "a fault that was asked for", message_key) }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let unauthenticated = self.status == StatusCode::UNAUTHORIZED;
        let mut response = (self.status, Json(self)).into_response();
        if unauthenticated {
            let challenge = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "aidial_api could not write");
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
