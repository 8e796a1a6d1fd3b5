//! Who is let in, and what the others are told.

use crate::{
    figures::full,
    world::{Billing, Page, met, open, person},
};
use app::{
    backend::{DomainError, Meeting, Mfa, PersonContext},
    model::{panel::Panel, role::Role},
    paths,
};
use std::sync::Arc;

fn fine() -> Billing {
    Ok(Panel::Ready(full()))
}

async fn visit(path: &str, visitor: Result<Meeting, DomainError>) -> Page {
    open(path, visitor, fine()).await
}

fn is(person: PersonContext) -> Result<Meeting, DomainError> {
    Ok(Meeting::Person(Arc::new(person)))
}

#[tokio::test]
async fn a_stranger_is_sent_to_sign_in_and_back_again() {
    for (path, to) in [
        ("/billing/usage?state=active", "/sign-in?return_to=%2Fbilling%2Fusage%3Fstate%3Dactive"),
        ("/billing", "/sign-in?return_to=%2Fbilling"),
        ("/", "/sign-in"),
    ] {
        let page = visit(path, Ok(Meeting::Stranger)).await;
        assert_eq!((page.status, page.location.as_deref()), (303, Some(to)), "{path}");
        assert!(!page.html.contains("1,518"), "{path}");
    }
}

#[tokio::test]
async fn the_start_leads_to_usage() {
    for path in [paths::ROOT, paths::BILLING] {
        let page = visit(path, met(Role::ClientManager)).await;
        assert_eq!((page.status, page.location.as_deref()), (303, Some(paths::USAGE)), "{path}");
    }
}

#[tokio::test]
async fn a_role_without_billing_is_told_whom_to_ask() {
    for role in [Role::ClientStaff, Role::PartnerUser] {
        for path in [paths::ROOT, paths::BILLING, paths::USAGE] {
            let page = visit(path, met(role)).await;
            assert_eq!(page.status, 403, "{role:?} {path}");
            let text = page.text();
            assert!(text.contains("Billing is not part of your role"), "{text}");
            assert!(text.contains("Contact your administrator for billing enquiries."), "{text}");
            assert!(!page.html.contains("href=\"/billing\"") && !page.html.contains("1,518"), "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn visitors_who_are_known_but_not_let_in_see_why_and_nothing_else() {
    let factor = Mfa { required: true, satisfied: false, setup_url: Some("https://issuer.test/mfa".into()) };
    let without_factor = is(PersonContext { mfa: factor, ..person(Some(Role::PartnerAdmin)) });
    for (visitor, title) in [
        (Ok(Meeting::Suspended), "Access is suspended"),
        (without_factor, "Multi-factor authentication is required"),
        (is(person(None)), "Your account has no role in the portal"),
    ] {
        let page = visit(paths::USAGE, visitor).await;
        let text = page.text();
        assert_eq!(page.status, 403, "{title}");
        assert!(text.contains(title) && text.contains("Sign out"), "{text}");
        assert!(!page.html.contains("1,518") && !page.html.contains("class=\"areas\""), "{title}");
    }
}

#[tokio::test]
async fn the_second_factor_page_leads_to_where_it_is_set_up() {
    let factor = Mfa { required: true, satisfied: false, setup_url: Some("https://issuer.test/mfa".into()) };
    let page = visit(paths::USAGE, is(PersonContext { mfa: factor, ..person(Some(Role::PartnerAdmin)) })).await;
    assert!(page.html.contains("href=\"https://issuer.test/mfa\""));
}

#[tokio::test]
async fn a_session_that_cannot_be_read_is_no_sign_out() {
    let page = visit(paths::USAGE, Err(DomainError::StoreUnavailable)).await;
    assert_eq!((page.status, page.location), (503, None));
}

#[tokio::test]
async fn an_address_that_is_no_page_is_not_found() {
    for path in ["/nothing", "/billing/nothing", "/billing/usage/x.css"] {
        let page = visit(path, met(Role::ClientAdmin)).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text().contains("Page not found"));
    }
}

#[tokio::test]
async fn sign_in_keeps_a_local_return_path_and_drops_any_other() {
    for (query, kept) in [
        ("?return_to=%2Fbilling%2Fusage", "value=\"/billing/usage\""),
        ("?return_to=https%3A%2F%2Fevil.example", "value=\"/billing\""),
        ("?return_to=%2F%2Fevil.example", "value=\"/billing\""),
        ("", "value=\"/billing\""),
    ] {
        let page = visit(&format!("{}{query}", paths::SIGN_IN), Ok(Meeting::Stranger)).await;
        assert_eq!(page.status, 200);
        assert!(page.html.contains(kept), "{query}");
        assert!(!page.html.contains("evil.example\""), "{query}");
    }
}

#[tokio::test]
async fn sign_in_says_what_went_wrong_in_its_own_words_only() {
    let said =
        async |problem: &str| visit(&format!("{}?problem={problem}", paths::SIGN_IN), Ok(Meeting::Stranger)).await;
    assert!(said("cancelled").await.text().contains("Sign-in was cancelled."));
    assert_eq!(said("unavailable").await.status, 503);
    let foreign = said("%3Cscript%3Ehello").await;
    assert!(!foreign.html.contains("role=\"alert\""));
    assert_eq!(foreign.status, 200);
}

#[tokio::test]
async fn someone_signed_in_has_no_use_for_the_sign_in_page() {
    let page = visit("/sign-in?return_to=%2Fbilling%2Fusage", met(Role::ClientAdmin)).await;
    assert_eq!((page.status, page.location.as_deref()), (303, Some("/billing/usage")));
}
