//! Back-channel logout: what ends, and what has no effect.

use crate::portal::World;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

const USER: &str = "admin@harbour.test";

async fn notify(world: &World, token: &str) -> StatusCode {
    let form = url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", token).finish();
    world.browser().post("/auth/backchannel-logout", &form).await.status()
}

async fn live(world: &World, headers: &HeaderMap) -> bool {
    world.portal.sessions.find(headers).await.unwrap().is_some()
}

/// Claims that pass, with changes; a null takes a claim away.
fn claims(world: &World, changes: Value) -> Map<String, Value> {
    let now = world.clock.millis() / 1_000;
    let good = json!({
        "iss": world.sandbox.issuer(), "aud": "portal", "iat": now, "exp": now + 120, "jti": "notice-1",
        "sub": subject(world), "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    });
    let Value::Object(mut claims) = good else { unreachable!() };
    let Value::Object(changes) = changes else { unreachable!() };
    claims.extend(changes);
    claims.retain(|_, value| !value.is_null());
    claims
}

fn subject(world: &World) -> String {
    world.sandbox.users().into_iter().find(|user| user.email == USER).unwrap().id.to_owned()
}

#[tokio::test]
async fn a_session_named_by_the_issuer_ends_and_no_other() {
    let world = World::start().await;
    let (mut one, mut other, mut stranger) = (world.browser(), world.browser(), world.browser());
    one.sign_in(USER).await;
    let sid = world.sandbox.sessions(Some(USER)).unwrap()[0].sid.clone();
    other.sign_in(USER).await;
    stranger.sign_in("manager@harbour.test").await;
    let token = world.sandbox.sign("logout+jwt", &claims(&world, json!({"sid": sid}))).unwrap();
    assert_eq!(notify(&world, &token).await, StatusCode::OK);
    assert!(!live(&world, &one.headers()).await);
    assert!(live(&world, &other.headers()).await && live(&world, &stranger.headers()).await);
    let all = world.sandbox.sign("logout+jwt", &claims(&world, json!({"jti": "notice-2"}))).unwrap();
    assert_eq!(notify(&world, &all).await, StatusCode::OK);
    assert!(!live(&world, &other.headers()).await);
    assert!(live(&world, &stranger.headers()).await);
}

#[tokio::test]
async fn a_notice_works_once() {
    let world = World::start().await;
    let mut browser = world.browser();
    let token = world.sandbox.sign("logout+jwt", &claims(&world, json!({}))).unwrap();
    assert_eq!(notify(&world, &token).await, StatusCode::OK, "there being nobody to sign out is fine");
    browser.sign_in(USER).await;
    assert_eq!(notify(&world, &token).await, StatusCode::BAD_REQUEST);
    assert!(live(&world, &browser.headers()).await);
}

#[tokio::test]
async fn a_notice_with_anything_wrong_has_no_effect() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.sign_in(USER).await;
    let now = world.clock.millis() / 1_000;
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let wrong = [
        json!({"iss": "https://evil.example"}),
        json!({"iss": null}),
        json!({"aud": "another"}),
        json!({"aud": ["portal", "another"]}),
        json!({"aud": null}),
        json!({"iat": now - 301}),
        json!({"iat": now + 301}),
        json!({"iat": null}),
        json!({"exp": now}),
        json!({"exp": now + 601}),
        json!({"exp": null}),
        json!({"jti": null}),
        json!({"jti": ""}),
        json!({"events": null}),
        json!({"events": {}}),
        json!({"events": {"another": {}}}),
        json!({"events": {event: true}}),
        json!({"nonce": "nonce"}),
        json!({"sub": null}),
        json!({"sub": ""}),
        json!({"sub": 7}),
    ];
    for changes in wrong {
        let token = world.sandbox.sign("logout+jwt", &claims(&world, changes.clone())).unwrap();
        assert_eq!(notify(&world, &token).await, StatusCode::BAD_REQUEST, "{changes}");
    }
    let good = claims(&world, json!({}));
    for typ in ["JWT", "at+jwt", ""] {
        let token = world.sandbox.sign(typ, &good).unwrap();
        assert_eq!(notify(&world, &token).await, StatusCode::BAD_REQUEST, "{typ}");
    }
    let token = world.sandbox.sign("logout+jwt", &good).unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    for forged in [
        format!("{input}."),
        input.to_owned(),
        format!("{input}.{}", signature.replace(['A', 'B'], "C")),
        String::new(),
    ] {
        assert_eq!(notify(&world, &forged).await, StatusCode::BAD_REQUEST, "{forged}");
    }
    assert!(live(&world, &browser.headers()).await);
    assert_eq!(notify(&world, &token).await, StatusCode::OK, "nothing above used it up");
    assert!(!live(&world, &browser.headers()).await);
}

#[tokio::test]
async fn a_notice_under_a_new_key_is_followed_and_a_store_that_fails_says_so() {
    let world = World::start().await;
    world.browser().sign_in(USER).await;
    world.sandbox.rotate_signing_keys(false);
    let token = world.sandbox.sign("logout+jwt", &claims(&world, json!({}))).unwrap();
    assert_eq!(notify(&world, &token).await, StatusCode::OK);
    assert_eq!(world.portal.rows().await, 0);
    world.portal.database.close().await;
    let token = world.sandbox.sign("logout+jwt", &claims(&world, json!({"jti": "notice-2"}))).unwrap();
    assert_eq!(notify(&world, &token).await, StatusCode::SERVICE_UNAVAILABLE);
}
