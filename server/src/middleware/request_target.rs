//! What is asked for, and how: only plain paths that can be read in one way, of bounded length, with the methods that the
//! portal has. Leptos 0.8 panics on some others, and a path that proxies and routers read differently opens side doors
//! (acceptance INP-02, AUTHZ-04).

use super::{LayerConfig, gate::Refusal};
use app::error::ErrorKind;
use axum::http::{Method, StatusCode, Uri, request::Parts};

const METHODS: &str = "GET, HEAD, POST";

pub(super) fn check(parts: &mut Parts, config: &LayerConfig) -> Result<(), Refusal> {
    // `CONNECT host:port` and `OPTIONS *` have no path to speak of; what follows relies on one.
    if ![Method::GET, Method::HEAD, Method::POST].contains(&parts.method) {
        return Err(Refusal::method(METHODS));
    }
    let Some(target) = parts.uri.path_and_query() else { return Err(Refusal::bad_request("target")) };
    if target.as_str().len() > config.address_bytes {
        return Err(Refusal::new(StatusCode::URI_TOO_LONG, ErrorKind::TooLarge, "address length"));
    }
    path(target.path())?;
    target.query().map_or(Ok(()), query)
}

/// Makes an absolute-form target a plain path, once `host` has read its authority: nothing behind builds URLs from it.
pub(super) fn make_relative(uri: &mut Uri) -> Result<(), Refusal> {
    if let Some(target) = uri.path_and_query().filter(|_| uri.authority().is_some()) {
        *uri = Uri::from(target.clone());
    }
    Ok(())
}

fn path(path: &str) -> Result<(), Refusal> {
    let not_found = || Refusal::new(StatusCode::NOT_FOUND, ErrorKind::NotFound, "path");
    let rest = path.strip_prefix('/').ok_or(Refusal::bad_request("target"))?;
    if rest.is_empty() {
        return Ok(());
    }
    let decoded = decode(path).ok_or(Refusal::bad_request("path encoding"))?;
    // Encoded characters that mean something to a router or a proxy, and a percent sign that would decode twice.
    if decoded.encoded.iter().any(|b| b"/\\.;%?#".contains(b)) {
        return Err(not_found());
    }
    if path.contains(['\\', ';']) || rest.split('/').any(|segment| matches!(segment, "." | "..")) || path.contains("//")
    {
        return Err(not_found());
    }
    Ok(())
}

fn query(query: &str) -> Result<(), Refusal> {
    decode(query).map(drop).ok_or(Refusal::bad_request("query encoding"))
}

struct Decoded {
    /// The bytes that were percent-encoded.
    encoded: Vec<u8>,
}

/// Takes `text` only if it is printable ASCII whose percent-encoding is whole, valid UTF-8, and free of control
/// characters.
fn decode(text: &str) -> Option<Decoded> {
    let mut bytes = text.bytes();
    let mut whole = Vec::with_capacity(text.len());
    let mut encoded = Vec::new();
    while let Some(byte) = bytes.next() {
        if !byte.is_ascii_graphic() {
            return None;
        }
        if byte == b'%' {
            let byte = hex(bytes.next()?)? * 16 + hex(bytes.next()?)?;
            encoded.push(byte);
            whole.push(byte);
        } else {
            whole.push(byte);
        }
    }
    let text = String::from_utf8(whole).ok()?;
    (!text.chars().any(char::is_control)).then_some(Decoded { encoded })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_paths_pass() {
        for good in ["/", "/billing/invoices", "/billing/clients/harbour/usage", "/pkg/portal.wasm", "/a%20b", "/a/"] {
            assert_eq!(path(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn paths_that_can_be_read_in_two_ways_do_not_exist() {
        for bad in [
            "//",
            "//evil.example",
            "/a//b",
            "/./a",
            "/a/..",
            "/a/../b",
            "/%2e%2e/a",
            "/a%2fb",
            "/a%5Cb",
            "/a\\b",
            "/billing;x",
            "/a%3bx",
            "/%252e",
            "/.%2e/",
            "/a%3Fb",
        ] {
            assert_eq!(path(bad).unwrap_err().status, StatusCode::NOT_FOUND, "{bad}");
        }
    }

    #[test]
    fn broken_encodings_are_bad_requests() {
        for bad in ["/%", "/%2", "/%zz", "/%C0%AE", "/%00", "/a%0d%0aSet-Cookie:x", "/%ff", "/\u{e9}", "/a%7f"] {
            assert_eq!(path(bad).unwrap_err().status, StatusCode::BAD_REQUEST, "{bad}");
            assert!(query(bad).is_err(), "{bad}");
        }
        assert_eq!(query("email=a%40b.example&x=%2Fbilling%3Fpage%3D2&y=a+b"), Ok(()));
    }

    proptest! {
        #[test]
        fn a_path_that_passes_has_one_reading(text in "/[a-z./%;2eEfF5cC\\\\]{0,12}") {
            if path(&text).is_ok() {
                let lower = text.to_ascii_lowercase();
                for trick in ["//", "\\", ";", "%2f", "%5c", "%2e", "%25", "%3b"] {
                    prop_assert!(!lower.contains(trick), "{}", trick);
                }
                prop_assert!(text.split('/').all(|segment| segment != "." && segment != ".."));
            }
        }
    }
}
