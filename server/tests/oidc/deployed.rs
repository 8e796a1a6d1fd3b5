//! The cookies of a portal that browsers see over https (acceptance SESS-01).

use crate::{
    browser::choose,
    manual_clock::ManualClock,
    portal::{Portal, sandbox},
};
use sandbox::{Config, RedirectUris};
use std::sync::Arc;

const BASE: &str = "https://portal.example";

#[tokio::test]
async fn every_cookie_of_a_deployed_portal_is_bound_to_its_host_and_taken_away_as_it_was_set() {
    let clock = Arc::new(ManualClock::new());
    let uris = RedirectUris::Only(["/auth/callback", "/sign-in"].map(|path| format!("{BASE}{path}")).to_vec());
    let sandbox = sandbox(&clock, Config { portal_redirect_uris: uris, ..Config::default() }).await;
    let portal = Portal::at(BASE, &sandbox.issuer(), clock).await;
    let mut browser = portal.browser();
    // Two sign-ins, one that fails, and a sign-out: everything that sets or removes a cookie.
    for _ in 0..2 {
        let issuer = browser.start("/billing").await;
        let callback = choose(&issuer, "admin@harbour.test").await;
        browser.get(&callback).await;
    }
    browser.start("/billing").await;
    browser.get("/auth/callback?error=access_denied&state=x").await;
    browser.post("/auth/sign-out", "").await;
    let removed = browser.set.iter().filter(|cookie| cookie.contains("Max-Age=0")).count();
    assert!(removed >= 3 && browser.set.len() >= removed + 5, "{:?}", browser.set);
    for cookie in &browser.set {
        let mut parts = cookie.split("; ");
        assert!(parts.next().unwrap().starts_with("__Host-"), "{cookie}");
        let attributes: Vec<_> = parts.collect();
        for needed in ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"] {
            assert!(attributes.contains(&needed), "{needed}: {cookie}");
        }
        assert!(!attributes.iter().any(|attribute| attribute.to_ascii_lowercase().starts_with("domain")), "{cookie}");
    }
}
