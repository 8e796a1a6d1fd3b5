//! One answer for every invoice that is not there for the person who asks.

use super::{browser::Browser, upstream::invoices, world::World};
use reqwest::{Response, StatusCode};
use sandbox::{Fault, FaultKind};
use serde_json::json;
use std::collections::BTreeSet;

const LIST: &str = "/v1/billing/invoices";

#[tokio::test(flavor = "multi_thread")]
async fn another_invoices_record_in_an_answer_is_refused() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let own = invoices(&world, "admin@harbour.test", "all").await[0]["invoice_id"].as_str().unwrap().to_owned();
    let foreign = invoices(&world, "admin@orchard.test", "all").await[5].clone();
    world.sandbox.add_fault(Fault::new(&format!("{LIST}/{own}"), FaultKind::Body).value(json!({"json": foreign})));
    let (status, answer) = person.api("invoice", &format!("invoice_id={own}")).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{answer}");
    assert!(!answer.to_string().contains("OV-"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_never_existing_and_malformed_ids_get_the_same_bytes() {
    let world = World::start().await;
    let harbour = world.signed_in("admin@harbour.test").await;
    let partner = world.signed_in("admin@coastal.test").await;
    let mut asked = invoices(&world, "admin@orchard.test", "all").await;
    asked.extend(invoices(&world, "admin@vast.test", "open").await);
    let foreign: Vec<_> = asked.iter().map(|invoice| invoice["invoice_id"].as_str().unwrap().to_owned()).collect();
    let nowhere = (0..foreign.len()).map(|n| format!("inv-nowhere-{n:04}"));
    let malformed = ["..".to_owned(), "a b".to_owned(), "a%2Fb".to_owned(), "x".repeat(65), String::new()];
    let mut answers = BTreeSet::new();
    for id in foreign.iter().cloned().chain(nowhere).chain(malformed) {
        answers.insert(bytes_of(&harbour, &format!("invoice_id={}", app::paths::encode(&id))).await);
    }
    // A client that is not assigned, or named by one who may not name any, reads like an invoice that does not exist.
    for client in ["vast", "nowhere", "..", ""] {
        answers.insert(bytes_of(&partner, &format!("client={client}&invoice_id={}", foreign[0])).await);
    }
    answers.insert(bytes_of(&partner, &format!("client=harbour&invoice_id={}", foreign[0])).await);
    answers.insert(bytes_of(&harbour, "client=harbour&invoice_id=inv-harbour-0001").await);
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert!(answers.first().unwrap().starts_with("404"));
    world.stop().await;
}

/// Status, headers and body of a call for one invoice, without what differs between any two answers.
async fn bytes_of(browser: &Browser, form: &str) -> String {
    stripped(browser.send(browser.call("invoice", form)).await).await
}

/// An answer without its date and its request's id.
pub async fn stripped(response: Response) -> String {
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let mut headers: Vec<_> = response
        .headers()
        .iter()
        .filter(|(name, _)| *name != "date" && *name != "x-request-id")
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    let status = response.status().as_u16();
    let body = response.text().await.unwrap().replace(&id, "<id>");
    format!("{status}\n{}\n{body}", headers.join("\n"))
}
