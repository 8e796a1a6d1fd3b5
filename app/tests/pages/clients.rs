//! Partner Billing: the list of assigned clients in each of its states.

use crate::{
    figures::full,
    world::{Clients, INCIDENT, Page, met, open_over, partner, person},
};
use app::{
    backend::{DomainError, Meeting, Mfa, PersonContext},
    model::{
        client::{ClientFigures, ClientRow, KnownFigures},
        client_id::ClientId,
        day::{Date, Moment},
        money::{Currency, Money},
        panel::Panel,
        role::Role,
    },
    paths,
};
use std::sync::Arc;

fn row(name: &str, figures: ClientFigures) -> ClientRow {
    let id = name.to_lowercase().replace(' ', "-");
    ClientRow { client_id: ClientId::parse(&id).unwrap(), name: name.into(), figures }
}

fn known(used: i64) -> KnownFigures {
    let as_of =
        Moment { utc: "2026-11-24T04:05:00Z".into(), day: Date::parse("2026-11-24").unwrap(), hour: 14, minute: 5 };
    KnownFigures {
        plan_name: Some("Growth 600 × 3".into()),
        project_count: Some(3),
        minutes_used: Some(used.into()),
        minutes_included: Some(1_800.into()),
        percent: Some(used / 18),
        over_limit: used > 1_800,
        sms_sent: Some(318),
        outstanding: Some(Money { currency: Currency { code: "AUD".into(), exponent: 2 }, minor: 149_170 }),
        overdue: false,
        as_of: Some(as_of),
        zone: "Australia/Brisbane".into(),
    }
}

fn of(known: KnownFigures) -> ClientFigures {
    ClientFigures::Known(Box::new(known))
}

/// One of each: fine, over the limit and overdue, and three without figures.
fn mixed() -> Vec<ClientRow> {
    vec![
        row("Harbour Dental", of(known(1_512))),
        row("Orchard Vets", of(KnownFigures { overdue: true, ..known(1_908) })),
        row("Fog Stays", ClientFigures::Unreadable),
        row("Blank Optical", ClientFigures::NotConfigured),
        row("Broken Plumbing", ClientFigures::ConfigurationError),
        row("Quiet Cafe", of(KnownFigures::default())),
    ]
}

fn many(count: i64) -> Vec<ClientRow> {
    (1..=count).map(|n| row(&format!("Client {n:03}"), of(known(n)))).collect()
}

async fn visit(path: &str, visitor: Result<Meeting, DomainError>, clients: Clients) -> Page {
    open_over(path, visitor, Ok(Panel::Ready(full())), clients).await
}

async fn list(query: &str, clients: Vec<ClientRow>) -> Page {
    visit(&format!("{}{query}", paths::CLIENTS), partner(), Ok(clients)).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

/// The names in the order they are shown.
fn names(page: &Page) -> Vec<String> {
    let html = page.shown().replace("<!>", "");
    let cells = html.split("<strong>").skip(1);
    cells.filter_map(|rest| rest.split("</strong>").next()).map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn each_client_has_its_figures_its_flags_and_the_way_to_its_billing() {
    let page = list("", mixed()).await;
    assert_eq!(page.status, 200);
    says(
        &page,
        &[
            "Partner Billing",
            "Harbour Dental Growth 600 × 3",
            "1,512 of 1,800",
            "84%",
            "318",
            "$1,491.70",
            "24 Nov 2026, 2:05 pm",
            "Australia/Brisbane",
            "Over limit",
            "Overdue",
            "6 clients",
        ],
    );
    assert!(page.html.contains("href=\"/billing/clients/harbour-dental/usage\""));
    assert_eq!(page.text().matches("Open client billing").count(), 6);
    assert_eq!(page.html.matches("role=\"meter\"").count(), 2);
    assert!(page.html.contains("aria-valuetext=\"106%\""), "{}", page.html);
    assert!(page.html.contains("<title>Partner Billing · AiDial</title>"));
}

#[tokio::test]
async fn a_client_without_figures_says_so_in_its_row_and_shows_no_zero() {
    let page = list("", mixed()).await;
    says(&page, &["Figures could not be read", "Billing is not configured", "Billing configuration needs attention"]);
    assert_eq!(names(&page).len(), 6);
    assert_eq!(page.text().matches("$").count(), 2, "{}", page.text());
    let alone = list("", vec![row("Quiet Cafe", of(KnownFigures::default()))]).await;
    for absent in ["$", "0%", " 0 ", "As of 1"] {
        assert!(!alone.text().contains(absent), "{absent:?} is in {:?}", alone.text());
    }
}

#[tokio::test]
async fn the_address_orders_the_list_and_the_heads_say_how() {
    let page = list("", mixed()).await;
    assert_eq!(names(&page).first().map(String::as_str), Some("Blank Optical"));
    assert_eq!(page.html.matches("aria-sort=\"ascending\"").count(), 1);
    let page = list("?order=minutes&descending=true", mixed()).await;
    assert_eq!(names(&page).get(..2).unwrap(), ["Orchard Vets", "Harbour Dental"]);
    assert_eq!(page.html.matches("aria-sort=\"descending\"").count(), 1);
    assert_eq!(page.html.matches("aria-sort").count(), 1);
    assert!(page.html.contains("href=\"/billing/clients?order=minutes\""));
    assert!(page.html.contains("href=\"/billing/clients?order=sms&amp;descending=true\""));
}

#[tokio::test]
async fn a_search_is_a_form_that_keeps_the_order() {
    let page = list("?search=vets&order=sms&descending=true", mixed()).await;
    assert_eq!(names(&page), ["Orchard Vets"]);
    says(&page, &["1 client", "Clear search"]);
    assert!(page.html.contains("<form method=\"get\" action=\"/billing/clients\""));
    assert!(page.html.contains("value=\"vets\""), "{}", page.html);
    for kept in ["name=\"order\" value=\"sms\"", "name=\"descending\" value=\"true\""] {
        assert!(page.html.contains(kept), "{kept}");
    }
    assert!(page.html.contains("href=\"/billing/clients?order=sms&amp;descending=true\""), "clear keeps the order");
    assert!(!list("", mixed()).await.html.contains("type=\"hidden\""));
}

#[tokio::test]
async fn a_search_without_a_hit_and_a_partner_without_clients_are_told_apart() {
    let page = list("?search=nobody", mixed()).await;
    assert_eq!(page.status, 200);
    says(&page, &["No client matches your search", "Clear search"]);
    let page = list("", Vec::new()).await;
    assert_eq!(page.status, 200);
    says(&page, &["No clients are assigned to you"]);
    assert!(!page.html.contains("<table"));
}

#[tokio::test]
async fn pages_are_links_and_one_past_the_end_is_the_last() {
    let page = list("", many(45)).await;
    assert_eq!(names(&page).len(), 20);
    says(&page, &["1–20 of 45 clients", "Previous", "Next"]);
    assert!(page.html.contains("href=\"/billing/clients?page=2\""));
    assert_eq!(page.html.matches("aria-disabled=\"true\"").count(), 1);
    for past in ["?page=99", "?page=4294967295"] {
        let page = list(past, many(45)).await;
        assert_eq!(names(&page).len(), 5, "{past}");
        says(&page, &["41–45 of 45 clients"]);
        assert!(page.html.contains("href=\"/billing/clients?page=2\""), "{past}");
    }
    let one = list("", many(20)).await;
    assert!(!one.text().contains("Next"));
}

#[tokio::test]
async fn an_address_that_makes_no_sense_shows_the_list_as_at_first() {
    let page = list("?page=-3&order=%3Cscript%3E&descending=maybe&search=+", many(3)).await;
    assert_eq!((page.status, names(&page).len()), (200, 3));
    assert!(!page.html.contains("<script>"));
}

#[tokio::test]
async fn trouble_has_its_status_its_words_and_its_reference_and_no_table() {
    for (error, status, title) in [
        (DomainError::Unavailable(None), 503, "Billing details could not be loaded"),
        (DomainError::RateLimited(Some(30)), 429, "Too many requests"),
        (DomainError::NotUnderstood, 502, "Billing details could not be loaded"),
        (DomainError::AccessSuspended, 403, "Access is suspended"),
    ] {
        let page = visit(paths::CLIENTS, partner(), Err(error)).await;
        assert_eq!(page.status, status, "{error:?}");
        says(&page, &["Partner Billing", title, &format!("Reference: {INCIDENT}")]);
        assert!(!page.html.contains("<table"), "{error:?}");
    }
    let page = visit("/billing/clients?page=2", partner(), Err(DomainError::SignedOut)).await;
    assert_eq!(
        (page.status, page.location.as_deref()),
        (303, Some("/sign-in?return_to=%2Fbilling%2Fclients%3Fpage%3D2"))
    );
}

#[tokio::test]
async fn a_partner_admin_starts_at_the_list_and_sees_billing_in_the_sidebar() {
    for path in [paths::ROOT, paths::BILLING] {
        let page = visit(path, partner(), Ok(mixed())).await;
        assert_eq!((page.status, page.location.as_deref()), (303, Some(paths::CLIENTS)), "{path}");
    }
    let page = list("", mixed()).await;
    assert!(page.html.contains("href=\"/billing\" aria-current=\"true\""), "{}", page.html);
}

#[tokio::test]
async fn client_roles_find_nothing_at_the_partners_addresses() {
    for role in [Role::ClientAdmin, Role::ClientManager] {
        for path in [paths::CLIENTS, "/billing/clients/harbour/usage", "/billing/clients/harbour"] {
            let page = visit(path, met(role), Ok(mixed())).await;
            assert_eq!((page.status, page.location.as_deref()), (404, None), "{role:?} {path}");
            says(&page, &["Page not found"]);
            assert!(!page.html.contains("Partner Billing") && !page.html.contains("Orchard"), "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn roles_without_billing_are_told_whom_to_ask_at_the_partners_addresses_too() {
    for role in [Role::ClientStaff, Role::PartnerUser] {
        for path in [paths::CLIENTS, "/billing/clients/orchard/usage", "/billing/clients/orchard"] {
            let page = visit(path, met(role), Ok(mixed())).await;
            assert_eq!(page.status, 403, "{role:?} {path}");
            says(&page, &["Billing is not part of your role", "Contact your administrator"]);
            assert!(!page.html.contains("Orchard") && !page.html.contains("href=\"/billing\""), "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn a_partner_admin_without_the_second_factor_sees_only_that() {
    let factor = Mfa { required: true, satisfied: false, setup_url: None };
    let without = PersonContext { mfa: factor, ..person(Some(Role::PartnerAdmin)) };
    let page = visit(paths::CLIENTS, Ok(Meeting::Person(Arc::new(without))), Ok(mixed())).await;
    assert_eq!(page.status, 403);
    says(&page, &["Multi-factor authentication is required"]);
    assert!(!page.html.contains("Orchard") && !page.html.contains("class=\"areas\""));
}

#[tokio::test]
async fn hostile_names_stay_text() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
    let hostile = KnownFigures { plan_name: Some(evil.into()), zone: evil.into(), ..known(5) };
    let page = list("?search=%3C%2Fscript%3E", vec![ClientRow { name: evil.into(), ..row("evil", of(hostile)) }]).await;
    assert_eq!(page.status, 200);
    assert!(!page.html.contains("<script>alert") && !page.html.contains("<img"), "{}", page.html);
    assert!(!page.html.contains(" style="));
}
