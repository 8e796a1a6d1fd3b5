//! Several invoices at once: the filtered set as CSV and chosen PDFs as one ZIP.

use super::{browser::Browser, upstream::invoices, world::World};
use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION},
};
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

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
    for fault in [
        Fault::new(LIST, FaultKind::Status).value(503).skip(7),
        Fault::new(LIST, FaultKind::Malformed).skip(20),
        // An invoice more than there is in the end, and a list that never ends.
        Fault::new(LIST, FaultKind::Set).value(json!({"/total": 5_001})).times(1),
        Fault::new(LIST, FaultKind::Body)
            .value(json!({"json": super::upstream::said(&world, "admin@vast.test", &format!("{LIST}?page_size=100")).await}))
            .skip(3),
    ] {
        let name = format!("{:?}", fault.kind);
        world.sandbox.add_fault(fault);
        let response = csv_at(&person, "/billing/invoices.csv").await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
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

async fn pack(browser: &Browser, path: &str, ids: &[&str]) -> Response {
    let form: Vec<_> = ids.iter().map(|id| ("invoice_id", *id)).collect();
    browser.send(browser.request(Method::POST, path).form(&form)).await
}

/// The entries of an archive, and its results by invoice.
async fn opened(response: Response) -> (Vec<String>, BTreeMap<String, (String, String)>) {
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/zip");
    assert_eq!(response.headers().get("content-encoding"), None);
    let bytes = response.bytes().await.unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut names = Vec::new();
    let mut results = BTreeMap::new();
    for n in 0..archive.len() {
        let mut entry = archive.by_index(n).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        names.push(entry.name().to_owned());
        if entry.name() == "results.csv" {
            for row in csv::Reader::from_reader(&*bytes).deserialize() {
                let row: BTreeMap<String, String> = row.unwrap();
                results.insert(row["invoice_id"].clone(), (row["result"].clone(), row["bytes"].clone()));
            }
        } else {
            assert!(bytes.starts_with(b"%PDF-"), "{}", entry.name());
            assert!(!bytes.is_empty());
        }
    }
    (names, results)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_has_every_document_that_could_be_had_and_says_why_of_the_others() {
    let world = World::start().await;
    let person = world.signed_in("admin@orchard.test").await;
    let all = invoices(&world, "admin@orchard.test", "all").await;
    let ids = |state: &str| -> Vec<String> {
        let fits = all.iter().filter(|invoice| invoice["pdf"] == state);
        fits.map(|invoice| invoice["invoice_id"].as_str().unwrap().to_owned()).collect()
    };
    let (with, without) = (ids("available"), ids("unavailable"));
    let foreign = invoices(&world, "admin@harbour.test", "all").await[1]["invoice_id"].as_str().unwrap().to_owned();
    let broken = with[3].clone();
    world.sandbox.add_fault(Fault::new(&format!("{LIST}/{broken}/pdf"), FaultKind::Truncate));
    world.sandbox.add_fault(
        Fault::new(&format!("{LIST}/{}/pdf", with[4]), FaultKind::Oversize)
            .value(json!({"bytes": 30 << 20, "declared": true})),
    );
    let large = with[5].clone();
    world.sandbox.add_fault(Fault::new(&format!("{LIST}/{large}/pdf"), FaultKind::Oversize).value(5 << 20));
    let chosen = [&with[0], &without[0], &foreign, &broken, &with[4], &large, &with[0], &with[1]].map(|id| &**id);
    let (names, results) = opened(pack(&person, "/billing/invoices.zip", &chosen).await).await;
    let file = |id: &str| format!("invoice-{id}.pdf");
    assert_eq!(names, [file(&with[0]), file(&large), file(&with[1]), "results.csv".to_owned()]);
    let result = |id: &str| results[id].0.as_str();
    assert_eq!(results.len(), 7);
    assert_eq!([result(&with[0]), result(&with[1]), result(&large)], ["ok"; 3]);
    assert!(results[&large].1.parse::<u64>().unwrap() > 5 << 20);
    assert_eq!(result(&without[0]), "pdf_unavailable");
    assert_eq!(result(&foreign), "pdf_not_found");
    assert_eq!(result(&broken), "unavailable");
    assert_eq!(result(&with[4]), "pdf_too_large");
    let partner = world.signed_in("admin@coastal.test").await;
    let (names, _) = opened(pack(&partner, "/billing/clients/orchard/invoices.zip", &[&with[0]]).await).await;
    assert_eq!(names, [file(&with[0]), "results.csv".to_owned()]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_with_half_a_document_in_it_fails_visibly_and_a_wrong_form_is_refused() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let all = invoices(&world, "admin@harbour.test", "all").await;
    let id = all.iter().find(|invoice| invoice["pdf"] == "available").unwrap()["invoice_id"].as_str().unwrap();
    // Beyond the cap after a megabyte went out.
    world.sandbox.add_fault(Fault::new(&format!("{LIST}/{id}/pdf"), FaultKind::Oversize).value(30 << 20));
    let response = pack(&person, "/billing/invoices.zip", &[id]).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.bytes().await.is_err());
    let many: Vec<String> = (0..51).map(|n| format!("inv-{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for ids in [&[][..], &many, &["../x"], &[id, "a b"]] {
        assert_eq!(
            pack(&person, "/billing/invoices.zip", ids).await.status(),
            StatusCode::BAD_REQUEST,
            "{}",
            ids.len()
        );
    }
    let get = person.send(person.request(Method::GET, "/billing/invoices.zip")).await;
    assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED);
    world.stop().await;
}
