//! The audit log in each of its states.

use crate::{
    office::Office,
    world::{INCIDENT, Page, met, open_office, partner},
};
use app::{
    backend::DomainError,
    model::{
        audit::{ActorKey, AuditAbout, AuditEvent, AuditOutcome},
        audit_log::{AuditActor, AuditEntry, AuditPage, AuditPreset, AuditQuery},
        day::{Date, Moment},
        role::Role,
    },
};
use std::sync::{Arc, Mutex};

const ACTOR: &str = "0123456789abcdef0123456789abcdef";

fn entry(event: AuditEvent, outcome: AuditOutcome, about: &str) -> AuditEntry {
    let day = Date::parse("2026-11-23").unwrap();
    AuditEntry {
        at: Moment { utc: "2026-11-23T04:05:00Z".into(), day, hour: 14, minute: 5 },
        event,
        outcome,
        actor: Some(AuditActor {
            key: ActorKey::parse(ACTOR).unwrap(),
            role: Some(Role::ClientManager),
            is_you: false,
        }),
        about: AuditAbout::parse(about),
        request_id: None,
    }
}

fn stretch(entries: Vec<AuditEntry>, next: Option<&str>) -> AuditPage {
    AuditPage {
        entries,
        next: next.map(str::to_owned),
        zone: "Australia/Brisbane".into(),
        today: Date::parse("2026-11-24").unwrap(),
    }
}

fn log(answer: Result<AuditPage, DomainError>) -> Office {
    Office { log: Arc::new(move |_| answer.clone()), ..Office::default() }
}

async fn visit(query: &str, role: Role, office: Office) -> Page {
    open_office(&format!("/audit-log{query}"), met(role), office).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

#[tokio::test]
async fn each_row_says_when_on_the_tenants_clock_what_with_what_outcome_who_and_about_what() {
    let mut own = entry(AuditEvent::Reveal, AuditOutcome::Done, "invoices_and_receipts:rcp-1");
    own.actor.as_mut().unwrap().is_you = true;
    let rows = vec![own, entry(AuditEvent::InvoicePdf, AuditOutcome::Failed, "inv-1")];
    for role in [Role::ClientAdmin, Role::ClientManager] {
        let page = visit("", role, log(Ok(stretch(rows.clone(), None)))).await;
        assert_eq!(page.status, 200);
        says(&page, &["Audit log", "Australia/Brisbane", "When", "What", "Outcome", "Who", "About"]);
        says(&page, &["23 Nov 2026, 2:05 pm", "Billing email shown", "Done", "You", "Invoices and receipts"]);
        says(&page, &["Invoice PDF downloaded", "Failed", "Client Manager", "inv-1", "2 rows, all there are"]);
        assert!(page.html.contains("href=\"/billing/invoices?invoice=inv-1\""));
        assert!(page.html.contains(&format!("href=\"/audit-log?actor={ACTOR}\"")), "a person leads to what they did");
    }
}

#[tokio::test]
async fn billing_is_the_first_preset_and_what_the_address_says_is_what_is_asked_for() {
    let seen: Arc<Mutex<Vec<AuditQuery>>> = Arc::default();
    let noted = Arc::clone(&seen);
    let office = Office {
        log: Arc::new(move |query| {
            noted.lock().unwrap().push(query.clone());
            Ok(stretch(Vec::new(), None))
        }),
        ..Office::default()
    };
    let page = visit("", Role::ClientAdmin, office.clone()).await;
    let at = |label: &str| page.text().find(label).unwrap();
    assert!(at("Billing Sign-ins Settings and support Denied access Everything") > at("Audit log"));
    let query = format!("?preset=denied&outcome=denied&from=2026-11-01&until=2026-11-24&actor={ACTOR}");
    let page = visit(&query, Role::ClientAdmin, office).await;
    let asked = seen.lock().unwrap().clone();
    assert_eq!(asked[0], AuditQuery::default());
    assert_eq!((asked[1].preset, asked[1].outcome), (AuditPreset::Denied, Some(AuditOutcome::Denied)));
    assert_eq!((asked[1].from, asked[1].until), (Date::parse("2026-11-01"), Date::parse("2026-11-24")));
    assert_eq!(asked[1].actor.as_ref().map(ActorKey::as_str), Some(ACTOR));
    says(&page, &["Nothing matches these filters", "Clear filters", "Show everybody"]);
    for kept in ["value=\"2026-11-01\"", "value=\"2026-11-24\"", "name=\"preset\" value=\"denied\""] {
        assert!(page.html.contains(kept), "{kept}");
    }
}

#[tokio::test]
async fn load_more_is_a_link_that_shows_the_older_rows_below_and_keeps_the_filters() {
    let office = Office {
        log: Arc::new(|query| {
            Ok(match query.cursor.as_deref() {
                None => stretch(vec![entry(AuditEvent::CsvExport, AuditOutcome::Done, "invoices:open")], Some("c1")),
                Some("c1") => stretch(vec![entry(AuditEvent::ZipExport, AuditOutcome::Done, "invoices:3")], Some("c2")),
                Some(_) => stretch(vec![entry(AuditEvent::PaymentPortal, AuditOutcome::Done, "9b2f")], None),
            })
        }),
        ..Office::default()
    };
    let first = visit("?outcome=done", Role::ClientAdmin, office.clone()).await;
    says(&first, &["Invoices: Open", "Load more", "1 row, newest first"]);
    assert!(!first.text().contains("3 invoices"));
    assert!(first.html.contains("href=\"/audit-log?outcome=done&amp;stretches=2\""), "{}", first.html);
    let second = visit("?outcome=done&stretches=2", Role::ClientAdmin, office.clone()).await;
    says(&second, &["Invoices: Open", "3 invoices", "Load more"]);
    let third = visit("?outcome=done&stretches=3", Role::ClientAdmin, office.clone()).await;
    says(&third, &["Invoices: Open", "3 invoices", "9b2f", "3 rows, all there are"]);
    assert!(!third.text().contains("Load more"));
    let full = visit("?cursor=c1&stretches=1", Role::ClientAdmin, office).await;
    says(&full, &["These are older rows.", "Back to the newest"]);
}

#[tokio::test]
async fn an_empty_log_a_broken_one_and_a_worn_out_cursor_each_have_their_own_words() {
    let empty = visit("", Role::ClientAdmin, log(Ok(stretch(Vec::new(), None)))).await;
    assert_eq!(empty.status, 200);
    says(&empty, &["Nothing recorded yet"]);
    let broken = visit("", Role::ClientAdmin, log(Err(DomainError::StoreUnavailable))).await;
    assert_eq!(broken.status, 503);
    says(&broken, &["The audit log cannot be read right now", INCIDENT, "Refresh"]);
    let worn = visit("?cursor=x", Role::ClientAdmin, log(Err(DomainError::BadRequest))).await;
    assert_eq!(worn.status, 400);
    says(&worn, &["Back to the newest"]);
}

#[tokio::test]
async fn roles_without_the_log_are_told_whom_to_ask_and_partner_admins_find_nothing_there() {
    for role in [Role::ClientStaff, Role::PartnerUser] {
        let page = visit("", role, log(Ok(stretch(Vec::new(), None)))).await;
        assert_eq!(page.status, 403, "{role:?}");
        says(&page, &["The audit log is not part of your role", "Contact your administrator"]);
    }
    let page = open_office("/audit-log", partner(), log(Ok(stretch(Vec::new(), None)))).await;
    assert_eq!(page.status, 404);
}
