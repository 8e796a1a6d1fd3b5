//! Tenant settings over HTTP: who sees what, one winner of two who save, and faults that name their field.

use super::{
    browser::{Browser, location},
    trail::{refuse_writes, rows},
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

/// The form with these settings in it, and no address added or removed but for `changes`.
pub fn form(settings: &Value, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let text = |name: &str| match &settings[name] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Object(_) => String::new(),
    };
    let stands = ["version", "display_name", "timezone", "region"].into_iter();
    let stands = stands.filter(|name| !changes.iter().any(|(changed, _)| changed == name));
    let stands: Vec<_> = stands.map(|name| (name.to_owned(), text(name))).collect();
    let changes = changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    stands.into_iter().chain(changes).collect()
}

/// The form as the server function takes it.
pub fn body(form: &[(String, String)]) -> String {
    let field = |(number, (name, value)): (usize, &(String, String))| {
        let list = if name == "removed" { format!("[{number}]") } else { String::new() };
        format!("settings[{name}]{list}={}", encode(value))
    };
    form.iter().enumerate().map(field).collect::<Vec<_>>().join("&")
}

/// The id of the address of `field` that stands at `index`.
fn id(settings: &Value, field: &str, index: usize) -> String {
    let contact = if settings[field].is_array() { &settings[field][index] } else { &settings[field] };
    contact["id"].as_str().unwrap().to_owned()
}

async fn save(browser: &Browser, form: &[(String, String)]) -> Value {
    let (status, answer) = browser.api("save-tenant-settings", &body(form)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_has_them_reads_every_address_masked() {
    let world = World::start().await;
    let said = said(&world, "admin@harbour.test", PATH).await;
    for email in ["admin@harbour.test", "manager@harbour.test"] {
        let person = world.signed_in(email).await;
        // An upstream that forgets to mask.
        let raw = json!({"/security_contact": "raw@harbourdental.com.au", "/updated_by": "x@harbourdental.com.au"});
        world.sandbox.add_fault(Fault::new(PATH, FaultKind::Set).value(raw));
        let loaded = load(&person).await;
        for name in ["version", "timezone", "region"] {
            assert_eq!(loaded[name], said[name], "{name}");
        }
        let masks: Vec<_> = (0..2).map(|at| loaded["invoices_and_receipts"][at]["masked"].clone()).collect();
        assert_eq!(masks, ["a•••@h•••.com.au", "p•••@h•••.com.au"]);
        assert_eq!(loaded["security_contact"]["masked"], "r•••@h•••.com.au");
        assert!(!loaded.to_string().contains("harbourdental"), "{loaded}");
        world.sandbox.clear_faults();
        assert_eq!(load(&person).await["invoices_and_receipts"], loaded["invoices_and_receipts"], "ids stay");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_added_and_removed_without_being_seen_and_no_mask_goes_upstream() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let loaded = load(&admin).await;
    let gone = [id(&loaded, "invoices_and_receipts", 0), id(&loaded, "security_contact", 0)];
    let changes = [("invoices_and_receipts", "ledger@harbour.test"), ("removed", &gone[0]), ("removed", &gone[1])];
    let saved = save(&admin, &form(&loaded, &changes)).await;
    assert!(saved["Saved"].is_object() && !saved.to_string().contains("@harbour"), "{saved}");
    let stands = said(&world, "admin@harbour.test", PATH).await;
    assert_eq!(stands["invoices_and_receipts"], json!(["principal@harbourdental.com.au", "ledger@harbour.test"]));
    assert_eq!(stands["plan_and_billing_changes"], json!(["manager@harbourdental.com.au"]));
    assert_eq!(stands["security_contact"], Value::Null);

    let loaded = load(&admin).await;
    let refused = |answer: &Value, fault: Value| assert_eq!(answer["Invalid"], json!([fault]), "{answer}");
    let last = id(&loaded, "plan_and_billing_changes", 0);
    refused(&save(&admin, &form(&loaded, &[("removed", &last)])).await, json!(["plan_and_billing_changes", "missing"]));
    let twice = [("invoices_and_receipts", "Ledger@harbour.test")];
    refused(&save(&admin, &form(&loaded, &twice)).await, json!(["invoices_and_receipts", "repeated"]));
    // An id that stood once, or another tenant's, or a made-up one.
    let foreign = load(&world.signed_in("admin@orchard.test").await).await;
    for strange in [gone[0].clone(), id(&foreign, "invoices_and_receipts", 0), "made-up".to_owned()] {
        refused(&save(&admin, &form(&loaded, &[("removed", &strange)])).await, json!(["form", "refused"]));
    }
    assert_eq!(load(&admin).await, loaded);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_shown_to_an_admin_recorded_first_and_to_nobody_else() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let loaded = load(&admin).await;
    let field = "invoices_and_receipts";
    let shown = id(&loaded, field, 1);
    let ask = async |person: &Browser, field: &str, id: &str| {
        person.api("reveal-contact", &format!("field={field}&contact={id}")).await
    };
    assert_eq!(ask(&admin, field, &shown).await, (StatusCode::OK, json!("principal@harbourdental.com.au")));
    let rows: Vec<_> = rows(&world).await.into_iter().filter(|row| row.event == "recipient_reveal").collect();
    let outcomes: Vec<_> = rows.iter().map(|row| row.outcome.as_str()).collect();
    assert_eq!(outcomes, ["begun", "done"]);
    let about = format!("tenant-settings:{field}:{shown}");
    assert!(rows.iter().all(|row| row.about.as_deref() == Some(&about)), "{rows:?}");
    for (field, id) in [("plan_and_billing_changes", &*shown), ("weather", &*shown), (field, "made-up"), (field, "a@b")]
    {
        assert_eq!(ask(&admin, field, id).await.0, StatusCode::NOT_FOUND, "{field} {id}");
    }
    let manager = world.signed_in("manager@harbour.test").await;
    assert_eq!(ask(&manager, field, &shown).await.0, StatusCode::NOT_FOUND);
    refuse_writes(&world, "1").await;
    let (status, answer) = ask(&admin, field, &shown).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.to_string().contains('@'), "{answer}");
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
            ("plan_and_billing_changes", "a@b.test a@b.test"),
            ("security_contact", "nobody"),
        ],
    );
    let faults = json!([
        ["region", "unknown"],
        ["invoices_and_receipts", "not_an_address"],
        ["plan_and_billing_changes", "repeated"],
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
    let loaded = load(&admin).await;
    let gone = id(&loaded, "invoices_and_receipts", 1);
    let changes = [("display_name", "Harbour Dental Group"), ("removed", gone.as_str())];
    let fields = form(&loaded, &changes);
    let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let sent = admin.post_form("/settings?section=tenant-settings", &body.join("&")).await;
    assert_eq!(location(&sent), "/settings?section=tenant-settings&saved=1");
    let saved = load(&admin).await;
    assert_eq!(saved["display_name"], "Harbour Dental Group");
    assert_eq!(saved["invoices_and_receipts"].as_array().unwrap().len(), 1);
    let left = id(&saved, "invoices_and_receipts", 0);
    let show = format!("{}&show=invoices_and_receipts%3A{left}&display_name=Typed", body.join("&"));
    let shown = admin.post_form("/settings?section=tenant-settings", &show).await;
    assert_eq!(shown.status(), StatusCode::OK);
    let page = shown.text().await.unwrap();
    assert!(page.contains("accounts@harbourdental.com.au") && page.contains("Harbour Dental Group"));
    assert_eq!(load(&admin).await, saved, "showing saves nothing");
    let manager = world.signed_in("manager@harbour.test").await;
    let refused = manager.post_form("/settings?section=tenant-settings", &body.join("&")).await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    let refused = admin.post_form("/settings", "version=many").await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}
