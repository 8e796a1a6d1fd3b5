//! Support: the list of tickets, a new one filled in from the address, and one that was not taken.

use crate::world::{INCIDENT, Page, met, open_changed, partner};
use app::{
    backend::{DomainError, SupportScope, TicketsPort},
    error::{ErrorKind, PortalError},
    model::{
        day::{Date, Moment},
        once_key::OnceKey,
        role::Role,
        ticket::{
            NewTicket, SendAnswer, TicketAttempt, TicketDraft, TicketFault, TicketField, TicketPage, TicketRow,
            TicketStatus,
        },
    },
};
use async_trait::async_trait;
use leptos::prelude::provide_context;
use std::sync::Arc;

struct Fixed(Result<TicketPage, DomainError>);

#[async_trait]
impl TicketsPort for Fixed {
    async fn list(&self, _scope: &SupportScope, _page: u32) -> Result<TicketPage, DomainError> {
        self.0.clone()
    }

    async fn send(&self, _scope: &SupportScope, _once: OnceKey, _: &NewTicket) -> Result<SendAnswer, DomainError> {
        panic!("a page that is only opened sends nothing")
    }
}

fn ticket(number: u32, status: TicketStatus) -> TicketRow {
    let day: Date = serde_json::from_str("\"2026-11-24\"").unwrap();
    TicketRow {
        reference: format!("AD-{number}"),
        category: "Billing".into(),
        priority: "High".into(),
        subject: "Copy of <invoice> 7".into(),
        description: None,
        status,
        created: Moment { utc: "2026-11-24T03:05:00Z".into(), day, hour: 13, minute: 5 },
        created_by: Some("Ada Harbour".into()),
    }
}

fn page_of(rows: Vec<TicketRow>, page: u32, has_next: bool) -> Result<TicketPage, DomainError> {
    Ok(TicketPage { rows, page, has_next, zone: "Australia/Brisbane".into() })
}

async fn list(role: Role, query: &str, answer: Result<TicketPage, DomainError>) -> Page {
    open_changed(&format!("/support{query}"), met(role), |ports| ports.tickets = Arc::new(Fixed(answer)), || {}).await
}

async fn form(role: Role, query: &str) -> Page {
    open_changed(&format!("/support/new{query}"), met(role), |_| {}, || {}).await
}

async fn again(draft: TicketDraft, outcome: Result<SendAnswer, PortalError>) -> Page {
    let once = OnceKey::of_random([9; 16]);
    let attempt = TicketAttempt { once, client: Some("orchard".into()), draft, outcome };
    open_changed("/support/new", partner(), |_| {}, move || provide_context(attempt.clone())).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

fn value(page: &Page, name: &str) -> String {
    let field = page.html.split("<input").find(|field| field.contains(&format!("name=\"{name}\""))).unwrap();
    let field = field.split_once('>').unwrap().0;
    field.split_once("value=\"").map_or("", |(_, value)| value.split_once('"').unwrap().0).to_owned()
}

#[tokio::test]
async fn every_role_sees_its_organisations_tickets_and_the_way_to_a_new_one() {
    for role in Role::ALL {
        let rows = vec![ticket(7, TicketStatus::Open), ticket(6, TicketStatus::Waiting)];
        let page = list(role, "", page_of(rows, 1, true)).await;
        assert_eq!(page.status, 200, "{role:?}");
        says(
            &page,
            &["AD-7", "Copy of &lt;invoice> 7", "from Ada Harbour", "Billing", "High", "Open", "Waiting for you"],
        );
        says(&page, &["24 Nov 2026, 1:05 pm", "New ticket", "Australia/Brisbane"]);
        assert!(page.html.contains("href=\"/support?page=2\"") && page.html.contains("href=\"/support/new\""));
        assert!(page.html.contains("href=\"/support\" aria-current=\"true\""), "the sidebar lists Support");
    }
}

#[tokio::test]
async fn no_tickets_a_page_past_the_end_and_a_sent_ticket_have_their_words() {
    says(&list(Role::ClientStaff, "", page_of(Vec::new(), 1, false)).await, &["No tickets yet", "New ticket"]);
    let past = list(Role::ClientStaff, "?page=9", page_of(Vec::new(), 9, false)).await;
    says(&past, &["No more tickets", "First page"]);
    let sent = list(Role::ClientStaff, "?sent=1", page_of(vec![ticket(7, TicketStatus::Open)], 1, false)).await;
    says(&sent, &["Your ticket was sent.", "AD-7"]);
}

#[tokio::test]
async fn support_that_cannot_load_names_the_address_that_works_without_it() {
    for (error, status) in [
        (DomainError::Unavailable(None), 503),
        (DomainError::TimedOut, 504),
        (DomainError::NotUnderstood, 502),
        (DomainError::RateLimited(Some(30)), 429),
    ] {
        let page = list(Role::PartnerUser, "", Err(error)).await;
        assert_eq!(page.status, status, "{error:?}");
        says(&page, &["Write to help@aidial.com.au", &format!("Reference: {INCIDENT}")]);
        assert!(page.html.contains("mailto:help@aidial.com.au") && !page.text().contains("Billing details"));
    }
}

#[tokio::test]
async fn a_new_ticket_asks_for_priority_subject_and_what_is_happening() {
    for role in Role::ALL {
        let page = form(role, "").await;
        assert_eq!(page.status, 200, "{role:?}");
        says(&page, &["Priority", "Low", "Normal", "High", "Subject", "What's happening?", "Send ticket"]);
        says(&page, &["Never put passwords, keys or card details in a ticket."]);
        assert_eq!(value(&page, "once"), OnceKey::of_random([7; 16]).to_string());
    }
}

#[tokio::test]
async fn the_address_fills_the_form_in_and_shows_all_that_goes_with_it() {
    let page =
        form(Role::ClientAdmin, "?topic=invoice_copy&invoice=inv-7&page=%2Fbilling%2Finvoices&request=01-abc").await;
    says(&page, &["Please send us a PDF copy of invoice inv-7.", "Sent with the ticket", "Harbour Dental"]);
    says(&page, &["Copy of an invoice", "inv-7", "/billing/invoices", "01-abc"]);
    assert_eq!(value(&page, "subject"), "Copy of invoice inv-7");
    assert_eq!((value(&page, "invoice"), value(&page, "topic")), ("inv-7".into(), "invoice_copy".into()));
    let forged = form(Role::ClientAdmin, "?topic=evil&invoice=%22%3E%3Cb%3E&request=%3Cb%3E&subject=evil").await;
    assert!(!forged.html.contains("evil") && !forged.html.contains("<b>"));
}

#[tokio::test]
async fn a_client_is_a_partner_admins_to_name_and_only_an_assigned_one() {
    let page = open_changed("/support/new?client=orchard", partner(), |_| {}, || {}).await;
    assert_eq!(page.status, 200);
    says(&page, &["Organisation", "Orchard Vets"]);
    assert_eq!(value(&page, "client"), "orchard");
    let elsewhere = open_changed("/support/new?client=vast", partner(), |_| {}, || {}).await;
    assert_eq!(elsewhere.status, 404);
    let own = form(Role::ClientAdmin, "?client=orchard").await;
    assert_eq!(own.status, 404);
    assert!(!own.html.contains("Orchard"));
}

#[tokio::test]
async fn a_ticket_that_was_not_taken_comes_back_word_for_word_with_the_same_key() {
    let draft = TicketDraft {
        category: "billing".into(),
        priority: "high".into(),
        subject: "a".into(),
        description: "one\ntwo </textarea><b> &amp;".into(),
        invoice: "inv-7".into(),
        ..TicketDraft::default()
    };
    let faults = vec![(TicketField::Subject, TicketFault::TooShort)];
    let page = again(draft.clone(), Ok(SendAnswer::Invalid(faults))).await;
    says(&page, &["The ticket was not sent.", "Write a subject of at least 3 characters."]);
    let kept = |page: &Page| {
        assert_eq!((value(page, "subject"), value(page, "invoice")), ("a".into(), "inv-7".into()));
        assert_eq!(value(page, "once"), OnceKey::of_random([9; 16]).to_string());
        assert_eq!(value(page, "client"), "orchard");
        let text = page.html.split_once("<textarea").unwrap().1.split_once('>').unwrap().1;
        assert_eq!(text.split_once("</textarea>").unwrap().0, "\none\ntwo &lt;/textarea>&lt;b> &amp;amp;");
        let high = page.html.split("<input").find(|field| field.contains("value=\"high\"")).unwrap();
        assert!(high.split_once('>').unwrap().0.contains("checked"));
    };
    kept(&page);
    assert!(page.html.contains("aria-describedby=\"subject-fault\""));
    for kind in [ErrorKind::TimedOut, ErrorKind::Unavailable, ErrorKind::RateLimited] {
        let error = PortalError { kind, incident: None, retry_after: Some(7) };
        let page = again(draft.clone(), Err(error)).await;
        says(&page, &["Try again in 7 seconds."]);
        kept(&page);
    }
}
