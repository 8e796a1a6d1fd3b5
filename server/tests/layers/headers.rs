//! What every answer carries, and what none does.

use crate::{HOST, Portal, SOON, security_headers::EVERYWHERE, wire::Answer};
use std::collections::HashSet;

#[track_caller]
fn has_the_security_headers(what: &str, answer: &Answer) {
    let here = [
        ("x-frame-options", "DENY"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("cache-control", "private, no-store"),
    ];
    for (name, part) in EVERYWHERE.into_iter().chain(here) {
        let value = answer.header(name).unwrap_or_else(|| panic!("{what}: no {name}"));
        assert!(value.contains(part), "{what}: {name}: {value}");
    }
    for name in ["server", "x-powered-by", "access-control-allow-origin", "access-control-allow-credentials"] {
        assert_eq!(answer.header(name), None, "{what}: {name}");
    }
    let id = answer.header("x-request-id").unwrap_or_else(|| panic!("{what}: no id"));
    assert!(id.len() == 26 && id.bytes().all(|b| b.is_ascii_alphanumeric()), "{what}: {id}");
    if answer.status != 303 && !answer.body.is_empty() {
        let kind = answer.header("content-type").unwrap_or_else(|| panic!("{what}: no content type"));
        assert!(kind == "application/json" || kind.ends_with("charset=utf-8"), "{what}: {kind}");
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers_whoever_made_it() {
    let portal = Portal::start_with(|config| config.page_time = SOON).await;
    let long = format!("/{}", "a".repeat(9_000));
    let huge = "a".repeat(65 * 1024);
    let from_here = "Origin: https://portal.example";
    for (status, method, target, headers, body) in [
        (200, "GET", "/billing", &[][..], ""),
        (200, "HEAD", "/billing", &[], ""),
        (303, "GET", "/goes-to/own", &[], ""),
        (400, "GET", "/text-error", &[], ""),
        (400, "GET", "/%ff", &[], ""),
        (401, "GET", "/bare/401", &[], ""),
        (403, "POST", "/change", &[], ""),
        (404, "GET", "/nothing/here", &[], ""),
        (405, "GET", "/change", &[], ""),
        (405, "TRACE", "/billing", &[], ""),
        (413, "POST", "/change", &[from_here], huge.as_str()),
        (414, "GET", long.as_str(), &[], ""),
        (415, "POST", "/change", &[from_here, "Content-Encoding: gzip"], "x"),
        (421, "GET", "/billing", &["Host: evil.example"], ""),
        (429, "GET", "/bare/429", &[], ""),
        (500, "GET", "/panic", &[], ""),
        (502, "GET", "/bare/502", &[], ""),
        (503, "GET", "/bare/503", &[], ""),
        (504, "GET", "/never", &[], ""),
    ] {
        for accept in ["Accept: text/html", "Accept: */*"] {
            let headers: Vec<_> = headers.iter().copied().chain([accept]).collect();
            let answer = portal.send(method, target, &headers, body).await;
            let what = format!("{method} {} {accept}", &target[..target.len().min(40)]);
            assert_eq!(answer.status, status, "{what}");
            has_the_security_headers(&what, &answer);
        }
    }
}

#[tokio::test]
async fn a_handler_may_choose_its_caching_and_its_policy_but_grant_nobody_access() {
    let portal = Portal::start().await;
    let asset = portal.ask("GET", "/asset.css", &[]).await;
    assert_eq!(asset.header("cache-control"), Some("public, immutable"));
    let own = portal.ask("GET", "/framed", &[]).await;
    assert_eq!(own.header("content-security-policy"), Some("default-src 'self'"));
    has_the_security_headers("cors", &portal.ask("GET", "/cors", &["Origin: https://evil.example"]).await);
}

#[tokio::test]
async fn an_error_is_a_page_for_people_and_an_envelope_for_programs() {
    let portal = Portal::start().await;
    let page = portal.ask("GET", "/nothing", &["Accept: text/html,application/xhtml+xml;q=0.9"]).await;
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.text().contains("<h1>Page not found</h1>") && page.text().contains("href=\"/billing\""));
    assert!(page.text().contains(page.header("x-request-id").unwrap()), "the page shows its reference");

    for (target, accept) in [("/nothing", "Accept: */*"), ("/api/nothing", "Accept: text/html")] {
        let envelope = portal.ask("POST", target, &[accept, "Origin: https://portal.example", "x-portal: 1"]).await;
        assert_eq!(envelope.header("content-type"), Some("application/json"), "{target}");
        let json: serde_json::Value = serde_json::from_slice(&envelope.body).unwrap();
        assert_eq!(json["error"]["code"], "not_found", "{target}");
        assert_eq!(json["error"]["request_id"], envelope.header("x-request-id").unwrap(), "{target}");
    }
}

#[tokio::test]
async fn the_frameworks_own_words_never_get_out() {
    let portal = Portal::start().await;
    for target in ["/text-error", "/bare/500", "/panic", "/bare/422"] {
        for accept in ["Accept: text/html", "Accept: */*"] {
            let text = portal.ask("GET", target, &[accept]).await.text();
            assert!(text.contains("went wrong") || text.contains("could not be read"), "{target}: {text}");
            for word in ["Secret", "src/", "canary", "panic", "::"] {
                assert!(!text.contains(word), "{target}: {word}");
            }
        }
    }
    assert_eq!(portal.ask("GET", "/change", &[]).await.header("allow"), Some("POST"), "a 405 says what is allowed");
}

#[tokio::test]
async fn a_failed_server_function_has_the_status_of_its_trouble_and_the_id_of_its_request() {
    let portal = Portal::start().await;
    for (what, status, code, wait) in [
        ("arguments", 400, "bad_request", None),
        ("waits", 429, "rate_limited", Some("7")),
        ("nonsense", 500, "internal", None),
    ] {
        let headers = ["x-portal: 1", "Origin: https://portal.example"];
        let answer = portal.ask("POST", &format!("/api/fails/{what}"), &headers).await;
        assert_eq!((answer.status, answer.header("retry-after")), (status, wait), "{what}");
        let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(json["error"]["code"], code, "{what}");
        assert_eq!(json["error"]["request_id"], answer.header("x-request-id").unwrap(), "{what}");
        assert_eq!(answer.header("set-cookie"), Some("a=b"), "{what}");
        assert!(!answer.text().contains("canary") && answer.header("serverfnerror").is_none(), "{what}");
    }
}

#[tokio::test]
async fn a_request_id_is_the_portals_own_and_never_comes_again() {
    let portal = Portal::start().await;
    let mut ids = HashSet::new();
    for _ in 0..50 {
        let answer = portal.ask("GET", "/seen", &["X-Request-Id: chosen-by-the-client"]).await;
        let id = answer.header("x-request-id").unwrap().to_owned();
        assert!(answer.text().contains(&format!("id=Some(\"{id}\")")));
        assert!(!answer.text().contains("x-request-id"), "the incoming one is gone");
        assert!(ids.insert(id));
    }
}

#[tokio::test]
async fn a_redirect_leads_to_the_portal_or_to_a_named_origin() {
    let portal = Portal::start().await;
    for (target, location) in [("own", "/billing"), ("issuer", "https://id.example/authorize?x=y")] {
        let answer = portal.ask("GET", &format!("/goes-to/{target}"), &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(location)));
    }
    for target in ["evil", "scheme-relative"] {
        let answer = portal.ask("GET", &format!("/goes-to/{target}"), &[]).await;
        assert_eq!((answer.status, answer.header("location")), (500, None), "{target}");
    }
    let chosen = portal.ask("GET", "/chosen", &[]).await;
    assert_eq!(chosen.header("location"), Some("https://evil.example/"), "the handler said so itself");
}

#[tokio::test]
async fn a_large_page_is_compressed_and_a_pdf_is_not() {
    let portal = Portal::start().await;
    for (accept, coding) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("deflate", None), ("", None)] {
        let page = portal.ask("GET", "/large", &[&format!("Accept-Encoding: {accept}")]).await;
        assert_eq!(page.header("content-encoding"), coding, "{accept}");
        assert_eq!(page.body.len() < 10_000, coding.is_some(), "{accept}");
    }
    let pdf = portal.ask("GET", "/large.pdf", &["Accept-Encoding: br, gzip"]).await;
    assert_eq!((pdf.header("content-encoding"), pdf.body.len()), (None, 100_000));
    let small = portal.ask("GET", "/billing", &["Accept-Encoding: br, gzip"]).await;
    assert_eq!(small.header("content-encoding"), None);
}

#[tokio::test]
async fn a_head_has_no_body() {
    let portal = Portal::start().await;
    let request =
        format!("HEAD /billing HTTP/1.1\r\nHost: {HOST}\r\n\r\nGET /billing HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    let mut wire = crate::wire::Wire::open(portal.address).await;
    wire.send(request).await;
    let head = wire.head().await.unwrap();
    assert_eq!((head.status, head.header("content-length")), (200, Some("12")));
    assert_eq!(wire.answer().await.unwrap().text(), "<p>usage</p>");
}
