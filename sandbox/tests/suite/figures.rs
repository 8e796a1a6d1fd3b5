//! The figures agree with each other, for every tenant and on any day.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::tester::{Tester, text};

const BILLED: [&str; 6] = [
    "admin@harbour.test",
    "admin@orchard.test",
    "admin@newleaf.test",
    "admin@foggy.test",
    "admin@dim.test",
    "admin@vast.test",
];

/// Hundredths of a JSON number, read from its text so that no binary noise is forgiven.
fn hundredths(value: &Value) -> i64 {
    let text = value.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    assert!(part.len() <= 2, "{text} has noise");
    whole.parse::<i64>().unwrap() * 100 + format!("{part:0<2}").parse::<i64>().unwrap()
}

fn sum(items: &Value, name: &str) -> i64 {
    items.as_array().unwrap().iter().filter_map(|item| item.get(name)).map(hundredths).sum()
}

fn minor(money: &Value) -> i64 {
    assert_eq!(money["currency"], "AUD");
    money["minor"].as_i64().unwrap()
}

#[tokio::test]
async fn totals_are_the_sums_of_projects_and_of_days_in_every_period() {
    let tester = Tester::start().await;
    for user in BILLED {
        let history = tester.ok_as(user, "/v1/billing/usage/history").await;
        let past: Vec<String> =
            history["periods"].as_array().unwrap().iter().map(|period| text(period, "start").to_owned()).collect();
        let queries = std::iter::once(String::new()).chain(past.iter().map(|start| format!("?period={start}")));
        for (ago, query) in queries.enumerate() {
            let usage = tester.ok_as(user, &format!("/v1/billing/usage{query}")).await;
            let history_then = tester.ok_as(user, &format!("/v1/billing/usage/history{query}")).await;
            let minutes = hundredths(&usage["totals"]["minutes_used"]);
            assert_eq!(sum(&history_then["daily"], "minutes"), minutes, "{user} {query}");
            if usage["projects_state"] == "available" {
                assert_eq!(sum(&usage["projects"], "minutes_used"), minutes, "{user} {query}");
                assert_eq!(sum(&usage["projects"], "sms_sent"), hundredths(&usage["totals"]["sms_sent"]));
            }
            if let Some(before) = ago.checked_sub(1) {
                assert_eq!(hundredths(&history["periods"][before]["minutes"]), minutes);
            }
        }
    }
}

#[tokio::test]
async fn the_history_of_a_project_is_its_share() {
    let tester = Tester::start().await;
    let usage = tester.ok_as("admin@harbour.test", "/v1/billing/usage").await;
    for project in usage["projects"].as_array().unwrap() {
        let history = tester
            .ok_as(
                "admin@harbour.test",
                &format!("/v1/billing/usage/history?project_id={}", text(project, "project_id")),
            )
            .await;
        assert_eq!(sum(&history["daily"], "minutes"), hundredths(&project["minutes_used"]));
        assert_eq!(sum(&history["daily"], "sms"), hundredths(&project["sms_sent"]));
    }
}

#[tokio::test]
async fn invoice_lines_sum_to_the_subtotal_and_gst_is_a_tenth() {
    let tester = Tester::start().await;
    for user in BILLED {
        let page = tester.ok_as(user, "/v1/billing/invoices?page_size=100").await;
        for head in page["items"].as_array().unwrap() {
            let invoice = tester.ok_as(user, &format!("/v1/billing/invoices/{}", text(head, "invoice_id"))).await;
            let Some(lines) = invoice.get("lines") else {
                assert!(invoice.get("subtotal").is_none());
                continue;
            };
            let subtotal: i64 = lines.as_array().unwrap().iter().map(|line| minor(&line["amount"])).sum();
            let tax = minor(&invoice["tax"]);
            assert_eq!(minor(&invoice["subtotal"]), subtotal);
            assert!((tax * 10 - subtotal).abs() <= 5, "{invoice}");
            assert_eq!(minor(&invoice["total"]), subtotal + tax);
            if invoice["status"] == "paid" {
                assert_eq!((minor(&invoice["amount_paid"]), minor(&invoice["amount_due"])), (subtotal + tax, 0));
            }
        }
    }
}

#[tokio::test]
async fn paging_walks_every_invoice_once_newest_first() {
    let tester = Tester::start().await;
    for (user, total) in [("admin@harbour.test", 21), ("admin@orchard.test", 57), ("admin@vast.test", 5000)] {
        let (mut seen, mut issued, mut page) = (BTreeSet::new(), Vec::new(), 1);
        loop {
            let body = tester.ok_as(user, &format!("/v1/billing/invoices?page={page}&page_size=100")).await;
            assert_eq!(body["total"], total);
            for item in body["items"].as_array().unwrap() {
                assert!(seen.insert(text(item, "invoice_id").to_owned()));
                issued.extend(item["issued_on"].as_str().map(str::to_owned));
            }
            if body["has_next"] == false {
                break;
            }
            page += 1;
        }
        assert_eq!(seen.len(), total);
        assert!(issued.is_sorted_by(|a, b| a >= b));
        let past_the_end = tester.ok_as(user, "/v1/billing/invoices?page=99999999999999999999").await;
        assert_eq!(
            (past_the_end["items"].as_array().unwrap().len(), &past_the_end["has_next"]),
            (0, &Value::Bool(false))
        );
    }
}

#[tokio::test]
async fn the_filters_divide_by_status_and_outstanding_is_what_is_open() {
    let tester = Tester::start().await;
    for user in ["admin@harbour.test", "admin@orchard.test"] {
        let paid = tester.ok_as(user, "/v1/billing/invoices?status=paid&page_size=100").await;
        assert!(paid["items"].as_array().unwrap().iter().all(|invoice| invoice["status"] == "paid"));
        let open = tester.ok_as(user, "/v1/billing/invoices?status=open&page_size=100").await;
        let due: i64 = open["items"].as_array().unwrap().iter().map(|invoice| minor(&invoice["amount_due"])).sum();
        assert_eq!(minor(&open["outstanding"]), due);
        assert!(due > 0);
        assert_eq!(open["latest"], paid["latest"]);
    }
}

#[tokio::test]
async fn each_tenant_shows_what_it_is_there_to_show() {
    let tester = Tester::start().await;
    let states = |usage: &Value| -> Vec<String> {
        usage["projects"].as_array().unwrap().iter().map(|project| text(project, "state").to_owned()).collect()
    };
    let harbour = tester.ok_as("admin@harbour.test", "/v1/billing/usage").await;
    assert_eq!(states(&harbour), ["active", "approaching_limit", "over_limit"]);
    let orchard = tester.ok_as("admin@orchard.test", "/v1/billing/usage").await;
    assert_eq!(states(&orchard), ["active", "approaching_limit", "active", "not_active_yet"]);
    assert!(orchard["projects"][3].get("minutes_used").is_none());
    let vast = tester.ok_as("admin@vast.test", "/v1/billing/usage").await;
    assert_eq!(states(&vast).len(), 200);
    for (user, path, want) in [
        ("admin@blank.test", "/status", "not_configured"),
        ("admin@broken.test", "/status", "configuration_error"),
        ("admin@foggy.test", "/projects_state", "metadata_unavailable"),
        ("admin@dim.test", "/projects_state", "usage_unavailable"),
    ] {
        let usage = tester.ok_as(user, "/v1/billing/usage").await;
        assert_eq!(usage.pointer(path).and_then(Value::as_str), Some(want), "{user}");
    }
    let newleaf = tester.ok_as("admin@newleaf.test", "/v1/billing/invoices").await;
    assert_eq!(newleaf["total"], 0);
    assert!(text(&newleaf, "first_invoice_note").contains("1 December 2026"));
    let recipients = tester.ok_as("admin@foggy.test", "/v1/billing/recipients").await;
    assert_eq!(recipients["groups"][0]["state"], "syncing");
    let orchard = tester.ok_as("admin@orchard.test", "/v1/billing/invoices?page_size=100").await;
    let statuses: BTreeSet<&str> =
        orchard["items"].as_array().unwrap().iter().map(|invoice| text(invoice, "status")).collect();
    let all = BTreeSet::from(["draft", "open", "processing", "paid", "void", "uncollectible", "in_review"]);
    assert_eq!(statuses, all);
}

#[tokio::test]
async fn harbours_latest_invoice_is_overdue_and_orchards_never_is_whatever_the_day() {
    let tester = Tester::start().await;
    for _ in 0..400 {
        let today = tester.ok_as("admin@coastal.test", "/v1/partner/clients").await;
        let flag = |id: &str| {
            let clients = today["items"].as_array().unwrap();
            clients.iter().find(|client| client["client_id"] == id).unwrap()["overdue"].clone()
        };
        assert_eq!(
            (flag("harbour"), flag("orchard"), flag("newleaf")),
            (true.into(), false.into(), false.into()),
            "{today}"
        );
        tester.pass(24 * 3600);
    }
}

#[tokio::test]
async fn a_pdf_is_one_and_carries_the_figures() {
    let tester = Tester::start().await;
    let response =
        tester.get_as("admin@harbour.test", "/v1/billing/invoices/inv-harbour-0021/pdf").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/pdf");
    let pdf = String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned();
    assert!(pdf.starts_with("%PDF-") && pdf.trim_end().ends_with("%%EOF"));
    let invoice = tester.ok_as("admin@harbour.test", "/v1/billing/invoices/inv-harbour-0021").await;
    let total = minor(&invoice["total"]);
    assert!(pdf.contains("HD-0021") && pdf.contains(&format!("${}.{:02}", total / 100, total % 100)));
    let (status, body) = tester.read_as("admin@harbour.test", "/v1/billing/invoices/inv-harbour-0017/pdf").await;
    assert_eq!((status.as_u16(), text(&body, "code")), (409, "pdf_unavailable"));
}
