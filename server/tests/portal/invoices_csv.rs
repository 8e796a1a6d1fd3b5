//! The filtered set as CSV.

use super::{
    browser::Browser,
    invoices_zip::pack,
    upstream::{invoices, said},
    world::World,
};
use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION},
};
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const LIST: &str = "/v1/billing/invoices";

async fn csv_at(browser: &Browser, path: &str) -> Response {
    browser.send(browser.request(Method::GET, path)).await
}

/// The rows of a CSV file, by heading, after its promises were checked.
async fn rows(response: Response) -> Vec<BTreeMap<String, String>> {
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("text/csv; charset=utf-8"));
    assert_eq!(response.headers()["cache-control"], "private, no-store");
    let count: usize = response.headers()["x-row-count"].to_str().unwrap().parse().unwrap();
    let name = response.headers()[CONTENT_DISPOSITION].to_str().unwrap().to_owned();
    assert!(name.contains(&format!("-{count}-rows-")) && name.ends_with(".csv\""), "{name}");
    let bytes = response.bytes().await.unwrap();
    let rows: Vec<BTreeMap<String, String>> =
        csv::Reader::from_reader(&*bytes).deserialize().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), count);
    rows
}

fn decimal(money: &Value) -> String {
    let minor = money["minor"].as_i64().unwrap();
    format!("{}{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_is_the_whole_filtered_set_and_not_the_page_on_the_screen() {
    let world = World::start().await;
    for (email, status) in [
        ("admin@orchard.test", "all"),
        ("admin@orchard.test", "paid"),
        ("manager@harbour.test", "open"),
        ("admin@vast.test", "all"),
        ("admin@newleaf.test", "all"),
    ] {
        let person = world.signed_in(email).await;
        let said = invoices(&world, email, status).await;
        let rows = rows(csv_at(&person, &format!("/billing/invoices.csv?status={status}")).await).await;
        assert_eq!(rows.len(), said.len(), "{email} {status}");
        for (row, said) in rows.iter().zip(&said) {
            assert_eq!(row["invoice_id"], said["invoice_id"].as_str().unwrap());
            assert_eq!(row["invoice_number"], said["number"].as_str().unwrap_or_default());
            assert_eq!(row["total"], decimal(&said["total"]));
            assert_eq!(row["currency"], "AUD");
            assert_eq!(row["issued_on"], said["issued_on"].as_str().unwrap_or_default());
            let due = said.get("amount_due").map(decimal).unwrap_or_default();
            assert_eq!(row["amount_due"], due);
        }
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_of_a_search_or_a_financial_year_counts_only_what_fits() {
    let world = World::start().await;
    let person = world.signed_in("admin@orchard.test").await;
    let said = invoices(&world, "admin@orchard.test", "all").await;
    let issued = |invoice: &Value| invoice["issued_on"].as_str().map(str::to_owned);
    let newest: i32 = said.iter().find_map(issued).unwrap()[..4].parse().unwrap();
    for year in [newest - 1, newest - 2, newest + 5] {
        let (from, until) = (format!("{}-07-01", year - 1), format!("{year}-06-30"));
        let fits = said.iter().filter(|invoice| issued(invoice).is_some_and(|day| from <= day && day <= until)).count();
        let rows = rows(csv_at(&person, &format!("/billing/invoices.csv?fy={year}")).await).await;
        assert_eq!(rows.len(), fits, "{year}");
        assert!(rows.iter().all(|row| from <= row["issued_on"] && row["issued_on"] <= until), "{year}");
    }
    let number = said[20]["number"].as_str().unwrap();
    let found = rows(csv_at(&person, &format!("/billing/invoices.csv?number={number}")).await).await;
    assert_eq!(found.len(), 1);
    for bad in ["status=overdue", "fy=x", "page=2", "status=paid&status=open", "client_id=harbour"] {
        let response = csv_at(&person, &format!("/billing/invoices.csv?{bad}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_formula_in_an_invoice_number_is_text_in_the_csv() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let hostile = ["=HYPERLINK(\"http://evil.example\",\"x\")", "+1", "-1+1", "@SUM(A1)", "\tx", "\rx", "a\"b,\nc"];
    let changes: serde_json::Map<_, _> =
        hostile.iter().enumerate().map(|(n, text)| (format!("/items/{n}/number"), json!(text))).collect();
    world.sandbox.add_fault(Fault::new(LIST, FaultKind::Set).value(Value::Object(changes)));
    let rows = rows(csv_at(&person, "/billing/invoices.csv").await).await;
    for (row, text) in rows.iter().zip(hostile) {
        let expected = if text.starts_with('a') { text.to_owned() } else { format!("'{text}") };
        assert_eq!(row["invoice_number"], expected);
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_that_cannot_be_whole_fails_visibly() {
    let world = World::start().await;
    let person = world.signed_in("admin@vast.test").await;
    let first_page = said(&world, "admin@vast.test", &format!("{LIST}?page_size=100")).await;
    for (packed, fault) in [
        (false, Fault::new(LIST, FaultKind::Status).value(503).skip(7)),
        (true, Fault::new(LIST, FaultKind::Malformed).skip(20)),
        // An invoice more than there is in the end, and a list that never ends.
        (false, Fault::new(LIST, FaultKind::Set).value(json!({"/total": 5_001})).times(1)),
        (true, Fault::new(LIST, FaultKind::Body).value(json!({"json": first_page})).skip(3)),
    ] {
        let name = format!("{:?}", fault.kind);
        world.sandbox.add_fault(fault);
        let request = person.request(Method::GET, "/billing/invoices.csv");
        let response = person.send(if packed { request.header(ACCEPT_ENCODING, "br") } else { request }).await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        assert_eq!(response.headers().contains_key("content-encoding"), packed, "{name}");
        assert!(response.bytes().await.is_err(), "{name}: a part must not look like the whole");
        world.sandbox.clear_faults();
    }
    world.sandbox.add_fault(Fault::new(LIST, FaultKind::RetryAfter).value(3));
    let response = csv_at(&person, "/billing/invoices.csv").await;
    assert_eq!(
        (response.status(), &response.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"3".parse().unwrap())
    );
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_are_checked_like_every_other_read() {
    let world = World::start().await;
    let stranger = world.browser();
    assert_eq!(csv_at(&stranger, "/billing/invoices.csv").await.status(), StatusCode::UNAUTHORIZED);
    let visit = stranger.send(stranger.request(Method::GET, "/billing/invoices.csv").header(ACCEPT, "text/html")).await;
    assert_eq!(
        (visit.status(), visit.headers()[LOCATION].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/sign-in?return_to=%2Fbilling%2Finvoices")
    );
    assert_eq!(pack(&stranger, "/billing/invoices.zip", &["a"]).await.status(), StatusCode::UNAUTHORIZED);

    let partner = world.signed_in("admin@coastal.test").await;
    let own = rows(csv_at(&world.signed_in("admin@harbour.test").await, "/billing/invoices.csv").await).await;
    assert_eq!(rows(csv_at(&partner, "/billing/clients/harbour/invoices.csv").await).await, own);
    for (email, path, expected) in [
        ("admin@coastal.test", "/billing/invoices.csv", 404),
        ("admin@coastal.test", "/billing/clients/vast/invoices.csv", 404),
        ("admin@harbour.test", "/billing/clients/harbour/invoices.csv", 404),
        ("staff@harbour.test", "/billing/invoices.csv", 403),
        ("admin@blank.test", "/billing/invoices.csv", 409),
        ("admin@broken.test", "/billing/invoices.csv?fy=2026", 409),
    ] {
        let person = world.signed_in(email).await;
        assert_eq!(csv_at(&person, path).await.status().as_u16(), expected, "{email} {path}");
    }
    let victim = world.signed_in("admin@harbour.test").await;
    let form = victim.request(Method::POST, "/billing/invoices.zip").form(&[("invoice_id", "a")]).build().unwrap();
    let mut foreign = form.try_clone().unwrap();
    foreign.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    let refused = victim.client().execute(foreign).await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    world.stop().await;
}
