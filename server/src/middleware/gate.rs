//! Runs the checks that a request must pass before anything works for it. A check reads the head only, and may take
//! away what nobody behind it may see.

use super::{
    Asker, LayerConfig, chain::Next, client_address, host, request_headers, request_target, same_origin,
    server_functions,
};
use app::error::ErrorKind;
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header::ALLOW, request::Parts},
    response::Response,
};
use std::sync::Arc;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) kind: ErrorKind,
    /// The reason, for the log.
    pub(super) reason: &'static str,
    /// Methods to name in `Allow`.
    pub(super) allow: Option<&'static str>,
}

impl Refusal {
    pub(super) const fn new(status: StatusCode, kind: ErrorKind, reason: &'static str) -> Self {
        Self { status, kind, reason, allow: None }
    }

    pub(super) const fn bad_request(reason: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorKind::BadRequest, reason)
    }

    pub(super) const fn cross_origin(reason: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, ErrorKind::CrossOrigin, reason)
    }

    pub(super) const fn method(allow: &'static str) -> Self {
        let refusal = Self::new(StatusCode::METHOD_NOT_ALLOWED, ErrorKind::BadRequest, "method");
        Self { allow: Some(allow), ..refusal }
    }
}

type Check = fn(&mut Parts, &LayerConfig) -> Result<(), Refusal>;

/// The checks, in order.
const CHECKS: [Check; 6] = [
    request_target::check,
    request_headers::check,
    host::check,
    client_address::find,
    same_origin::check,
    server_functions::check,
];

pub(super) async fn check(config: Arc<LayerConfig>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asker = Asker::of_parts(&parts);
    match CHECKS.iter().try_for_each(|check| check(&mut parts, &config)) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => refuse(&asker, refusal),
    }
}

fn refuse(asker: &Asker, refusal: Refusal) -> Response {
    let Refusal { status, kind, reason, allow } = refusal;
    let event = if kind == ErrorKind::CrossOrigin { "csrf_refused" } else { "request_refused" };
    tracing::warn!(target: "security", event, reason, status = status.as_u16(), "a request was refused");
    metrics::counter!("requests_refused_total", "reason" => reason).increment(1);
    let mut response = asker.refuse_as(status, kind);
    if let Some(allow) = allow {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    }
    response
}
