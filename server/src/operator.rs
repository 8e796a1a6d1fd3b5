//! What an operator can do at the private address: end one person's sessions, or everybody's (acceptance SESS-10). It takes
//! a token and JSON, so neither a page in a browser on the same machine nor a form can do it.

use crate::session::{Sessions, sha256};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::post,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The largest request, in bytes.
const BODY_MAX: usize = 4 * 1024;

/// What the operator's requests need.
#[derive(Clone)]
pub struct Operator {
    sessions: Arc<Sessions>,
    issuer: Arc<str>,
    token: Option<SecretString>,
}

impl Operator {
    /// Over `sessions` of people of `issuer`, for whoever shows `token`; nobody without one.
    #[must_use]
    pub fn new(sessions: Arc<Sessions>, issuer: String, token: Option<SecretString>) -> Self {
        Self { sessions, issuer: issuer.into(), token }
    }

    /// Compared by hash, so that the time it takes tells nothing of how much was right.
    fn admits(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        let token = self.token.as_ref();
        shown.zip(token).is_some_and(|(shown, token)| sha256(shown) == sha256(token.expose_secret().as_bytes()))
    }
}

/// Whose sessions end: `{"subject": "<sub at the issuer>"}` or `{"everyone": true}`, and nothing in between.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    subject: Option<String>,
    everyone: Option<bool>,
}

#[derive(Serialize)]
struct Ended {
    ended: u64,
}

/// The operator's addresses.
pub fn router(operator: Operator) -> Router {
    Router::new().route("/sessions/end", post(end)).layer(DefaultBodyLimit::max(BODY_MAX)).with_state(operator)
}

async fn end(
    State(operator): State<Operator>,
    headers: HeaderMap,
    asked: Result<Json<Asked>, JsonRejection>,
) -> Response {
    if operator.token.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !operator.admits(&headers) {
        tracing::warn!(target: "security", event = "operator_refused", "a request without the operator's token");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(Json(asked)) = asked else { return StatusCode::BAD_REQUEST.into_response() };
    let ended = match (asked.subject.as_deref(), asked.everyone) {
        (Some(subject), None) if !subject.is_empty() => operator.sessions.end_person(&operator.issuer, subject).await,
        (None, Some(true)) => operator.sessions.end_everyone(&operator.issuer).await,
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    match ended {
        Ok(ended) => Json(Ended { ended }).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
