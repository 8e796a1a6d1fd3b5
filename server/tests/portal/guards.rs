//! Guards that walk every server function and every page there is, so that one is covered on the day it is written.

use super::{browser::Browser, world::World};
use reqwest::{
    Method, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};

/// Server functions that anyone may ask, since they say who is asking.
const PUBLIC_FUNCTIONS: &[&str] = &["session"];
/// Server functions that are no part of billing; the matrix judges them role by role.
const OUTSIDE_BILLING: &[&str] = &[
    "tickets",
    "start-ticket",
    "send-ticket",
    "tenant-settings",
    "time-zones",
    "save-tenant-settings",
    "reveal-contact",
    "sessions",
    "end-session",
    "end-other-sessions",
    "session-time",
    "stay-signed-in",
];
/// Pages that anyone may open.
const PUBLIC_PAGES: &[&str] = &["/sign-in"];

fn functions() -> Vec<String> {
    let mut names: Vec<_> = server_fn::axum::server_fn_paths()
        .map(|(path, method)| {
            assert_eq!(method, Method::POST, "{path} could be called by a link");
            path.strip_prefix("/api/").unwrap_or_else(|| panic!("{path} is not below /api/")).to_owned()
        })
        .collect();
    names.sort();
    assert!(names.contains(&"usage".to_owned()), "the walk finds functions: {names:?}");
    names
}

/// Addresses of every page, with a value for each parameter.
fn pages() -> Vec<String> {
    let pages: Vec<_> = server::router::pages()
        .iter()
        .map(|route| route.path().replace("{client_id}", "harbour").replace(":client_id", "harbour"))
        .collect();
    assert!(pages.contains(&"/billing/usage".to_owned()), "the walk finds pages: {pages:?}");
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_anything_without_a_session_and_nothing_goes_upstream() {
    let world = World::start().await;
    let stranger = world.browser();
    for function in functions() {
        let (status, answer) = stranger.api(&function, "client=harbour&query[page]=1").await;
        if PUBLIC_FUNCTIONS.contains(&&*function) {
            assert_eq!((status, answer), (StatusCode::OK, serde_json::json!("SignedOut")), "{function}");
        } else {
            let known = [StatusCode::UNAUTHORIZED, StatusCode::BAD_REQUEST];
            assert!(known.contains(&status), "{function}: {status} {answer}");
        }
    }
    for page in pages() {
        let response = stranger.send(stranger.request(Method::GET, &page).header("accept", "text/html")).await;
        if PUBLIC_PAGES.contains(&&*page) {
            assert_eq!(response.status(), StatusCode::OK, "{page}");
        } else {
            assert_eq!(response.status(), StatusCode::SEE_OTHER, "{page}");
            let to = response.headers()[LOCATION].to_str().unwrap();
            assert!(to.starts_with("/sign-in"), "{page} → {to}");
        }
    }
    assert_eq!(world.upstream_calls().len(), 0);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_refuses_another_site_before_it_runs() {
    let world = World::start().await;
    let victim = world.signed_in("admin@harbour.test").await;
    world.sandbox.clear_requests();
    let foreign: &[(&str, &[(&str, &str)])] = &[
        ("cross-site", &[("sec-fetch-site", "cross-site")]),
        ("same-site", &[("sec-fetch-site", "same-site")]),
        ("foreign origin", &[("origin", "https://evil.example"), ("sec-fetch-site", "")]),
        ("null origin", &[("origin", "null"), ("sec-fetch-site", "")]),
        ("neither", &[("origin", ""), ("sec-fetch-site", "")]),
        ("no script header", &[("x-portal", "")]),
    ];
    for function in functions() {
        for (case, headers) in foreign {
            for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
                let mut request = victim.call(&function, "client=").header(CONTENT_TYPE, kind).build().unwrap();
                request.headers_mut().insert(CONTENT_TYPE, kind.parse().unwrap());
                for (name, value) in *headers {
                    let name: reqwest::header::HeaderName = name.parse().unwrap();
                    request.headers_mut().remove(&name);
                    if !value.is_empty() {
                        request.headers_mut().insert(name, value.parse().unwrap());
                    }
                }
                let response = send(&victim, request).await;
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{function}: {case}, {kind}");
                assert!(response.headers().get(LOCATION).is_none());
            }
        }
        let get = victim.send(victim.request(Method::GET, &format!("/api/{function}")).header("x-portal", "1")).await;
        assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED, "{function} by GET");
    }
    assert_eq!(world.upstream_calls().len(), 0);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_without_billing_get_whom_to_ask_and_no_billing_call_is_made_for_them() {
    let world = World::start().await;
    for email in ["staff@harbour.test", "user@coastal.test"] {
        let person = world.signed_in(email).await;
        world.sandbox.clear_requests();
        for page in pages().into_iter().filter(|page| page.starts_with("/billing")) {
            let (status, html) = person.page(&page).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{email} {page}");
            assert!(html.contains("Contact your administrator"), "{email} {page}");
        }
        let elsewhere = |name: &String| PUBLIC_FUNCTIONS.contains(&&**name) || OUTSIDE_BILLING.contains(&&**name);
        for function in functions().into_iter().filter(|name| !elsewhere(name)) {
            let (status, answer) = person.api(&function, "client=harbour&query[page]=1").await;
            assert!(matches!(status.as_u16(), 403 | 400), "{email} {function}: {status} {answer}");
        }
        let billing: Vec<_> = world.upstream_calls().into_iter().filter(|c| c.path != "/v1/session/context").collect();
        assert!(billing.is_empty(), "{email}: {billing:?}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_are_known_but_not_let_in_meet_the_page_that_says_why() {
    let world = World::start().await;
    for (email, words) in
        [("gone@harbour.test", "Access is suspended"), ("admin@inland.test", "Multi-factor authentication is required")]
    {
        let person = world.signed_in(email).await;
        for page in pages().into_iter().filter(|page| page.starts_with("/billing")) {
            let (status, html) = person.page(&page).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{email} {page}");
            assert!(html.contains(words), "{email} {page}");
        }
        let (status, _) = person.api("usage", "").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{email}");
    }
    world.stop().await;
}

async fn send(browser: &Browser, request: reqwest::Request) -> reqwest::Response {
    browser.send(reqwest::RequestBuilder::from_parts(browser.client(), request)).await
}
