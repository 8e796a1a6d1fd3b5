//! When the upstream is in trouble: the written state, the written status, and recovery without a restart.

use super::{
    browser::{Browser, location},
    world::World,
};
use reqwest::{Method, StatusCode, header::RETRY_AFTER};
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_starts_while_everything_else_is_down_says_so_and_recovers_by_itself() {
    let mut world = World::start().await;
    let address = world.sandbox.addr();
    let person = world.signed_in("admin@harbour.test").await;
    world
        .restart_sandbox_after(async |portal| {
            // The issuer: signing in is not possible, and says so.
            let stranger = Browser::new(portal.clone());
            let start =
                stranger.send(stranger.request(Method::POST, "/auth/login").form(&[("email", "a@b.test")])).await;
            let to = location(&start);
            assert!(to.starts_with("/sign-in?problem=unavailable"), "{to}");
            let (status, html) = stranger.page(&to).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(html.contains("Sign-in is not available right now"));
            // Billing: the session stands, the figures do not come.
            let (status, html) = person.page("/billing/usage").await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(html.contains("not reachable right now"));
        })
        .await;
    assert_eq!(world.sandbox.addr(), address);
    world.clock.advance(jiff::SignedDuration::from_secs(5));
    world.signed_in("admin@harbour.test").await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_upstream_has_its_own_state_and_ends_by_itself() {
    let world = World::start_with(sandbox::Config::default(), &[("AIDIAL_API_TIMEOUT_MS", "500")]).await;
    let person = world.signed_in("admin@harbour.test").await;
    let cases = [
        (FaultKind::Status, json!(503), StatusCode::SERVICE_UNAVAILABLE, "not reachable right now"),
        (FaultKind::Status, json!(500), StatusCode::SERVICE_UNAVAILABLE, "not reachable right now"),
        (FaultKind::RetryAfter, json!(7), StatusCode::TOO_MANY_REQUESTS, "Wait a moment and try again"),
        (FaultKind::Malformed, Value::Null, StatusCode::BAD_GATEWAY, "incomplete"),
        (FaultKind::WrongType, Value::Null, StatusCode::BAD_GATEWAY, "incomplete"),
        (FaultKind::Empty, Value::Null, StatusCode::BAD_GATEWAY, "incomplete"),
        (FaultKind::Reset, Value::Null, StatusCode::SERVICE_UNAVAILABLE, "not reachable right now"),
        (FaultKind::Hang, Value::Null, StatusCode::GATEWAY_TIMEOUT, "took too long"),
    ];
    for (kind, value, expected, words) in cases {
        let name = format!("{kind:?} {value}");
        world.sandbox.add_fault(Fault::new("/v1/billing/usage", kind).value(value));
        let response = person.send(person.request(Method::GET, "/billing/usage").header("accept", "text/html")).await;
        assert_eq!(response.status(), expected, "{name}");
        let wait = response.headers().get(RETRY_AFTER).map(|v| v.to_str().unwrap().to_owned());
        assert_eq!(wait.as_deref(), name.starts_with("RetryAfter").then_some("7"), "{name}");
        let incident = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let html = response.text().await.unwrap();
        assert!(html.contains(words), "{name} should read “{words}”");
        assert!(html.contains(&incident), "{name} names its incident");
        let (status, answer) = person.api("usage", "").await;
        assert_eq!(status, expected, "{name}: {answer}");
        assert!(answer["error"]["request_id"].is_string(), "{name}");
        world.sandbox.clear_faults();
        let (status, _) = person.page("/billing/usage").await;
        assert_eq!(status, StatusCode::OK, "after {name}");
    }
    world.stop().await;
}
