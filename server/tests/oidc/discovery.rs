//! The issuer down, wrong, or coming back.

use crate::{
    browser::location,
    free_port::free_address,
    manual_clock::ManualClock,
    portal::{Portal, World, sandbox},
};
use sandbox::{Config, Fault, FaultKind};
use serde_json::json;
use server::{
    oidc::{ConfigError, OidcConfig, Provider},
    session::SystemRandom,
};
use std::sync::Arc;

const USER: &str = "admin@harbour.test";
const DISCOVERY: &str = "/oidc/.well-known/openid-configuration";

#[tokio::test]
async fn a_portal_that_starts_before_its_issuer_recovers_by_itself() {
    let clock = Arc::new(ManualClock::new());
    let addr = free_address();
    let portal = Portal::over(&format!("http://{addr}/oidc"), Arc::clone(&clock) as _).await;
    let mut browser = portal.browser();
    let form = "return_to=%2Fsettings";
    let end = location(&browser.post("/auth/login", form).await);
    assert_eq!(end, "/sign-in?problem=unavailable&return_to=%2Fsettings");
    assert!(browser.jar.is_empty());
    let _issuer = sandbox(&clock, Config { addr, ..Config::default() }).await;
    clock.advance(1);
    assert_eq!(browser.sign_in(USER).await, "/billing");
}

#[tokio::test]
async fn an_issuer_in_trouble_is_asked_once_a_second_at_most() {
    let world = World::start().await;
    world.sandbox.add_fault(Fault::new(DISCOVERY, FaultKind::Status));
    for second in 1..=3 {
        for _ in 0..20 {
            let end = location(&world.browser().post("/auth/login", "").await);
            assert_eq!(end, "/sign-in?problem=unavailable");
        }
        assert_eq!(world.asked(DISCOVERY), second);
        world.clock.advance(1);
    }
    world.sandbox.clear_faults();
    assert_eq!(world.browser().sign_in(USER).await, "/billing");
}

#[tokio::test]
async fn another_issuer_under_this_address_is_refused() {
    let world = World::start().await;
    let issuer = world.sandbox.issuer();
    for other in [format!("{issuer}/"), "https://evil.example".into(), issuer.to_uppercase()] {
        world.sandbox.clear_faults();
        world.sandbox.add_fault(Fault::new(DISCOVERY, FaultKind::Set).value(json!({"/issuer": other})));
        world.clock.advance(1);
        assert_eq!(location(&world.browser().post("/auth/login", "").await), "/sign-in?problem=unavailable", "{other}");
    }
}

#[tokio::test]
async fn an_issuer_that_sends_tokens_over_an_open_wire_is_refused() {
    let world = World::start().await;
    for endpoint in
        ["authorization_endpoint", "token_endpoint", "jwks_uri", "revocation_endpoint", "end_session_endpoint"]
    {
        world.sandbox.clear_faults();
        let set = json!({format!("/{endpoint}"): "http://issuer.example/x"});
        world.sandbox.add_fault(Fault::new(DISCOVERY, FaultKind::Set).value(set));
        world.clock.advance(1);
        assert_eq!(
            location(&world.browser().post("/auth/login", "").await),
            "/sign-in?problem=unavailable",
            "{endpoint}"
        );
    }
}

#[tokio::test]
async fn answers_that_are_too_large_or_lead_elsewhere_are_refused() {
    let world = World::start().await;
    let faults = [
        Fault::new(DISCOVERY, FaultKind::Oversize).value(1_048_576),
        Fault::new(DISCOVERY, FaultKind::Redirect),
        Fault::new(DISCOVERY, FaultKind::Malformed),
        Fault::new(DISCOVERY, FaultKind::Empty),
        Fault::new("/oidc/jwks", FaultKind::Status),
    ];
    for fault in faults {
        world.sandbox.clear_faults();
        world.sandbox.add_fault(fault.clone());
        world.clock.advance(1);
        assert_eq!(
            location(&world.browser().post("/auth/login", "").await),
            "/sign-in?problem=unavailable",
            "{fault:?}"
        );
    }
}

#[test]
fn an_open_wire_is_only_for_this_machine() {
    let provider = |issuer: &str, base: &str, secret: &str| {
        let config = OidcConfig {
            issuer: issuer.into(),
            client_id: "portal".into(),
            client_secret: secret.into(),
            base_url: base.parse().unwrap(),
        };
        Provider::new(config, Arc::new(ManualClock::new()), Arc::new(SystemRandom::new())).map(drop)
    };
    let base = "https://portal.example";
    assert_eq!(provider("https://issuer.example", base, "s"), Ok(()));
    assert_eq!(provider("http://127.0.0.1:4000/oidc", "http://localhost:3000", "s"), Ok(()));
    for bad in ["http://issuer.example", "ftp://localhost", "issuer", "https://x/?a", "https://x/#a", ""] {
        assert_eq!(provider(bad, base, "s"), Err(ConfigError::Issuer), "{bad}");
    }
    assert_eq!(provider("https://issuer.example", "http://portal.example", "s"), Err(ConfigError::BaseUrl));
    assert_eq!(provider("https://issuer.example", base, ""), Err(ConfigError::Client));
}
