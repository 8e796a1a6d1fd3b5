//! Chosen PDFs as one ZIP.

use super::{browser::Browser, upstream::invoices, world::World};
use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT_ENCODING, CONTENT_TYPE},
};
use sandbox::{Fault, FaultKind};
use serde_json::json;
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

const LIST: &str = "/v1/billing/invoices";

pub async fn pack(browser: &Browser, path: &str, ids: &[&str]) -> Response {
    let form: Vec<_> = ids.iter().map(|id| ("invoice_id", *id)).collect();
    browser.send(browser.request(Method::POST, path).header(ACCEPT_ENCODING, "gzip, br").form(&form)).await
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
