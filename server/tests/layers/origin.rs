//! Nobody acts from another site (acceptance CSRF-01 to CSRF-05, CSRF-07).

use crate::{ORIGIN, Portal};
use server::settings::BaseUrl;

const SITES: [Option<&str>; 6] =
    [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site"), Some("SAME-ORIGIN")];
const ORIGINS: [Option<&str>; 9] = [
    None,
    Some(ORIGIN),
    Some("null"),
    Some("https://evil.example"),
    Some("http://portal.example"),
    Some("https://portal.example:444"),
    Some("https://portal.example.evil.example"),
    Some("https://portal.example/"),
    Some("https://sub.portal.example"),
];

/// The rule, written out once more: what is allowed is exactly this.
fn allowed(site: Option<&str>, origin: Option<&str>) -> bool {
    matches!((site, origin), (Some("same-origin"), None | Some(ORIGIN)) | (None | Some("none"), Some(ORIGIN)))
}

#[tokio::test]
async fn a_change_is_made_from_the_portals_own_pages_only() {
    let portal = Portal::start().await;
    for target in ["/change", "/api/change"] {
        for site in SITES {
            for origin in ORIGINS {
                let before = portal.changes();
                let site_line = site.map(|site| format!("Sec-Fetch-Site: {site}"));
                let origin_line = origin.map(|origin| format!("Origin: {origin}"));
                let mut headers = vec!["x-portal: 1", "Referer: https://portal.example/billing"];
                headers.extend(site_line.as_deref());
                headers.extend(origin_line.as_deref());
                let answer = portal.ask("POST", target, &headers).await;
                let what = format!("{target} {site:?} {origin:?}");
                let expected = allowed(site, origin);
                assert_eq!(answer.status, if expected { 200 } else { 403 }, "{what}");
                assert_eq!(portal.changes() - before, usize::from(expected), "{what}");
                if !expected {
                    assert!(answer.text().contains("\"code\":\"cross_origin\""), "{what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn saying_it_twice_is_a_trick() {
    let portal = Portal::start().await;
    for headers in [
        ["Origin: https://portal.example", "Origin: https://evil.example"],
        ["Origin: https://portal.example", "Origin: https://portal.example"],
        ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
    ] {
        assert_eq!(portal.ask("POST", "/change", &headers).await.status, 403, "{headers:?}");
    }
    assert_eq!(portal.changes(), 0);
}

#[tokio::test]
async fn a_server_function_takes_no_simple_request_of_any_content_type() {
    let portal = Portal::start().await;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", ""]
    {
        let headers =
            [&format!("Content-Type: {kind}"), "Origin: https://portal.example", "Sec-Fetch-Site: same-origin"];
        let answer = portal.send("POST", "/api/change", &headers, "a=b").await;
        assert_eq!(answer.status, 403, "{kind}");
    }
    assert_eq!(portal.changes(), 0);
}

#[tokio::test]
async fn a_server_function_is_called_by_post_only() {
    let portal = Portal::start().await;
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let mut wire = crate::wire::Wire::open(portal.address).await;
        wire.send(format!("{method} /api/change?a=b HTTP/1.1\r\nHost: portal.example\r\nx-portal: 1\r\n\r\n")).await;
        assert_eq!(wire.head().await.unwrap().status, 405, "{method}");
    }
    assert_eq!(portal.changes(), 0);
}

#[tokio::test]
async fn another_site_reads_no_server_function_and_may_link_to_a_page() {
    let portal = Portal::start().await;
    for site in ["cross-site", "same-site", "none"] {
        let site = format!("Sec-Fetch-Site: {site}");
        assert_eq!(portal.ask("GET", "/api/change", &[&site]).await.status, 403, "{site}");
        assert_eq!(portal.ask("GET", "/billing", &[&site, "Origin: https://evil.example"]).await.status, 200, "{site}");
    }
}

#[tokio::test]
async fn a_server_function_never_sees_where_a_form_would_send_it_back_to() {
    let portal = Portal::start().await;
    let headers =
        ["x-portal: 1", "Origin: https://portal.example", "Referer: https://evil.example/x", "Accept: text/html"];
    let answer = portal.send("POST", "/api/change", &headers, "abc").await;
    assert_eq!(answer.text(), "body 3 accept application/json referer none");
}

#[tokio::test]
async fn the_issuer_alone_may_log_out_from_behind() {
    let portal = Portal::start().await;
    assert_eq!(portal.send("POST", "/auth/backchannel-logout", &[], "logout_token=x").await.status, 200);
    for near in ["/auth/backchannel-logout/", "/auth/backchannel-logout/x", "/change?/auth/backchannel-logout"] {
        assert_eq!(portal.send("POST", near, &[], "x").await.status, 403, "{near}");
    }
}

#[tokio::test]
async fn a_preflight_and_a_websocket_get_nothing() {
    let portal = Portal::start().await;
    let preflight = [
        "Origin: https://evil.example",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: x-portal",
    ];
    let answer = portal.ask("OPTIONS", "/api/change", &preflight).await;
    assert_eq!(answer.status, 405);
    assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control-")));
    let upgrade = ["Upgrade: WebSocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
    for target in ["/billing", "/api/change"] {
        assert_eq!(portal.ask("GET", target, &upgrade).await.status, 400, "{target}");
    }
}

#[tokio::test]
async fn on_a_developers_machine_the_name_in_the_address_bar_is_the_origin() {
    let portal =
        Portal::start_with(|config| config.base_url = BaseUrl::parse_origin("http://127.0.0.1:3000").unwrap()).await;
    let host = format!("Host: localhost:{}", portal.address.port());
    let same = format!("Origin: http://localhost:{}", portal.address.port());
    assert_eq!(portal.ask("POST", "/change", &[&host, &same]).await.status, 200);
    assert_eq!(portal.ask("POST", "/change", &[&host, "Origin: http://127.0.0.1:3000"]).await.status, 200);
    for other in ["Origin: http://localhost:1", "Origin: https://evil.example", "Origin: null"] {
        assert_eq!(portal.ask("POST", "/change", &[&host, other]).await.status, 403, "{other}");
    }
}
