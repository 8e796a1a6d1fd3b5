//! An assigned client's panels, and the one answer to every client that is not.

use crate::{
    figures::full,
    world::{INCIDENT, Page, open, partner, partner_whose_clients_are},
};
use app::{
    backend::DomainError,
    model::{panel::Panel, usage::Usage},
};

async fn visit(path: &str) -> Page {
    open(path, partner(), Ok(Panel::Ready(full()))).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

/// The page without its nonce, wherever that stands: it differs between any two.
fn bytes(page: &Page) -> String {
    let nonce = page.html.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    page.html.replace(nonce, "")
}

#[tokio::test]
async fn a_clients_usage_stands_under_its_name_with_the_way_back_and_no_payment_methods() {
    let page = visit("/billing/clients/orchard/usage").await;
    assert_eq!(page.status, 200);
    says(&page, &["1,518.25 of 1,500 minutes", "Partner Billing", "Switch client", "Usage"]);
    assert!(page.html.replace("<!>", "").contains(">Orchard Vets</h1>"), "{}", page.html);
    assert!(page.html.contains("<title>Usage · Orchard Vets · AiDial</title>"));
    assert!(page.html.contains("href=\"/billing/clients\""));
    assert!(page.html.contains("href=\"/billing/clients/orchard/usage\" aria-current=\"page\""));
    assert!(!page.html.contains("ayment methods") && !page.html.contains("payment-methods"));
    assert!(!page.html.contains("Harbour Dental"));
}

#[tokio::test]
async fn a_clients_address_without_a_panel_leads_to_its_usage() {
    let page = visit("/billing/clients/orchard").await;
    assert_eq!((page.status, page.location.as_deref()), (303, Some("/billing/clients/orchard/usage")));
}

#[tokio::test]
async fn out_of_scope_unknown_malformed_and_missing_are_one_answer_to_the_byte() {
    let first = visit("/billing/clients/newleaf/usage").await;
    assert_eq!((first.status, first.location.as_deref()), (404, None));
    says(&first, &["Page not found", "Back to Billing"]);
    for path in [
        "/billing/clients/no-such-client/usage",
        "/billing/clients/bad%21id/usage",
        "/billing/clients/ORCHARD/usage",
        "/billing/clients/usage",
        "/billing/clients/newleaf",
        "/billing/usage",
    ] {
        let page = visit(path).await;
        assert_eq!((page.status, page.location.as_deref(), page.retry_after.as_deref()), (404, None, None), "{path}");
        assert_eq!(bytes(&page), bytes(&first), "{path}");
    }
    let long = visit(&format!("/billing/clients/{}/usage", "a".repeat(65))).await;
    assert_eq!((long.status, bytes(&long)), (404, bytes(&first)));
}

#[tokio::test]
async fn the_not_found_page_holds_nothing_of_the_address() {
    let page = visit("/billing/clients/canary-7/usage?canary=canary-8").await;
    assert_eq!(page.status, 404);
    assert!(!page.html.contains("canary"), "{}", page.html);
    assert!(!page.html.contains("1,518"));
}

#[tokio::test]
async fn trouble_in_finding_the_client_is_said_and_is_no_not_found() {
    for (error, status, title) in [
        (DomainError::Unavailable(None), 503, "Billing details could not be loaded"),
        (DomainError::TimedOut, 504, "Billing details could not be loaded"),
        (DomainError::RateLimited(Some(5)), 429, "Too many requests"),
    ] {
        let visitor = partner_whose_clients_are(Err(error));
        let page = open("/billing/clients/orchard/usage", visitor, Ok(Panel::Ready(full()))).await;
        assert_eq!(page.status, status, "{error:?}");
        says(&page, &[title, &format!("Reference: {INCIDENT}"), "Ada Harbour"]);
        assert!(!page.html.contains("1,518") && !page.html.contains("Orchard Vets"), "{error:?}");
    }
}

#[tokio::test]
async fn trouble_in_reading_usage_leaves_the_clients_name_and_the_way_back() {
    let billing: Result<Panel<Usage>, _> = Err(DomainError::Unavailable(None));
    let page = open("/billing/clients/orchard/usage", partner(), billing).await;
    assert_eq!(page.status, 503);
    says(&page, &["Orchard Vets", "Switch client", "Billing details could not be loaded"]);
}
