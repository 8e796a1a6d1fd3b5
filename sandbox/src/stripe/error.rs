//! Errors as Stripe writes them. May import `random`.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StripeError {
    NoKey,
    WrongKey,
    NoVersion,
    NotAForm,
    UnknownUrl,
    Missing(&'static str),
    Unknown(String),
    Repeated(String),
    NoCustomer(String),
    BadUrl,
    NoConfiguration(String),
    KeyReused(String),
    Internal,
}

impl StripeError {
    /// Status, type, code, parameter and message.
    fn parts(&self) -> (StatusCode, &'static str, Option<&'static str>, Option<&str>, String) {
        let bad = StatusCode::BAD_REQUEST;
        let request = "invalid_request_error";
        match self {
            Self::NoKey => {
                let message = "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.";
                (StatusCode::UNAUTHORIZED, request, None, None, message.to_owned())
            }
            Self::WrongKey => (StatusCode::UNAUTHORIZED, request, None, None, "Invalid API Key provided.".to_owned()),
            Self::NoVersion => (bad, request, None, None, "The sandbox wants a Stripe-Version header.".to_owned()),
            Self::NotAForm => (
                bad,
                request,
                None,
                None,
                "Invalid request (check that your POST content type is application/x-www-form-urlencoded).".to_owned(),
            ),
            Self::UnknownUrl => (StatusCode::NOT_FOUND, request, None, None, "Unrecognized request URL.".to_owned()),
            Self::Missing(name) => {
                (bad, request, Some("parameter_missing"), Some(name), format!("Missing required param: {name}."))
            }
            Self::Unknown(name) => {
                (bad, request, Some("parameter_unknown"), Some(name), format!("Received unknown parameter: {name}"))
            }
            Self::Repeated(name) => (bad, request, None, Some(name), format!("Received {name} more than once.")),
            Self::NoCustomer(id) => {
                (bad, request, Some("resource_missing"), Some("customer"), format!("No such customer: '{id}'"))
            }
            Self::BadUrl => (bad, request, Some("url_invalid"), Some("return_url"), "Not a valid URL".to_owned()),
            Self::NoConfiguration(id) => (
                bad,
                request,
                Some("resource_missing"),
                Some("configuration"),
                format!("No such configuration: '{id}'"),
            ),
            Self::KeyReused(key) => {
                let message = format!(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                     Try using a key other than '{key}' if you meant to execute a different request."
                );
                (bad, "idempotency_error", None, None, message)
            }
            Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "api_error", None, None, "The sandbox failed.".to_owned())
            }
        }
    }
}

impl IntoResponse for StripeError {
    fn into_response(self) -> Response {
        let (status, kind, code, param, message) = self.parts();
        let mut error = Map::new();
        if let Some(code) = code {
            error.insert("code".to_owned(), Value::from(code));
        }
        error.insert("message".to_owned(), Value::from(message));
        if let Some(param) = param {
            error.insert("param".to_owned(), Value::from(param));
        }
        error.insert("type".to_owned(), Value::from(kind));
        (status, Json(json!({"error": error}))).into_response()
    }
}
