//! The Invoices panel in each of its states.

use crate::world::{INCIDENT, Invoices, Page, met, open_invoices, partner};
use app::{
    backend::DomainError,
    model::{
        day::{Date, Period},
        figure::Decimal,
        invoice::{Invoice, InvoiceId, InvoicePdf, InvoiceStanding},
        invoice_details::{InvoiceDetails, InvoiceLine},
        invoice_list::{InvoiceList, InvoiceRow, OverdueNotice},
        money::{Currency, Money},
        panel::Panel,
        recipient::{MaskedAddress, Recipient, RecipientGroup, RecipientGroupKind, RecipientId},
        role::Role,
    },
};

const LIST: &str = "/billing/invoices";

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn aud(minor: i64) -> Money {
    Money { currency: Currency { code: "AUD".into(), exponent: 2 }, minor }
}

fn invoice(number: u32, status: &str) -> Invoice {
    let due = Some(day("2026-11-15"));
    Invoice {
        invoice_id: InvoiceId::parse(&format!("inv-{number}")).unwrap(),
        number: Some(format!("HD-{number:04}")),
        period: Some(Period { start: day("2026-10-01"), end: day("2026-10-31") }),
        issued_on: Some(day("2026-11-01")),
        due_on: due,
        paid_on: None,
        standing: InvoiceStanding::judge(status, due, None, day("2026-11-24")),
        subtotal: Some(aud(44_700)),
        tax: Some(aud(4_470)),
        total: aud(49_170),
        amount_paid: None,
        amount_due: None,
        pdf: if number.is_multiple_of(2) { InvoicePdf::Available } else { InvoicePdf::Unavailable },
    }
}

fn list(rows: Vec<Invoice>) -> InvoiceList {
    InvoiceList {
        total: u32::try_from(rows.len()).ok(),
        overdue: rows.first().and_then(|latest| OverdueNotice::of(latest, Some(&aud(98_340)), None)),
        rows: rows.into_iter().map(InvoiceRow::from).collect(),
        page: 1,
        has_next: false,
        searched_all: true,
        ever_invoiced: true,
        next_invoice_on: Some(day("2026-12-01")),
        first_invoice_note: None,
        currency: Some("AUD".into()),
        zone: "Australia/Brisbane".into(),
        today: day("2026-11-24"),
    }
}

fn details() -> InvoiceDetails {
    let line = |description: &str, quantity: Option<Decimal>, minor| InvoiceLine {
        description: description.into(),
        quantity,
        unit: quantity.map(|_| "minute".into()),
        rate: None,
        amount: aud(minor),
        project_id: None,
    };
    InvoiceDetails {
        invoice: invoice(2, "open"),
        lines: vec![
            line("Overage minutes", Some(Decimal::new(12_345, 1)), 50_000),
            line("Launch discount", None, -5_300),
        ],
        zone: "Australia/Brisbane".into(),
        today: day("2026-11-24"),
    }
}

fn ready(list: InvoiceList) -> Invoices {
    Invoices { list: Ok(Panel::Ready(list)), opened: Ok(details()), ..Invoices::default() }
}

async fn visit(query: &str, invoices: Invoices) -> Page {
    open_invoices(&format!("{LIST}{query}"), met(Role::ClientAdmin), invoices).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

#[tokio::test]
async fn each_invoice_has_its_number_period_issued_date_amount_status_and_the_way_to_its_pdf() {
    let page = visit("", ready(list(vec![invoice(2, "paid"), invoice(1, "paid")]))).await;
    assert_eq!(page.status, 200);
    says(&page, &["HD-0002", "1–31 Oct 2026", "1 Nov 2026", "$491.70", "Paid", "PDF", "Request from support"]);
    says(&page, &["Next invoice on 1 December 2026", "1–2 of 2 invoices", "All", "Open"]);
    assert!(page.html.contains("href=\"/billing/invoices/inv-2/pdf\""));
    assert!(!page.html.contains("href=\"/billing/invoices/inv-1/pdf\""));
    assert!(page.html.contains("topic=invoice_copy&amp;invoice=inv-1\""));
    assert!(page.html.contains("<title>Invoices · Billing · AiDial</title>"));
}

#[tokio::test]
async fn every_status_has_its_word() {
    let statuses = ["draft", "open", "processing", "paid", "void", "uncollectible", "in_review"];
    let rows = statuses.iter().zip(1..).map(|(status, number)| invoice(number, status)).collect();
    let page = visit("", ready(list(rows))).await;
    says(&page, &["Draft", "Overdue", "Processing", "Paid", "Void", "Uncollectible", "In review"]);
}

#[tokio::test]
async fn the_filters_and_the_pages_are_links_and_keep_each_other() {
    let page = InvoiceList {
        total: Some(57),
        page: 2,
        has_next: true,
        ..list((1..=20).map(|n| invoice(n, "open")).collect())
    };
    let page = visit("?status=open&number=HD&page=2", ready(page)).await;
    says(&page, &["21–40 of 57 invoices", "Clear search"]);
    for href in [
        "?status=paid&amp;number=HD\"",
        "?number=HD\"",
        "?status=open&amp;number=HD&amp;page=3\"",
        "?status=open&amp;number=HD\"",
    ] {
        assert!(page.html.contains(&format!("href=\"{LIST}{href}")), "{href}");
    }
    assert!(page.html.contains("name=\"status\" value=\"open\""), "the search keeps the filter");
}

#[tokio::test]
async fn an_opened_invoice_shows_its_lines_and_sums_and_hides_what_is_not_known() {
    let page = visit("?invoice=inv-2", ready(list(vec![invoice(2, "open")]))).await;
    says(
        &page,
        &["Overage minutes", "1,234.5 minutes", "−$53.00", "Subtotal", "GST", "$44.70", "Due date", "15 November 2026"],
    );
    says(&page, &["Usage of this period"]);
    assert!(page.html.contains("/billing/usage?period=2026-10-01\""));
    let text = page.text();
    for absent in ["Paid date", "Amount paid", "Amount due"] {
        assert!(!text.contains(absent), "{absent}");
    }
    assert!(page.html.contains("aria-expanded=\"true\""));
}

#[tokio::test]
async fn an_invoice_that_cannot_be_opened_leaves_the_list_as_it_is() {
    let invoices = Invoices { opened: Err(DomainError::Unavailable(None)), ..ready(list(vec![invoice(2, "open")])) };
    let page = visit("?invoice=inv-2", invoices).await;
    assert_eq!(page.status, 200);
    says(&page, &["HD-0002", "Billing details could not be loaded", &format!("Reference: {INCIDENT}")]);
}

#[tokio::test]
async fn an_invoice_opened_from_elsewhere_stands_above_the_list() {
    let page = visit("?invoice=inv-2", ready(list(vec![invoice(4, "paid")]))).await;
    says(&page, &["Invoice HD-0002", "Close", "HD-0004"]);
}

#[tokio::test]
async fn an_overdue_invoice_offers_payment_to_those_who_can_pay_and_support_to_all() {
    let overdue = || ready(list(vec![invoice(2, "open"), invoice(1, "paid")]));
    let page = visit("", overdue()).await;
    says(
        &page,
        &["Invoice HD-0002 is overdue.", "$491.70 was due on 15 November 2026.", "$983.40 is outstanding in all."],
    );
    says(&page, &["Pay in Stripe", "Contact support"]);
    let page = open_invoices("/billing/clients/orchard/invoices", partner(), overdue()).await;
    says(&page, &["Orchard Vets", "Invoice HD-0002 is overdue.", "Contact support"]);
    assert!(!page.text().contains("Pay in Stripe") && !page.html.contains("payment-methods"));
    assert!(page.html.contains("href=\"/billing/clients/orchard/invoices/inv-2/pdf\""));
    let page = visit("", ready(list(vec![invoice(2, "paid")]))).await;
    assert!(!page.text().contains("overdue"));
}

#[tokio::test]
async fn each_reason_for_no_rows_has_its_words() {
    let empty = || list(Vec::new());
    let never = InvoiceList {
        ever_invoiced: false,
        first_invoice_note: Some("Your first invoice comes on 1 December.".into()),
        ..empty()
    };
    says(&visit("", ready(never)).await, &["No invoices yet", "Your first invoice comes on 1 December."]);
    says(&visit("?status=paid", ready(empty())).await, &["No paid invoices"]);
    says(&visit("?status=open", ready(empty())).await, &["No open invoices"]);
    says(&visit("?number=X", ready(empty())).await, &["No invoice matches your search", "Clear search"]);
    let cut = InvoiceList { searched_all: false, ..empty() };
    says(&visit("?number=X", ready(cut)).await, &["looked at the newest ones only"]);
    for (panel, title) in [
        (Panel::NotConfigured, "Billing is not configured"),
        (Panel::ConfigurationError, "Billing configuration needs attention"),
    ] {
        let page = visit("", Invoices { list: Ok(panel), ..Invoices::default() }).await;
        says(&page, &[title, "Contact support"]);
        assert!(!page.html.contains("<table"));
    }
}

#[tokio::test]
async fn trouble_with_the_list_has_its_status_and_its_words() {
    for (error, status, title) in [
        (DomainError::Unavailable(None), 503, "Billing details could not be loaded"),
        (DomainError::TimedOut, 504, "Billing details could not be loaded"),
        (DomainError::RateLimited(Some(30)), 429, "Try again in 30 seconds."),
    ] {
        let page = visit("", Invoices { list: Err(error), ..Invoices::default() }).await;
        assert_eq!(page.status, status, "{error:?}");
        says(&page, &[title, &format!("Reference: {INCIDENT}")]);
        assert!(!page.html.contains("<table"));
    }
}

#[tokio::test]
async fn roles_without_billing_are_told_whom_to_ask() {
    for (role, path) in [(Role::ClientStaff, LIST), (Role::PartnerUser, "/billing/clients/orchard/invoices")] {
        let page = open_invoices(path, met(role), ready(list(vec![invoice(2, "open")]))).await;
        assert_eq!(page.status, 403, "{role:?}");
        says(&page, &["Contact your administrator"]);
        assert!(!page.html.contains("HD-0002"));
    }
}

fn recipients() -> Vec<RecipientGroup> {
    let masked = Recipient {
        id: RecipientId::parse("r1").unwrap(),
        masked: MaskedAddress::parse("a•••@h•••.com").unwrap(),
    };
    vec![
        RecipientGroup { kind: RecipientGroupKind::InvoicesAndReceipts, syncing: true, recipients: Vec::new() },
        RecipientGroup { kind: RecipientGroupKind::PlanAndBillingChanges, syncing: false, recipients: vec![masked] },
    ]
}

#[tokio::test]
async fn the_recipients_card_is_what_each_role_may_see() {
    let invoices = || Invoices { recipients: Ok(recipients()), ..ready(list(vec![invoice(2, "paid")])) };
    let page = visit("", invoices()).await;
    says(
        &page,
        &["Billing email recipients", "Invoices and receipts", "Currently syncing", "Plan and billing changes"],
    );
    says(&page, &["a•••@h•••.com", "Show email", "Edit recipients"]);
    assert!(page.html.contains("href=\"/settings?section=tenant-settings\""));
    let page = open_invoices(LIST, met(Role::ClientManager), invoices()).await;
    says(&page, &["Billing email recipients", "Settings > Tenant Settings"]);
    assert!(
        !page.html.contains("a•••") && !page.text().contains("Show email") && !page.text().contains("Edit recipients")
    );
    let page = open_invoices("/billing/clients/orchard/invoices", partner(), invoices()).await;
    says(&page, &["Billing emails are managed by client admins."]);
    assert!(!page.html.contains("a•••") && !page.text().contains("Show email"));
}

#[tokio::test]
async fn recipients_that_cannot_be_read_leave_the_invoices() {
    let invoices = Invoices { recipients: Err(DomainError::TimedOut), ..ready(list(vec![invoice(2, "paid")])) };
    let page = visit("", invoices).await;
    assert_eq!(page.status, 200);
    says(&page, &["HD-0002", "Billing email recipients", "Billing details could not be loaded"]);
}
