//! What the real portal's answers carry, whatever their status and whoever made them (acceptance HDR-01, HDR-03, HDR-04,
//! HDR-05, TEN-07).

use super::{browser::Browser, invoice_pdf::with_pdf, security_headers::EVERYWHERE, world::World};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode,
    header::{
        ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, HeaderName, IF_MODIFIED_SINCE,
        IF_NONE_MATCH, RANGE,
    },
};
use sandbox::{Config, Fault, FaultKind};
use std::collections::BTreeSet;

fn header(response: &Response, name: impl Into<HeaderName>) -> String {
    let name = name.into();
    let all: Vec<_> = response.headers().get_all(&name).iter().map(|value| value.to_str().unwrap()).collect();
    assert!(all.len() <= 1, "{name} is there {} times", all.len());
    all.first().copied().unwrap_or_default().to_owned()
}

fn carries_what_all_do(what: &str, answer: &Response) {
    let here = [("cache-control", "no-store")];
    for (name, part) in EVERYWHERE.into_iter().chain(here) {
        let value = header(answer, HeaderName::from_static(name));
        assert!(value.contains(part), "{what}: {name}: {value:?}");
    }
    for name in ["server", "x-powered-by", "via", "etag", "last-modified", "access-control-allow-origin"] {
        assert_eq!(header(answer, HeaderName::from_static(name)), "", "{what}: {name}");
    }
    let policy = header(answer, CONTENT_SECURITY_POLICY);
    let (frames, download) = (policy.contains("frame-ancestors 'none'"), policy == "sandbox; default-src 'none'");
    assert!(
        (frames || download) && !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval' "),
        "{what}: {policy}"
    );
}

/// The answer to a request that is refused before its body was read: the connection ends with it, and the end may overtake
/// the answer, or meet the next request on the way.
async fn refused_early(request: impl Fn() -> RequestBuilder, browser: &Browser) -> Response {
    for _ in 0..20 {
        if let Ok(answer) = browser.try_send(request()).await {
            return answer;
        }
    }
    panic!("no answer arrives");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_status_of_the_portal_comes_with_the_headers_of_all() {
    let world =
        World::start_with(Config::default(), &[("AIDIAL_API_TIMEOUT_MS", "500"), ("RATE_DOWNLOADS", "3")]).await;
    let admin = world.signed_in("admin@harbour.test").await;
    let staff = world.signed_in("staff@harbour.test").await;
    let stranger = world.browser();
    let (pdf, _) = with_pdf(&world, "admin@harbour.test").await;
    let mut seen = BTreeSet::new();
    let mut look = |what: &str, answer: &Response| {
        carries_what_all_do(what, answer);
        seen.insert(answer.status().as_u16());
    };
    let get = |browser: &Browser, path: &str| browser.request(Method::GET, path).header(ACCEPT, "text/html");
    for (browser, path) in [
        (&admin, "/billing/usage"),
        (&admin, "/billing/invoices"),
        (&admin, pdf.as_str()),
        (&admin, "/billing/invoices.csv?status=all"),
        (&admin, "/settings"),
        (&admin, "/"),
        (&admin, "/nothing"),
        (&admin, "/billing/usage/x.css"),
        (&admin, "/%ff"),
        (&admin, "/api/usage"),
        (&staff, "/billing/usage"),
        (&stranger, "/billing/usage"),
        (&stranger, "/sign-in"),
        (&stranger, "/auth/callback?error=access_denied&error_description=%3Cscript%3E&state=x"),
    ] {
        look(path, &browser.send(get(browser, path)).await);
    }
    look("a function", &admin.send(admin.call("usage", "")).await);
    look("a function without a session", &stranger.send(stranger.call("usage", "")).await);
    look("a large body", &refused_early(|| admin.call("usage", &"a".repeat(70_000)), &admin).await);
    look(
        "an encoded body",
        &refused_early(|| admin.call("usage", "").header("content-encoding", "gzip"), &admin).await,
    );
    look(
        "another site",
        &refused_early(|| admin.call("usage", "").header("sec-fetch-site", "cross-site"), &admin).await,
    );
    look("another host", &refused_early(|| get(&admin, "/billing").header(HOST, "evil.example"), &admin).await);
    look("a long address", &admin.send(get(&admin, &format!("/{}", "a".repeat(9_000)))).await);
    for _ in 0..4 {
        look("many downloads", &admin.send(get(&admin, "/billing/invoices.csv?status=all")).await);
    }
    for (kind, value) in [(FaultKind::Status, 503), (FaultKind::Status, 400), (FaultKind::Hang, 0)] {
        world.sandbox.add_fault(Fault::new("/v1/billing/*", kind).value(value));
        look("trouble upstream", &admin.send(get(&admin, "/billing/usage")).await);
        world.sandbox.clear_faults();
    }
    let all = [200, 303, 400, 401, 403, 404, 405, 413, 414, 415, 421, 429, 502, 503, 504];
    assert_eq!(seen, BTreeSet::from(all), "every status there is");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_has_a_nonce_of_its_own_and_its_policy_lets_nothing_else_run() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let mut nonces = BTreeSet::new();
    for path in ["/billing/usage", "/billing/usage", "/billing/invoices", "/settings", "/help", "/nothing"] {
        let answer = admin.send(admin.request(Method::GET, path).header(ACCEPT, "text/html")).await;
        let policy = header(&answer, CONTENT_SECURITY_POLICY);
        let html = answer.text().await.unwrap();
        let parts: Vec<Vec<&str>> = policy.split(';').map(|part| part.split_whitespace().collect()).collect();
        let of = |name: &str| {
            let mut found = parts.iter().filter(|part| part.first() == Some(&name));
            let part = found.next().unwrap_or_else(|| panic!("{path}: no {name} in {policy}"));
            assert!(found.next().is_none(), "{path}: {name} twice");
            part[1..].to_vec()
        };
        for name in ["object-src", "base-uri", "frame-ancestors"] {
            assert_eq!(of(name), ["'none'"], "{path}");
        }
        assert_eq!(of("connect-src"), ["'self'"], "{path}");
        assert!(
            of("form-action").iter().all(|source| *source == "'self'" || *source == world.sandbox.base_url()),
            "{path}: {policy}"
        );
        for source in of("script-src") {
            let known =
                ["'self'", "'wasm-unsafe-eval'", "'strict-dynamic'"].contains(&source) || source.starts_with("'nonce-");
            assert!(known, "{path}: {source}");
        }
        assert!(
            parts
                .iter()
                .flatten()
                .all(|word| !["'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:", "http:"].contains(word)
                    || parts.iter().any(|part| part.first() == Some(&"img-src") && part.contains(word))),
            "{path}: {policy}"
        );
        let nonce =
            of("script-src").into_iter().find_map(|source| source.strip_prefix("'nonce-")?.strip_suffix('\'')).unwrap();
        assert!(nonce.len() >= 22 && nonces.insert(nonce.to_owned()), "{path}: {nonce}");
        let written: BTreeSet<_> = html.split("nonce=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(written, BTreeSet::from([nonce]), "{path}: the nonce of the header and no other");
        assert_eq!(
            html.matches("<script").count(),
            html.matches("<script nonce=\"").count() + html.matches("<script type=\"module\" nonce=\"").count(),
            "{path}"
        );
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_address_has_pages_and_nothing_of_the_works() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    for path in [
        "/metrics",
        "/healthz",
        "/readyz",
        "/health",
        "/status",
        "/debug",
        "/sessions/end",
        "/.git/HEAD",
        "/.git/config",
        "/.env",
        "/Cargo.toml",
        "/Cargo.lock",
        "/Leptos.toml",
        "/src/main.rs",
        "/openapi.json",
        "/swagger",
        "/docs",
        "/docs/",
        "/pkg",
        "/pkg/",
        "/pkg/portal.wasm.map",
        "/pkg/portal.js.map",
        "/server-status",
        "/actuator/env",
        "/wp-login.php",
        "/_control",
        "/panic",
        "/test",
        "/.well-known/security.txt",
        "/api",
        "/crossdomain.xml",
    ] {
        for browser in [&admin, &world.browser()] {
            let answer = browser.send(browser.request(Method::GET, path).header(ACCEPT, "text/html")).await;
            let kind = header(&answer, CONTENT_TYPE);
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(kind, "text/html; charset=utf-8", "{path}");
        }
    }
    for method in [
        Method::TRACE,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::OPTIONS,
        Method::from_bytes(b"PROPFIND").unwrap(),
    ] {
        let answer = admin.send(admin.request(method.clone(), "/billing/usage")).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_another_ones_answer_by_asking_only_for_what_has_changed() {
    let world = World::start().await;
    let (pdf, _) = with_pdf(&world, "admin@harbour.test").await;
    let harbour = world.signed_in("admin@harbour.test").await;
    let orchard = world.signed_in("admin@orchard.test").await;
    for (path, words) in [
        ("/billing/usage", Some("Orchard Vets")),
        ("/billing/invoices.csv?status=all", Some("OV-")),
        (pdf.as_str(), None),
    ] {
        let own = harbour.send(harbour.request(Method::GET, path)).await;
        assert_eq!(own.status(), StatusCode::OK, "{path}");
        assert!(header(&own, CACHE_CONTROL).contains("no-store"), "{path}");
        let conditions = [
            (IF_NONE_MATCH, "*"),
            (IF_NONE_MATCH, "\"harbour\""),
            (IF_MODIFIED_SINCE, "Wed, 21 Oct 2099 07:28:00 GMT"),
            (RANGE, "bytes=0-10"),
        ];
        for (name, value) in conditions {
            let other = orchard.send(orchard.request(Method::GET, path).header(&name, value)).await;
            let (status, text) = (other.status(), other.text().await.unwrap());
            assert_eq!(status, if words.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{path} {name}");
            assert!(words.is_none_or(|words| text.contains(words)) && !text.contains("Harbour"), "{path} {name}");
        }
        // Two people's cookies in one request are nobody's.
        let both = harbour.request(Method::GET, path).header(ACCEPT, "*/*").build().unwrap();
        let cookies = [&harbour, &orchard].map(|person| format!("portal={}", person.cookies()["portal"]));
        let mixed = harbour
            .client()
            .get(both.url().clone())
            .header(COOKIE, cookies.join("; "))
            .header("sec-fetch-site", "same-origin");
        let status = mixed.send().await.unwrap().status();
        assert!(status == StatusCode::SEE_OTHER || status == StatusCode::UNAUTHORIZED, "{path}: {status}");
    }
    world.stop().await;
}
