//! The Usage panel over HTTP: the upstream's figures, exactly, in each state.

use super::{upstream::said, world::World};
use reqwest::StatusCode;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_the_upstreams_to_the_last_digit() {
    let world = World::start().await;
    for email in ["admin@harbour.test", "manager@harbour.test", "admin@orchard.test", "admin@vast.test"] {
        let person = world.signed_in(email).await;
        let (status, panel) = person.api("usage", "").await;
        assert_eq!(status, StatusCode::OK, "{email}: {panel}");
        let shown = &panel["Ready"];
        let said = said(&world, email, "/v1/billing/usage").await;
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

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_the_upstreams_day_by_day_for_all_projects_for_one_and_of_a_past_period() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let usage = said(&world, "admin@harbour.test", "/v1/billing/usage").await;
    let project = usage["projects"][0]["project_id"].as_str().unwrap();
    let past = said(&world, "admin@harbour.test", "/v1/billing/usage/history").await;
    let past = past["periods"][1]["start"].as_str().unwrap().to_owned();
    for (form, query) in [
        (String::new(), String::new()),
        (format!("project={project}"), format!("?project_id={project}")),
        (format!("period={past}&project={project}"), format!("?period={past}&project_id={project}")),
    ] {
        let (status, history) = person.api("usage-history", &form).await;
        assert_eq!(status, StatusCode::OK, "{form}: {history}");
        let said = said(&world, "admin@harbour.test", &format!("/v1/billing/usage/history{query}")).await;
        let list = |value: &Value, name: &str| value[name].as_array().unwrap().clone();
        assert_eq!(list(&history, "daily").len(), list(&said, "daily").len(), "{form}");
        for (mine, theirs) in list(&history, "daily").iter().zip(list(&said, "daily")) {
            assert_eq!(mine["date"], theirs["date"]);
            assert_eq!(mine["used"]["minutes"].as_str().unwrap(), theirs["minutes"].to_string());
            assert_eq!(mine["used"]["sms"], theirs["sms"]);
        }
        assert_eq!(list(&history, "periods").len(), list(&said, "periods").len(), "{form}");
        for (mine, theirs) in list(&history, "periods").iter().zip(list(&said, "periods")) {
            assert_eq!((&mine["period"]["start"], &mine["invoice"]), (&theirs["start"], &theirs["invoice_id"]));
        }
    }
    let (status, panel) = person.api("usage", &format!("period={past}")).await;
    assert_eq!((status, &panel["Ready"]["period"]["start"]), (StatusCode::OK, &json!(past)));
    for strange in ["period=2020-01-02", "period=yesterday", "project=other", "project=a%2Fb"] {
        let (status, _) = person.api("usage-history", strange).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{strange}");
    }
    world.sandbox.add_fault(Fault::new("/v1/billing/usage/history*", FaultKind::Status).value(503));
    let (status, html) = person.page("/billing/usage").await;
    assert_eq!(status, StatusCode::OK, "the rest of the panel stands");
    assert!(html.contains("This period") && html.contains("Billing details could not be loaded"));
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
