//! Headers that no browser of the portal sends: some are refused, and those that other software takes as orders are
//! taken away (acceptance AUTHZ-05, INP-05, CSRF-07).

use super::{LayerConfig, gate::Refusal};
use app::error::ErrorKind;
use axum::http::{
    HeaderMap, HeaderName, StatusCode,
    header::{CONTENT_ENCODING, UPGRADE},
    request::Parts,
};

/// Orders to a proxy, a framework or an upstream. Nothing in the portal reads them, and nothing shall by accident.
const TAKEN_AWAY: [&str; 14] = [
    "authorization",
    "proxy-authorization",
    "forwarded",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-forwarded-proto",
    "x-forwarded-uri",
    "x-original-url",
    "x-rewrite-url",
    "x-middleware-subrequest",
];

pub(super) fn check(parts: &mut Parts, _: &LayerConfig) -> Result<(), Refusal> {
    let headers = &mut parts.headers;
    // "The browser must not send X-API-Key": a browser that does is not running the portal's pages.
    if headers.keys().any(|name| spelled(name, "x-api-key")) {
        return Err(Refusal::bad_request("api key"));
    }
    if headers.get_all(CONTENT_ENCODING).iter().any(|value| value.as_bytes() != b"identity") {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorKind::BadRequest, "content encoding"));
    }
    if asks_for_websocket(headers) {
        return Err(Refusal::bad_request("upgrade"));
    }
    for name in TAKEN_AWAY {
        headers.remove(name);
    }
    Ok(())
}

fn asks_for_websocket(headers: &HeaderMap) -> bool {
    let asks = |value: &[u8]| value.to_ascii_lowercase().windows(9).any(|part| part == b"websocket");
    headers.get_all(UPGRADE).iter().any(|value| asks(value.as_bytes()))
        || headers.contains_key("sec-websocket-key")
        || headers.contains_key("sec-websocket-version")
}

/// Some proxies turn `_` into `-` on the way, so both spellings count.
fn spelled(name: &HeaderName, word: &str) -> bool {
    name.as_str().len() == word.len()
        && name
            .as_str()
            .bytes()
            .zip(word.bytes())
            .all(|(given, wanted)| given == wanted || given == b'_' && wanted == b'-')
}
