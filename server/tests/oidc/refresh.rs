//! Renewal at the issuer, through the real client.

use crate::{browser::Browser, portal::World};
use app::backend::{Credential, DomainError};
use futures::future::join_all;
use sandbox::{Fault, FaultKind};
use secrecy::ExposeSecret;
use serde_json::json;
use std::sync::Arc;

const USER: &str = "admin@harbour.test";

async fn credential(world: &World, browser: &Browser) -> Option<Arc<dyn Credential>> {
    let session = world.portal.sessions.find(&browser.headers()).await.unwrap();
    session.map(|session| session.credential())
}

/// A person whose access token has just run out, and no request counted.
async fn tired(world: &World) -> (Browser, Arc<dyn Credential>) {
    let mut browser = world.browser();
    browser.sign_in(USER).await;
    world.clock.advance(301);
    world.sandbox.clear_requests();
    let credential = credential(world, &browser).await.unwrap();
    (browser, credential)
}

#[tokio::test]
async fn twenty_requests_after_the_token_ran_out_cause_one_grant_and_all_succeed() {
    let world = World::start().await;
    let (browser, _) = tired(&world).await;
    let requests = (0..20).map(|_| async {
        let credential = credential(&world, &browser).await.unwrap();
        credential.bearer().await.unwrap().expose_secret().to_owned()
    });
    let tokens = join_all(requests).await;
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(world.asked("/oidc/token"), 1);
}

#[tokio::test]
async fn a_session_outlives_many_tokens() {
    let world = World::start().await;
    let (browser, _) = tired(&world).await;
    let mut last = String::new();
    for _ in 0..20 {
        world.clock.advance(301);
        let token = credential(&world, &browser).await.unwrap().bearer().await.unwrap().expose_secret().to_owned();
        assert_ne!(token, last);
        last = token;
    }
    assert_eq!(world.asked("/oidc/token"), 20);
}

#[tokio::test]
async fn a_session_that_the_issuer_ended_is_over() {
    let world = World::start().await;
    let (browser, credential_) = tired(&world).await;
    world.sandbox.revoke_sessions(Some(USER)).await.unwrap();
    assert_eq!(credential_.bearer().await.unwrap_err(), DomainError::SignedOut);
    assert!(credential(&world, &browser).await.is_none());
}

#[tokio::test]
async fn trouble_at_the_token_endpoint_signs_nobody_out() {
    let world = World::start().await;
    let (browser, credential_) = tired(&world).await;
    let faults = [
        Fault::new("/oidc/token", FaultKind::Status),
        Fault::new("/oidc/token", FaultKind::Status).value(500),
        Fault::new("/oidc/token", FaultKind::Status).value(json!({"status": 503, "body": {"error": "invalid_grant"}})),
        Fault::new("/oidc/token", FaultKind::Status).value(json!({"status": 401, "body": {"error": "invalid_client"}})),
        Fault::new("/oidc/token", FaultKind::RetryAfter),
        Fault::new("/oidc/token", FaultKind::Reset),
        Fault::new("/oidc/token", FaultKind::Empty).value(503),
        Fault::new("/oidc/token", FaultKind::Redirect),
    ];
    for fault in faults {
        world.sandbox.clear_faults();
        world.sandbox.add_fault(fault.clone());
        assert_eq!(credential_.bearer().await.unwrap_err(), DomainError::Unavailable(None), "{fault:?}");
        assert!(credential(&world, &browser).await.is_some(), "{fault:?}");
    }
    world.sandbox.clear_faults();
    credential_.bearer().await.expect("and it recovers by itself");
}

#[tokio::test]
async fn a_token_endpoint_that_hangs_is_given_up_and_signs_nobody_out() {
    let world = World::start().await;
    let (browser, credential_) = tired(&world).await;
    world.sandbox.add_fault(Fault::new("/oidc/token", FaultKind::Hang).times(1));
    assert_eq!(credential_.bearer().await.unwrap_err(), DomainError::TimedOut);
    assert!(credential(&world, &browser).await.is_some());
    credential_.bearer().await.unwrap();
}

#[tokio::test]
async fn an_answer_that_was_lost_means_one_clean_sign_in_and_no_loop() {
    let world = World::start().await;
    let (mut browser, credential_) = tired(&world).await;
    world.sandbox.add_fault(Fault::new("/oidc/token", FaultKind::Reset).value("after").times(1));
    assert_eq!(credential_.bearer().await.unwrap_err(), DomainError::Unavailable(None));
    assert_eq!(credential_.bearer().await.unwrap_err(), DomainError::SignedOut, "the old refresh token is spent");
    assert_eq!(credential_.bearer().await.unwrap_err(), DomainError::SignedOut);
    assert_eq!(world.asked("/oidc/token"), 2);
    assert_eq!(browser.sign_in(USER).await, "/billing");
}

#[tokio::test]
async fn a_renewed_id_token_of_another_person_or_sign_in_ends_the_session() {
    for claims in [json!({"nonce": "another"}), json!({"sub": "another"}), json!({"aud": "another"})] {
        let world = World::start().await;
        let (browser, credential_) = tired(&world).await;
        world.sandbox.tamper_id_tokens(serde_json::from_value(json!({"claims": claims})).unwrap());
        assert_eq!(credential_.bearer().await.unwrap_err(), DomainError::SignedOut, "{claims}");
        assert!(credential(&world, &browser).await.is_none(), "{claims}");
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_and_the_new_one_is_another() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.sign_in(USER).await;
    let credential = credential(&world, &browser).await.unwrap();
    let first = credential.bearer().await.unwrap();
    let second = credential.renew(&first).await.unwrap();
    assert_ne!(first.expose_secret(), second.expose_secret());
    assert_eq!(credential.bearer().await.unwrap().expose_secret(), second.expose_secret());
}
