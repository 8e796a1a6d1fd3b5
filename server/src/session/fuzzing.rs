//! What `crate::fuzzing` throws at cookies.

use super::{cookies::cookies_named, id::SessionId};
use http::{HeaderMap, HeaderValue, header::COOKIE};

/// Reads one `Cookie` header as every request's is read.
///
/// # Panics
/// When a value that is taken is not the one shape that is ever given out.
pub(crate) fn cookie(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
    let headers = HeaderMap::from_iter([(COOKIE, value)]);
    for value in cookies_named(&headers, "__Host-portal") {
        if let Some(id) = SessionId::parse(value) {
            assert_eq!(id.cookie_value().as_bytes(), value, "an id has one way to be written");
        }
    }
}
