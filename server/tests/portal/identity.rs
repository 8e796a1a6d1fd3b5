//! Who somebody is: issuer and subject, and what aidial_api says of them. Neither an email nor a claim (acceptance AUTH-10,
//! AUTH-11).

use super::{browser::Browser, world::World};
use reqwest::StatusCode;
use serde_json::{Value, json};

const STAFF: &str = "staff@harbour.test";

/// Signs staff in with an ID token that makes these claims beside its own.
async fn with_claims(world: &World, claims: &Value) -> Browser {
    world.sandbox.tamper_id_tokens(serde_json::from_value(json!({"claims": claims})).unwrap());
    world.signed_in(STAFF).await
}

async fn sessions(browser: &Browser) -> usize {
    browser.api("sessions", "").await.1["sessions"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_email_and_no_claim_gives_anybody_more_than_aidial_api_does() {
    let world = World::start().await;
    let before = world.signed_in(STAFF).await.api("session", "").await.1;
    for claims in [
        json!({"email": "admin@harbour.test"}),
        json!({"email": "admin@harbour.test", "email_verified": false}),
        json!({"email": "staff@harbour.test@harbour.test"}),
        json!({"email": "admin@vast.test", "preferred_username": "admin@vast.test", "name": "Client Admin"}),
        json!({"email": null}),
        json!({"role": "client_admin", "roles": ["client_admin"], "groups": ["client_admin"]}),
        json!({"urn:zitadel:iam:org:project:roles": {"client_admin": {"vast": "vast.example"}}}),
        json!({"tenant": "vast", "client_id": "vast", "scope": "admin", "org_id": "vast"}),
    ] {
        let person = with_claims(&world, &claims).await;
        let (status, session) = person.api("session", "").await;
        assert_eq!((status, &session), (StatusCode::OK, &before), "{claims}");
        assert_eq!(person.api("usage", "").await.0, StatusCode::FORBIDDEN, "{claims}");
        assert_eq!(person.api("audit-log", "query[preset]=everything").await.0, StatusCode::FORBIDDEN, "{claims}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gets_an_email_that_was_anothers_gets_nothing_of_theirs() {
    let world = World::start().await;
    let first = world.signed_in(STAFF).await;
    // The same address, another subject: somebody who came later.
    let second = with_claims(&world, &json!({"sub": "came-later", "email": STAFF})).await;
    assert_eq!((sessions(&first).await, sessions(&second).await), (1, 1), "neither sees the other's sessions");
    assert_eq!(second.api("end-other-sessions", "").await.0, StatusCode::OK);
    assert_eq!(sessions(&first).await, 1, "nor ends them");
    // The same subject, another address: the same person.
    let third = with_claims(&world, &json!({"email": "renamed@harbour.test"})).await;
    assert_eq!((sessions(&first).await, sessions(&third).await), (2, 2));
    world.stop().await;
}
