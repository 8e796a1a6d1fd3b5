//! Who gets a PDF, and what everyone else is told.

use super::{
    invoice_not_found::stripped,
    invoice_pdf::{ANY, code, get, with_pdf},
    upstream::invoices,
    world::World,
};
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, LOCATION, RETRY_AFTER},
};
use sandbox::{Fault, FaultKind};
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn every_way_not_to_get_a_pdf_has_its_own_words_and_the_other_way_to_the_document() {
    let world = World::start().await;
    let person = world.signed_in("admin@orchard.test").await;
    let all = invoices(&world, "admin@orchard.test", "all").await;
    let without = all.iter().find(|invoice| invoice["pdf"] == "unavailable").unwrap()["invoice_id"].as_str().unwrap();
    let (path, id) = with_pdf(&world, "admin@orchard.test").await;
    assert_eq!(
        code(get(&person, &format!("/billing/invoices/{without}/pdf")).await).await,
        (409, "pdf_unavailable".to_owned())
    );
    let (status, html) = person.page(&format!("/billing/invoices/{without}/pdf")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(html.contains(&format!("/support/new?topic=invoice_copy&amp;invoice={without}")), "{html}");
    assert!(html.contains("Request from support"));

    world.sandbox.add_fault(Fault::new(ANY, FaultKind::Status).value(404));
    assert_eq!(code(get(&person, &path).await).await, (404, "pdf_not_found".to_owned()));
    world.sandbox.clear_faults();
    world.sandbox.add_fault(Fault::new(ANY, FaultKind::Oversize).value(json!({"bytes": 30 << 20, "declared": true})));
    let (status, html) = person.page(&path).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert!(html.contains("too large") && html.contains("Try again later or use the Stripe billing portal"), "{html}");
    assert!(html.contains(&id));
    world.sandbox.clear_faults();
    for (fault, expected) in [
        (Fault::new(ANY, FaultKind::RetryAfter).value(7), (429, "rate_limited")),
        (Fault::new(ANY, FaultKind::Status).value(503), (503, "unavailable")),
        (Fault::new(ANY, FaultKind::Reset), (503, "unavailable")),
        (Fault::new(ANY, FaultKind::Status).value(409), (502, "not_understood")),
    ] {
        world.sandbox.add_fault(fault);
        let response = get(&person, &path).await;
        assert_eq!(response.headers().get(RETRY_AFTER).is_some(), expected.0 == 429);
        assert_eq!(code(response).await, (expected.0, expected.1.to_owned()));
        world.sandbox.clear_faults();
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_is_for_those_who_may_read_the_invoice_and_everyone_else_gets_one_answer() {
    let world = World::start().await;
    let (path, id) = with_pdf(&world, "admin@harbour.test").await;
    let twin = format!("/billing/clients/harbour/invoices/{id}/pdf");
    let stranger = world.browser();
    for path in [&path, &twin] {
        assert_eq!(code(get(&stranger, path).await).await, (401, "signed_out".to_owned()));
        let visit = stranger.send(stranger.request(Method::GET, path).header(ACCEPT, "text/html,*/*;q=0.8")).await;
        assert_eq!(visit.status(), StatusCode::SEE_OTHER);
        let to = visit.headers()[LOCATION].to_str().unwrap();
        assert!(to.starts_with("/sign-in?return_to=%2Fbilling%2F") && to.ends_with("invoices"), "{to}");
    }
    assert_eq!(world.upstream_calls().iter().filter(|call| call.path.contains("/pdf")).count(), 0);

    let partner = world.signed_in("admin@coastal.test").await;
    let response = get(&partner, &twin).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.bytes().await.unwrap().starts_with(b"%PDF-"));
    for (email, expected) in [
        ("manager@harbour.test", 200),
        ("staff@harbour.test", 403),
        ("user@coastal.test", 403),
        ("admin@inland.test", 403),
    ] {
        let person = world.signed_in(email).await;
        assert_eq!(get(&person, &path).await.status().as_u16(), expected, "{email}");
    }

    let orchard = world.signed_in("admin@orchard.test").await;
    let mut answers = BTreeSet::new();
    for path in [
        path.clone(),
        twin.clone(),
        "/billing/invoices/inv-never-1/pdf".to_owned(),
        format!("/billing/invoices/{}/pdf", "x".repeat(65)),
        format!("/billing/clients/orchard/invoices/{id}/pdf"),
    ] {
        answers.insert(stripped(get(&orchard, &path).await).await);
    }
    for client in ["vast", "nowhere", "orchard"] {
        answers.insert(stripped(get(&partner, &format!("/billing/clients/{client}/invoices/{id}/pdf")).await).await);
    }
    answers.insert(stripped(get(&partner, &path).await).await);
    assert_eq!(answers.len(), 1, "{answers:#?}");
    world.stop().await;
}
