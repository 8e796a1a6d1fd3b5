//! Tenant settings over HTTP: who sees what, one winner of two who save, and faults that name their field.

use super::{
    browser::{Browser, location},
    upstream::said,
    world::World,
};
use app::paths::encode;
use reqwest::StatusCode;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

const PATH: &str = "/v1/tenant/settings";

pub async fn load(browser: &Browser) -> Value {
    let (status, settings) = browser.api("tenant-settings", "").await;
    assert_eq!(status, StatusCode::OK, "{settings}");
    settings
}

/// The form with these settings in it.
pub fn form(settings: &Value, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::Array(lines) => lines.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\r\n"),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Object(_) => String::new(),
    };
    let names = [
        "version",
        "display_name",
        "timezone",
        "region",
        "invoices_and_receipts",
        "plan_and_billing_changes",
        "security_contact",
    ];
    names
        .iter()
        .map(|name| {
            let changed = changes.iter().find(|(changed, _)| changed == name).map(|(_, value)| (*value).to_owned());
            ((*name).to_owned(), changed.unwrap_or_else(|| text(&settings[*name])))
        })
        .collect()
}

/// The form as the server function takes it.
pub fn body(form: &[(String, String)]) -> String {
    form.iter().map(|(name, value)| format!("settings[{name}]={}", encode(value))).collect::<Vec<_>>().join("&")
}

async fn save(browser: &Browser, form: &[(String, String)]) -> Value {
    let (status, answer) = browser.api("save-tenant-settings", &body(form)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_reads_them_whole_and_a_manager_with_every_address_masked() {
    let world = World::start().await;
    let said = said(&world, "admin@harbour.test", PATH).await;
    let admin = load(&world.signed_in("admin@harbour.test").await).await;
    for name in
        ["version", "timezone", "region", "invoices_and_receipts", "plan_and_billing_changes", "security_contact"]
    {
        assert_eq!(admin[name], said[name], "{name}");
    }
    assert_eq!(admin["editable"], true);
    let manager = world.signed_in("manager@harbour.test").await;
    // An upstream that forgets to mask.
    world
        .sandbox
        .add_fault(Fault::new(PATH, FaultKind::Set).value(json!({"/security_contact": "raw@harbourdental.com.au"})));
    let masked = load(&manager).await;
    assert_eq!(masked["editable"], false);
    assert_eq!(masked["invoices_and_receipts"].as_array().unwrap().len(), 2);
    for text in [masked["invoices_and_receipts"].to_string(), masked["security_contact"].to_string()] {
        assert!(text.contains("•••@h•••.com.au") && !text.contains("@harbourdental"), "{text}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_save_at_once_exactly_one_wins_and_the_other_is_shown_what_stands() {
    let world = World::start().await;
    let browsers = [world.signed_in("admin@harbour.test").await, world.signed_in("admin@harbour.test").await];
    for round in 0..20 {
        let loaded = load(&browsers[0]).await;
        let names = [format!("First {round}"), format!("Second {round}")];
        let forms = [form(&loaded, &[("display_name", &names[0])]), form(&loaded, &[("display_name", &names[1])])];
        let (one, two) = tokio::join!(save(&browsers[0], &forms[0]), save(&browsers[1], &forms[1]));
        let won: Vec<_> = [&one, &two].iter().map(|answer| answer["Saved"].is_object()).collect();
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "round {round}: {one} {two}");
        let (winner, loser) = if won[0] { (0, &two) } else { (1, &one) };
        assert_eq!(loser["Conflict"]["display_name"], names[winner].as_str(), "round {round}");
        assert_eq!(loser["Conflict"]["version"], json!(loaded["version"].as_i64().unwrap() + 1));
        // What the other typed is still theirs: it is saved over what stands now.
        let again = form(&loser["Conflict"], &[("display_name", &names[1 - winner])]);
        assert_eq!(save(&browsers[1 - winner], &again).await["Saved"]["display_name"], names[1 - winner].as_str());
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_with_something_wrong_is_named_and_nothing_is_saved() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let loaded = load(&admin).await;
    let wrong = form(&loaded, &[("timezone", "Nowhere/Town"), ("region", "en-AU")]);
    assert_eq!(save(&admin, &wrong).await["Invalid"], json!([["timezone", "unknown"]]));
    let wrong = form(
        &loaded,
        &[
            ("region", "australian"),
            ("invoices_and_receipts", "a@b.test, nobody"),
            ("plan_and_billing_changes", " "),
            ("security_contact", "nobody"),
        ],
    );
    let faults = json!([
        ["region", "unknown"],
        ["invoices_and_receipts", "not_an_address"],
        ["plan_and_billing_changes", "missing"],
        ["security_contact", "not_an_address"]
    ]);
    assert_eq!(save(&admin, &wrong).await["Invalid"], faults);
    assert!(world.upstream_calls().iter().all(|call| call.method != "PUT"));
    let refusal = json!({"status": 422, "json": {"code": "validation_failed", "category": "validation", "message": "canary",
        "message_key": "x", "retryable": false,
        "field_errors": {"invoices_and_receipts.0": "canary", "timezone": "canary", "surprise": "canary"}}});
    world.sandbox.add_fault(Fault::new(PATH, FaultKind::Body).method("PUT").value(refusal));
    let answer = save(&admin, &form(&loaded, &[])).await;
    let faults = json!([["invoices_and_receipts", "refused"], ["form", "refused"], ["timezone", "unknown"]]);
    assert_eq!(answer["Invalid"], faults);
    world.sandbox.clear_faults();
    assert_eq!(load(&admin).await, loaded);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_zones_to_choose_from_hold_the_tenants_and_are_for_those_who_choose() {
    let world = World::start().await;
    let (_, zones) = world.signed_in("admin@harbour.test").await.api("time-zones", "").await;
    let zones: Vec<String> = serde_json::from_value(zones).unwrap();
    for zone in ["Australia/Brisbane", "Australia/Perth", "Pacific/Auckland", "Europe/London", "UTC"] {
        assert!(zones.iter().any(|known| known == zone), "{zone}");
    }
    assert!(zones.is_sorted() && !zones.iter().any(|zone| zone.starts_with("Etc/")));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_they_are_saved_and_lead_back_to_the_section() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let fields = form(&load(&admin).await, &[("display_name", "Harbour Dental Group")]);
    let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let sent = admin.post_form("/settings?section=tenant-settings", &body.join("&")).await;
    assert_eq!(location(&sent), "/settings?section=tenant-settings&saved=1");
    assert_eq!(load(&admin).await["display_name"], "Harbour Dental Group");
    let manager = world.signed_in("manager@harbour.test").await;
    let refused = manager.post_form("/settings?section=tenant-settings", &body.join("&")).await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    let refused = admin.post_form("/settings", "version=many").await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}
