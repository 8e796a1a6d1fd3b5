//! Signing out here and at the issuer.

use crate::{browser::location, portal::World};
use http::{StatusCode, header::SET_COOKIE};
use sandbox::{Fault, FaultKind};
use std::collections::HashMap;

const USER: &str = "admin@harbour.test";

#[tokio::test]
async fn signing_out_ends_the_session_here_and_at_the_issuer() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.sign_in(USER).await;
    let frozen = browser.headers();
    let response = browser.post("/auth/sign-out", "").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()["clear-site-data"], "\"cache\", \"storage\"");
    assert!(!browser.signed_in());
    assert!(world.portal.sessions.find(&frozen).await.unwrap().is_none());
    assert_eq!(world.asked("/oidc/revoke"), 1);
    assert!(world.sandbox.sessions(Some(USER)).unwrap().is_empty(), "no refresh token of theirs is good");
    let end: url::Url = location(&response).parse().unwrap();
    let query: HashMap<_, _> = end.query_pairs().into_owned().collect();
    assert_eq!(query["post_logout_redirect_uri"], "http://127.0.0.1:3000/sign-in");
    assert_eq!(query["client_id"], "portal");
    assert_eq!(query.get("id_token_hint"), None, "no token is shown to a browser");
    let back = crate::browser::client().get(end).send().await.unwrap();
    assert!(back.status().is_success() || back.headers()["location"] == "http://127.0.0.1:3000/sign-in");
}

#[tokio::test]
async fn signing_out_twice_or_without_a_session_is_fine() {
    let world = World::start().await;
    let mut browser = world.browser();
    assert_eq!(location(&browser.post("/auth/sign-out", "").await), "/sign-in");
    browser.sign_in(USER).await;
    let mut again = browser.clone();
    browser.post("/auth/sign-out", "").await;
    assert_eq!(location(&again.post("/auth/sign-out", "").await), "/sign-in");
    assert!(!again.signed_in());
}

#[tokio::test]
async fn with_the_issuer_down_a_person_is_signed_out_here() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.sign_in(USER).await;
    world.sandbox.add_fault(Fault::new("/oidc/*", FaultKind::Reset));
    assert_eq!(location(&browser.post("/auth/sign-out", "").await), "/sign-in");
    assert!(!browser.signed_in());
    assert_eq!(world.portal.rows().await, 0);
}

#[tokio::test]
async fn an_issuer_that_hangs_does_not_hold_a_sign_out() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.sign_in(USER).await;
    world.sandbox.add_fault(Fault::new("/oidc/*", FaultKind::Hang));
    assert_eq!(location(&browser.post("/auth/sign-out", "").await), "/sign-in");
    assert_eq!(world.portal.rows().await, 0);
}

#[tokio::test]
async fn a_sign_out_that_failed_says_so_and_keeps_the_cookie() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.sign_in(USER).await;
    world.portal.database.close().await;
    let response = browser.post("/auth/sign-out", "").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!response.headers().contains_key(SET_COOKIE));
    assert!(browser.signed_in());
}

#[tokio::test]
async fn a_store_that_fails_at_the_callback_is_told_as_trouble() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back(USER, "/settings").await;
    world.portal.database.close().await;
    assert_eq!(location(&browser.get(&callback).await), "/sign-in?problem=unavailable&return_to=%2Fsettings");
    assert_eq!(world.asked("/oidc/token"), 0, "a code that cannot be remembered as used is not used");
}
