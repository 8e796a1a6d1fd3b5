//! The Invoices panel over HTTP: the upstream's rows in order, filters, pages, search, the overdue rule, one invoice opened.

use super::{
    browser::Browser,
    upstream::{invoices, said},
    world::World,
};
use reqwest::StatusCode;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

const LIST: &str = "/v1/billing/invoices";

async fn list(browser: &Browser, form: &str) -> Value {
    let (status, answer) = browser.api("invoices", form).await;
    assert_eq!(status, StatusCode::OK, "{form}: {answer}");
    assert!(answer["Ready"].is_object(), "{form}: {answer}");
    answer["Ready"].clone()
}

fn ids(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["invoice_id"].as_str().unwrap()).collect()
}

fn list_calls(world: &World) -> usize {
    world.upstream_calls().into_iter().filter(|call| call.path.starts_with(LIST)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_shows_the_upstreams_invoices_in_order_twenty_a_page() {
    let world = World::start().await;
    for email in ["admin@harbour.test", "manager@harbour.test", "admin@orchard.test", "admin@foggy.test"] {
        let person = world.signed_in(email).await;
        for status in ["all", "paid", "open"] {
            let said = invoices(&world, email, status).await;
            let pages = said.len().div_ceil(20).max(1);
            let mut shown = Vec::new();
            for page in 1..=pages {
                let panel = list(&person, &format!("query[status]={status}&query[page]={page}")).await;
                assert_eq!((&panel["page"], &panel["total"]), (&json!(page), &json!(said.len())), "{email} {status}");
                assert_eq!(panel["has_next"], json!(page < pages), "{email} {status} {page}");
                shown.extend(panel["rows"].as_array().unwrap().iter().cloned());
            }
            assert_eq!(shown.len(), said.len(), "{email} {status}");
            for (mine, theirs) in shown.iter().zip(&said) {
                assert_eq!(mine["invoice_id"], theirs["invoice_id"]);
                assert_eq!(mine["total"]["minor"], theirs["total"]["minor"]);
                assert_eq!(mine["total"]["currency"]["code"], theirs["total"]["currency"]);
                for field in ["number", "period", "issued_on", "due_on"] {
                    assert_eq!(mine.get(field), Some(theirs.get(field).unwrap_or(&Value::Null)), "{email} {field}");
                }
            }
        }
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_past_the_end_recovers_to_the_last_one_with_or_without_a_total() {
    let world = World::start().await;
    let person = world.signed_in("admin@orchard.test").await;
    let last = list(&person, "query[page]=3").await;
    assert_eq!(last["rows"].as_array().unwrap().len(), 17);
    for far in ["4", "99", "4294967295"] {
        world.sandbox.clear_requests();
        assert_eq!(list(&person, &format!("query[page]={far}")).await, last, "{far}");
        assert_eq!(list_calls(&world), 2, "{far}");
    }
    world.sandbox.add_fault(Fault::new(LIST, FaultKind::Set).value(json!({"/total": null})));
    let found = list(&person, "query[page]=99").await;
    assert_eq!((&found["page"], &found["rows"], &found["total"]), (&json!(3), &last["rows"], &Value::Null));
    // The one page there is of a filter under which there is nothing.
    let newleaf = world.signed_in("admin@newleaf.test").await;
    let empty = list(&newleaf, "query[status]=paid&query[page]=9").await;
    assert_eq!((&empty["page"], &empty["rows"]), (&json!(1), &json!([])));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_one_call_whether_there_are_fifty_invoices_or_five_thousand() {
    let world = World::start().await;
    for (email, page) in
        [("admin@orchard.test", 1), ("admin@orchard.test", 3), ("admin@vast.test", 1), ("admin@vast.test", 250)]
    {
        let person = world.signed_in(email).await;
        list(&person, "").await;
        world.sandbox.clear_requests();
        let panel = list(&person, &format!("query[page]={page}")).await;
        assert!(!panel["rows"].as_array().unwrap().is_empty());
        assert_eq!(world.upstream_calls().len(), 1, "{email} {page}: {:?}", world.upstream_calls());
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_found_among_five_thousand_and_the_next_search_asks_nobody() {
    let world = World::start().await;
    let person = world.signed_in("admin@vast.test").await;
    let all = invoices(&world, "admin@vast.test", "all").await;
    assert_eq!(all.len(), 5_000);
    let wanted = &all[3_210];
    let number = wanted["number"].as_str().unwrap();
    world.sandbox.clear_requests();
    let found = list(&person, &format!("query[number]={}", number.to_lowercase())).await;
    assert_eq!(ids(&found["rows"]), [wanted["invoice_id"].as_str().unwrap()]);
    assert_eq!((&found["total"], &found["searched_all"]), (&json!(1), &json!(true)));
    assert_eq!(list_calls(&world), 50);
    world.sandbox.clear_requests();
    let every = list(&person, "query[number]=VR-&query[page]=999").await;
    assert_eq!((&every["total"], &every["page"], &every["has_next"]), (&json!(5_000), &json!(250), &json!(false)));
    assert_eq!(ids(&every["rows"])[19], all[4_999]["invoice_id"].as_str().unwrap());
    assert_eq!(list(&person, "query[number]=%3Cscript%3E").await["rows"], json!([]));
    assert_eq!(list_calls(&world), 0);
    // A minute later it is read anew.
    world.clock.advance(jiff::SignedDuration::from_secs(61));
    list(&person, "query[number]=VR-").await;
    assert_eq!(list_calls(&world), 50);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_keeps_to_its_filter_and_never_leaves_its_tenant() {
    let world = World::start().await;
    let harbour = world.signed_in("admin@harbour.test").await;
    let orchard = world.signed_in("admin@orchard.test").await;
    let partner = world.signed_in("admin@coastal.test").await;
    let open = list(&harbour, "query[status]=open&query[number]=HD-").await;
    let said = invoices(&world, "admin@harbour.test", "open").await;
    assert_eq!(ids(&open["rows"]), ids(&Value::Array(said)));
    for (person, client) in [(&harbour, ""), (&partner, "client=harbour&")] {
        assert_eq!(list(person, &format!("{client}query[number]=HD-00")).await["total"], 21);
        assert_eq!(list(person, &format!("{client}query[number]=OV-")).await["total"], 0);
    }
    assert_eq!(list(&orchard, "query[number]=HD-").await["total"], 0);
    assert_eq!(list(&partner, "client=orchard&query[number]=HD-").await["total"], 0);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn states_without_rows_say_which_they_are() {
    let world = World::start().await;
    let newleaf = list(&world.signed_in("admin@newleaf.test").await, "").await;
    assert_eq!(
        (&newleaf["rows"], &newleaf["ever_invoiced"], &newleaf["overdue"]),
        (&json!([]), &json!(false), &Value::Null)
    );
    assert!(newleaf["first_invoice_note"].as_str().unwrap().contains("first invoice"));
    let harbour = world.signed_in("admin@harbour.test").await;
    let nothing = list(&harbour, "query[number]=nowhere").await;
    assert_eq!((&nothing["rows"], &nothing["ever_invoiced"]), (&json!([]), &json!(true)));
    for (email, state) in [("admin@blank.test", "NotConfigured"), ("admin@broken.test", "ConfigurationError")] {
        let person = world.signed_in(email).await;
        for form in ["", "query[number]=1", "query[status]=open&query[page]=7"] {
            assert_eq!(person.api("invoices", form).await, (StatusCode::OK, json!(state)), "{email} {form}");
        }
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_banner_is_there_while_the_most_recent_invoice_is_overdue_on_the_tenants_day() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let said = said(&world, "admin@harbour.test", LIST).await;
    for form in ["", "query[status]=paid", "query[status]=open", "query[number]=nowhere"] {
        let notice = list(&person, form).await["overdue"].clone();
        assert_eq!(notice["invoice_id"], said["latest"]["invoice_id"], "{form}");
        assert_eq!(notice["number"], said["latest"]["number"], "{form}");
        assert_eq!(notice["amount_due"]["minor"], said["latest"]["amount_due"]["minor"], "{form}");
        assert_eq!(notice["due_on"], said["latest"]["due_on"], "{form}");
        assert_eq!(notice["outstanding"]["minor"], said["outstanding"]["minor"], "{form}");
    }
    let open = list(&person, "query[status]=open").await;
    assert_eq!(
        open["overdue"]["oldest_due_on"], said["latest"]["due_on"],
        "the one page of open invoices has them all"
    );
    assert_eq!(open["currency"], "AUD");
    assert_eq!(list(&world.signed_in("admin@orchard.test").await, "").await["overdue"], Value::Null);

    let today = open["today"].as_str().unwrap().to_owned();
    let day: jiff::civil::Date = today.parse().unwrap();
    for (due, overdue) in [(day, false), (day.yesterday().unwrap(), true), (day.tomorrow().unwrap(), false)] {
        let due = due.to_string();
        let fault = Fault::new(LIST, FaultKind::Set).value(json!({"/latest/due_on": due, "/items/0/due_on": due}));
        world.sandbox.add_fault(fault);
        let panel = list(&person, "").await;
        assert_eq!(panel["overdue"].is_object(), overdue, "due {due} on {today}");
        assert_eq!(panel["rows"][0]["standing"], if overdue { "Overdue" } else { "Open" });
        world.sandbox.clear_faults();
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_status_is_shown_as_what_it_is() {
    let world = World::start().await;
    let person = world.signed_in("admin@orchard.test").await;
    let first = list(&person, "").await;
    let standings: Vec<_> = first["rows"].as_array().unwrap().iter().map(|row| row["standing"].clone()).collect();
    assert_eq!(
        standings[..6],
        [
            json!("Draft"),
            json!("Open"),
            json!("Processing"),
            json!("Uncollectible"),
            json!({"Other": "in_review"}),
            json!("Paid")
        ]
    );
    assert!(standings.contains(&json!("Void")));
    let open = list(&person, "query[status]=open").await;
    let open: Vec<_> = open["rows"].as_array().unwrap().iter().map(|row| row["standing"].clone()).collect();
    assert_eq!(open, [json!("Open"), json!("Processing")]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opened_invoice_has_the_upstreams_lines_and_sums_to_the_last_digit() {
    let world = World::start().await;
    for email in ["admin@harbour.test", "admin@orchard.test"] {
        let person = world.signed_in(email).await;
        for theirs in invoices(&world, email, "all").await {
            let id = theirs["invoice_id"].as_str().unwrap();
            let theirs = said(&world, email, &format!("{LIST}/{id}")).await;
            let (status, mine) = person.api("invoice", &format!("invoice_id={id}")).await;
            assert_eq!(status, StatusCode::OK, "{id}: {mine}");
            for sum in ["subtotal", "tax", "total", "amount_paid", "amount_due"] {
                assert_eq!(mine["invoice"][sum]["minor"], theirs[sum]["minor"], "{id} {sum}");
            }
            for day in ["due_on", "paid_on", "issued_on", "period"] {
                assert_eq!(mine["invoice"][day], theirs[day], "{id} {day}");
            }
            let lines = theirs["lines"].as_array().cloned().unwrap_or_default();
            assert_eq!(mine["lines"].as_array().unwrap().len(), lines.len(), "{id}");
            for (mine, theirs) in mine["lines"].as_array().unwrap().iter().zip(&lines) {
                assert_eq!(mine["description"], theirs["description"]);
                assert_eq!(mine["amount"]["minor"], theirs["amount"]["minor"]);
                assert_eq!(mine["rate"]["per_unit"], theirs["rate"]["per_unit"]);
                let quantity = theirs.get("quantity").map(ToString::to_string);
                assert_eq!(mine["quantity"].as_str(), quantity.as_deref(), "{id}");
            }
        }
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_admin_sees_the_invoices_of_assigned_clients_until_the_assignment_ends() {
    let world = World::start().await;
    let partner = world.signed_in("admin@coastal.test").await;
    let own = list(&world.signed_in("admin@harbour.test").await, "").await;
    assert_eq!(list(&partner, "client=harbour").await, own);
    let (status, _) = partner.api("invoices", "").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "without a client");
    world.sandbox.set_assigned("coastal", "harbour", false).await.unwrap();
    world.clock.advance(jiff::SignedDuration::from_secs(31));
    let (status, _) = partner.api("invoices", "client=harbour").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    world.stop().await;
}
