//! Errors that the framework words itself become the portal's: axum's and Leptos' texts name types, paths and internals
//! (acceptance LOG-05), and Leptos answers 500 to every failed server function, also to one that could not read its
//! arguments.

use super::{Asker, chain::Next, error_response};
use app::error::{EnvelopeEncoding, ErrorKind, PortalError};
use axum::{
    body::to_bytes,
    extract::Request,
    http::{
        HeaderMap, StatusCode,
        header::{ALLOW, CONTENT_TYPE, SET_COOKIE},
    },
    response::Response,
};
use server_fn::{Decodes as _, error::SERVER_FN_ERROR_HEADER};

/// Longest envelope read, in bytes.
const ENVELOPE_MAX: usize = 4 * 1024;

pub(super) async fn reword(request: Request, next: Next) -> Response {
    let asker = Asker::of(&request);
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return server_function(&asker, response).await;
    }
    if is_ours(&response) {
        return response;
    }
    let mut reworded = asker.refuse_as(status, kind_of(status));
    keep(response.headers(), &mut reworded);
    reworded
}

/// A server function's error, with the status of its kind and the id of its request.
async fn server_function(asker: &Asker, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let error = match to_bytes(body, ENVELOPE_MAX).await {
        Ok(bytes) => EnvelopeEncoding::decode(bytes).unwrap_or(PortalError::local(ErrorKind::Internal)),
        Err(_) => PortalError::local(ErrorKind::Internal),
    };
    let incident = error.incident.or_else(|| asker.incident.clone());
    let mut reworded = error_response(asker, &PortalError { incident, ..error });
    keep(&parts.headers, &mut reworded);
    reworded
}

/// Headers that mean something whatever the body is.
fn keep(headers: &HeaderMap, reworded: &mut Response) {
    for name in [ALLOW, SET_COOKIE] {
        for value in headers.get_all(&name) {
            reworded.headers_mut().append(&name, value.clone());
        }
    }
}

/// Pages, envelopes and files say what they are; the framework's texts are plain or say nothing.
fn is_ours(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"))
}

fn kind_of(status: StatusCode) -> ErrorKind {
    match status {
        StatusCode::UNAUTHORIZED => ErrorKind::SignedOut,
        StatusCode::NOT_FOUND => ErrorKind::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorKind::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => ErrorKind::RateLimited,
        StatusCode::BAD_GATEWAY => ErrorKind::NotUnderstood,
        StatusCode::SERVICE_UNAVAILABLE => ErrorKind::Unavailable,
        StatusCode::GATEWAY_TIMEOUT => ErrorKind::TimedOut,
        _ if status.is_client_error() => ErrorKind::BadRequest,
        _ => ErrorKind::Internal,
    }
}
