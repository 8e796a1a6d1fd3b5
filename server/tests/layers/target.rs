//! What is asked for: paths, hosts, methods and headers that could mean two things.

use crate::{Portal, wire::exchange};

#[tokio::test]
async fn odd_targets_are_refused_and_never_panic() {
    let portal = Portal::start().await;
    for (target, status) in [
        ("/%C0%AE", 400),
        ("/%", 400),
        ("/%00", 400),
        ("/billing/%ff", 400),
        ("/billing?%", 400),
        ("/billing?a=%ff", 400),
        ("/billing/%0d%0aX:%20y", 400),
        ("//", 404),
        ("//evil.example/billing", 404),
        ("/./billing", 404),
        ("/x/../billing", 404),
        ("/%2e%2e/billing", 404),
        ("/billing%2fx", 404),
        ("/billing%5cx", 404),
        ("/billing;x", 404),
        ("/billing/a;b", 404),
        ("/Billing", 404),
        ("/billing/a%20b", 200),
        ("/billing?x=/../..//", 200),
    ] {
        let answer = portal.ask("GET", target, &["Accept: text/html"]).await;
        assert_eq!(answer.status, status, "{target}");
    }
}

#[tokio::test]
async fn targets_that_are_no_paths_are_refused_before_anything_else() {
    let portal = Portal::start().await;
    for (line, status) in [
        ("CONNECT h:1", 405),
        ("CONNECT portal.example:443", 405),
        ("OPTIONS *", 405),
        ("GET *", 400),
        ("POST *", 400),
        ("TRACE /billing", 405),
        ("DEBUG /billing", 405),
        ("get /billing", 405),
        ("PUT /billing", 405),
        ("GET portal.example:443", 400),
        ("GET billing", 400),
    ] {
        let request = format!("{line} HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n");
        assert_eq!(exchange(portal.address, request).await.status, status, "{line}");
    }
    assert_eq!(portal.ask("GET", "/billing", &[]).await.status, 200);
}

#[tokio::test]
async fn an_absolute_target_is_read_as_a_path_if_both_names_are_ours() {
    let portal = Portal::start().await;
    let answer = portal.ask("GET", "https://portal.example/seen?a=b", &[]).await;
    assert!(answer.text().starts_with("uri=/seen?a=b "), "{}", answer.text());
    for target in ["http://evil.example/seen", "https://user@portal.example/seen", "https://evil.example"] {
        assert_eq!(portal.ask("GET", target, &[]).await.status, 421, "{target}");
    }
    assert_eq!(portal.ask("GET", "https://portal.example/seen", &["Host: evil.example"]).await.status, 421);
}

#[tokio::test]
async fn the_portal_answers_to_its_own_name_only() {
    let portal = Portal::start().await;
    for (host, status) in [
        ("portal.example", 200),
        ("PORTAL.EXAMPLE:443", 200),
        ("portal.example:80", 421),
        ("evil.example", 421),
        ("127.0.0.1", 421),
        ("portal.example@evil.example", 421),
        ("portal.example/evil", 400),
        ("", 400),
    ] {
        let answer = portal.ask("GET", "/billing", &[&format!("Host: {host}")]).await;
        assert_eq!(answer.status, status, "{host:?}");
        assert!(!answer.text().contains("evil"), "never echoed");
    }
    for head in
        ["", "Host: portal.example\r\nHost: portal.example\r\n", "Host: portal.example\r\nHost: evil.example\r\n"]
    {
        let request = format!("GET /billing HTTP/1.1\r\nConnection: close\r\n{head}\r\n");
        assert_eq!(exchange(portal.address, request).await.status, 400, "{head:?}");
    }
}

#[tokio::test]
async fn a_browser_that_sends_an_api_key_is_refused_however_it_spells_it() {
    let portal = Portal::start().await;
    for name in ["X-API-Key", "x-api-key", "X_API_KEY", "X-Api_Key"] {
        let answer = portal.ask("GET", "/billing", &[&format!("{name}: x")]).await;
        assert_eq!(answer.status, 400, "{name}");
        assert!(answer.text().contains("bad_request"));
    }
}

#[tokio::test]
async fn orders_in_headers_reach_nobody() {
    let portal = Portal::start().await;
    let orders = [
        "Authorization: Bearer x",
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: http",
        "X-Forwarded-For: 1.2.3.4",
        "X-Real-IP: 1.2.3.4",
        "Forwarded: for=1.2.3.4;host=evil.example",
        "X-Original-URL: /api/change",
        "X-Rewrite-URL: /api/change",
        "X-HTTP-Method-Override: POST",
        "X-Kept: x",
    ];
    let seen = portal.ask("GET", "/seen", &orders).await.text();
    assert!(seen.ends_with("headers=host,connection,x-kept"), "{seen}");
    assert!(seen.contains("client=Some(\"127.0.0.1\")"), "no proxy is trusted: {seen}");
}

#[tokio::test]
async fn a_trusted_proxy_says_who_the_client_is() {
    let portal = Portal::start_with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]).await;
    for fake in ["", "9.9.9.9, ", "127.0.0.1, ", "x, "] {
        let header = format!("X-Forwarded-For: {fake}198.51.100.7");
        let seen = portal.ask("GET", "/seen", &[&header]).await.text();
        assert!(seen.contains("client=Some(\"198.51.100.7\")"), "{seen}");
    }
}
