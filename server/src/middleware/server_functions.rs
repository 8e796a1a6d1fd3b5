//! What reaches a server function: a call of the portal's own script, by POST (acceptance CSRF-03, CSRF-04, CSRF-05).

use super::{LayerConfig, gate::Refusal};
use app::{api::SCRIPT_HEADER, paths};
use axum::http::{
    HeaderValue, Method,
    header::{ACCEPT, REFERER},
    request::Parts,
};

pub(super) fn check(parts: &mut Parts, _: &LayerConfig) -> Result<(), Refusal> {
    if !parts.uri.path().strip_prefix(paths::API).is_some_and(|rest| rest.starts_with('/')) {
        return Ok(());
    }
    if parts.method != Method::POST {
        return Err(Refusal::method("POST"));
    }
    if !parts.headers.contains_key(SCRIPT_HEADER) {
        return Err(Refusal::cross_origin("script header"));
    }
    // server_fn redirects a caller that accepts HTML to its `Referer`, with the error in the address. It can do so no more.
    parts.headers.remove(REFERER);
    parts.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    Ok(())
}
