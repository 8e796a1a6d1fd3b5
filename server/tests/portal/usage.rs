//! The Usage panel over HTTP: the upstream's figures, exactly, in each state.

use super::world::World;
use reqwest::StatusCode;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

/// What the sandbox itself says of a person's usage.
async fn said_upstream(world: &World, email: &str) -> Value {
    let token = world.sandbox.token_for(email).unwrap().access_token;
    let url = format!("{}/v1/billing/usage", world.sandbox.base_url());
    let http = world.browser().client();
    let text = http.get(url).bearer_auth(token).send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_the_upstreams_to_the_last_digit() {
    let world = World::start().await;
    for email in ["admin@harbour.test", "manager@harbour.test", "admin@orchard.test", "admin@vast.test"] {
        let person = world.signed_in(email).await;
        let (status, panel) = person.api("usage", "").await;
        assert_eq!(status, StatusCode::OK, "{email}: {panel}");
        let shown = &panel["Ready"];
        let said = said_upstream(&world, email).await;
        assert_eq!(shown["minutes_used"].as_str().unwrap(), said["totals"]["minutes_used"].to_string(), "{email}");
        assert_eq!(shown["sms_sent"], said["totals"]["sms_sent"], "{email}");
        assert_eq!(shown["period"], said["period"], "{email}");
        let projects = shown["projects"]["Available"].as_array().unwrap();
        assert_eq!(projects.len(), said["projects"].as_array().unwrap().len(), "{email}");
        for (mine, theirs) in projects.iter().zip(said["projects"].as_array().unwrap()) {
            assert_eq!(mine["name"], theirs["name"]);
            let minutes = theirs.get("minutes_used").filter(|v| !v.is_null()).map(ToString::to_string);
            assert_eq!(mine["minutes_used"].as_str(), minutes.as_deref());
        }
    }
    world.stop().await;
}

/// A correction may take a figure below nothing: it is shown as it is said, and breaks neither a bar nor a sum.
#[tokio::test(flavor = "multi_thread")]
async fn figures_below_nothing_are_shown_as_they_are_said() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    for (said, shown) in [("-1", "-1"), ("-0.25", "-0.25")] {
        let below = json!({"/totals/minutes_used": serde_json::from_str::<Value>(said).unwrap()});
        world.sandbox.add_fault(Fault::new("/v1/billing/usage", FaultKind::Set).value(below));
        let (status, panel) = person.api("usage", "").await;
        assert_eq!((status, &panel["Ready"]["minutes_used"]), (StatusCode::OK, &json!(shown)));
        world.sandbox.clear_faults();
    }
    world.sandbox.add_fault(Fault::new("/v1/billing/usage", FaultKind::Numbers).value("-1"));
    let (status, html) = person.page("/billing/usage").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!html.contains("width=\"-"), "a bar has no width below nothing");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_state_of_billing_has_its_words_on_the_page() {
    let world = World::start().await;
    for (email, words) in [
        ("admin@blank.test", "Billing is not configured"),
        ("admin@broken.test", "Billing configuration needs attention"),
        ("admin@foggy.test", "Project details temporarily unavailable"),
        ("admin@dim.test", "Per-project usage is unavailable"),
        ("admin@newleaf.test", "This period"),
    ] {
        let (status, html) = world.signed_in(email).await.page("/billing/usage").await;
        assert_eq!(status, StatusCode::OK, "{email}");
        assert!(html.contains(words), "{email} should read “{words}”");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_named_by_a_client_role_is_not_found_even_when_it_is_its_own() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let (status, own) = person.api("usage", "client=harbour").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, other) = person.api("usage", "client=orchard").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(own["error"]["code"], other["error"]["code"]);
    world.stop().await;
}
