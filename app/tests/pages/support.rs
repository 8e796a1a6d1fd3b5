//! Support: the list of tickets, a new one filled in from the address, and one that was not taken.

use crate::world::{INCIDENT, Page, met, open_changed, partner, send_changed};
use app::{
    backend::{DomainError, Ports, SupportScope, TicketsPort},
    model::{
        day::{Date, Moment},
        once_key::OnceKey,
        role::Role,
        ticket::{NewTicket, SendAnswer, TicketFault, TicketField, TicketPage, TicketRow, TicketStatus},
    },
};
use async_trait::async_trait;
use std::sync::Arc;

/// Lists the one, answers what is sent with the other.
struct Fixed(Result<TicketPage, DomainError>, Result<SendAnswer, DomainError>);

#[async_trait]
impl TicketsPort for Fixed {
    async fn list(&self, _scope: &SupportScope, _page: u32) -> Result<TicketPage, DomainError> {
        self.0.clone()
    }

    async fn send(&self, _scope: &SupportScope, _once: OnceKey, _: &NewTicket) -> Result<SendAnswer, DomainError> {
        self.1.clone()
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
    let refused = Err(DomainError::Internal);
    open_changed(&format!("/support{query}"), met(role), |ports| ports.tickets = Arc::new(Fixed(answer, refused))).await
}

async fn form(role: Role, query: &str) -> Page {
    open_changed(&format!("/support/new{query}"), met(role), |_| {}).await
}

const TYPED: &str = "category=billing&priority=high&subject=Copy&description=one%0D%0Atwo+%3C%2Ftextarea%3E%3Cb%3E+%26amp%3B\
                     &topic=invoice_copy&invoice=inv-7&page=%2Fbilling%2Finvoices&request_id=01-abc&client=orchard";

fn once() -> String {
    OnceKey::of_random([9; 16]).to_string()
}

/// The page of a partner admin whom this form leads to; sending answers `sent`.
async fn step(step: &str, form: &str, sent: Result<SendAnswer, DomainError>) -> Page {
    let form = format!("step={step}&once={}&{form}", once());
    let ports = |ports: &mut Ports| ports.tickets = Arc::new(Fixed(Err(DomainError::Internal), sent));
    send_changed("/support/new", &form, partner(), ports).await
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
        says(&page, &["Priority", "Low", "Normal", "High", "Subject", "What's happening?", "Review"]);
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
    let page = open_changed("/support/new?client=orchard", partner(), |_| {}).await;
    assert_eq!(page.status, 200);
    says(&page, &["Organisation", "Orchard Vets"]);
    assert_eq!(value(&page, "client"), "orchard");
    let elsewhere = open_changed("/support/new?client=vast", partner(), |_| {}).await;
    assert_eq!(elsewhere.status, 404);
    let own = form(Role::ClientAdmin, "?client=orchard").await;
    assert_eq!(own.status, 404);
    assert!(!own.html.contains("Orchard"));
}

fn unsent() -> Result<SendAnswer, DomainError> {
    Ok(SendAnswer::Sent(Box::new(ticket(7, TicketStatus::Open))))
}

/// That nothing of [`TYPED`] is lost in the fields of a form to write in.
fn is_written(page: &Page, subject: &str) {
    assert_eq!((value(page, "subject"), value(page, "invoice")), (subject.into(), "inv-7".into()));
    assert_eq!((value(page, "once"), value(page, "client")), (once(), "orchard".into()));
    let text = page.html.split_once("<textarea").unwrap().1.split_once('>').unwrap().1;
    let text = text.split_once("</textarea>").unwrap().0.replace('\r', "");
    assert_eq!(text, "\none\ntwo &lt;/textarea>&lt;b> &amp;amp;");
    let high = page.html.split("<input").find(|field| field.contains("value=\"high\"")).unwrap();
    assert!(high.split_once('>').unwrap().0.contains("checked"));
}

#[tokio::test]
async fn a_ticket_is_reviewed_with_everything_that_would_be_sent_and_can_be_written_on() {
    let page = step("review", TYPED, unsent()).await;
    assert_eq!(page.status, 200);
    says(&page, &["Review", "Nothing has been sent yet.", "Back to editing", "Send ticket"]);
    says(&page, &["About Billing", "Priority High", "Subject Copy", "Organisation Orchard Vets", "Invoice inv-7"]);
    says(
        &page,
        &["Topic Copy of an invoice", "Page /billing/invoices", "Reference 01-abc", "two &lt;/textarea>&lt;b>"],
    );
    assert!(!page.html.contains("<textarea") && !page.html.contains("<b>"));
    assert_eq!((value(&page, "once"), value(&page, "priority")), (once(), "high".into()));
    is_written(&step("write", TYPED, unsent()).await, "Copy");
    let neither = step("", TYPED, unsent()).await;
    says(&neither, &["Nothing has been sent yet."]);
}

#[tokio::test]
async fn only_send_ticket_sends_and_leads_on_to_the_list() {
    for (step_of_form, status) in [("write", 200), ("review", 200), ("send", 303)] {
        let page = step(step_of_form, TYPED, unsent()).await;
        assert_eq!(page.status, status, "{step_of_form}");
        assert_eq!(page.location.as_deref(), (status == 303).then_some("/support?sent=1"), "{step_of_form}");
    }
}

#[tokio::test]
async fn a_ticket_with_something_wrong_comes_back_word_for_word_with_the_same_key() {
    let wrong = TYPED.replace("subject=Copy", "subject=a");
    for step_of_form in ["review", "send"] {
        let page = step(step_of_form, &wrong, unsent()).await;
        assert_eq!(page.status, 422);
        says(&page, &["The ticket was not sent.", "Write a subject of at least 3 characters.", "Orchard Vets"]);
        assert!(page.html.contains("aria-describedby=\"subject-error\""));
        is_written(&page, "a");
    }
    let refused = vec![(TicketField::Description, TicketFault::Refused)];
    let page = step("send", TYPED, Ok(SendAnswer::Invalid(refused))).await;
    says(&page, &["Support did not take this text."]);
    is_written(&page, "Copy");
}

#[tokio::test]
async fn a_ticket_that_could_not_be_sent_stands_in_review_to_be_sent_again_with_the_same_key() {
    for (error, status) in [
        (DomainError::TimedOut, 504),
        (DomainError::Unavailable(Some(7)), 503),
        (DomainError::RateLimited(Some(7)), 429),
    ] {
        let page = step("send", TYPED, Err(error)).await;
        assert_eq!(page.status, status);
        says(&page, &[&format!("Reference: {INCIDENT}"), "Organisation Orchard Vets", "Invoice inv-7", "Send ticket"]);
        assert!(page.html.contains("autofocus"));
        assert_eq!((value(&page, "once"), value(&page, "invoice")), (once(), "inv-7".into()));
        assert!(value(&page, "description").contains("two"));
    }
}

#[tokio::test]
async fn a_form_without_a_key_or_about_a_client_out_of_scope_is_refused() {
    let nothing = |_: &mut Ports| {};
    let page = send_changed("/support/new", "step=send&subject=no+key", met(Role::ClientStaff), nothing).await;
    assert_eq!(page.status, 400);
    let elsewhere = step("send", &TYPED.replace("client=orchard", "client=vast"), unsent()).await;
    assert_eq!(elsewhere.status, 404);
    assert!(!elsewhere.html.contains("Send ticket"));
}
