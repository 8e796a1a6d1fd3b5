//! The Payment methods panel: the card on file, the way to Stripe's billing portal, and why there is none.

use crate::world::{INCIDENT, Page, met, open_changed, partner};
use app::{
    backend::{BillingScope, DomainError, OpenPaymentPortal, PaymentsPort},
    model::{
        once_key::OnceKey,
        panel::Panel,
        payment::{Card, CardMonth, PaymentMethods, PortalLink, PortalOffer},
        role::Role,
    },
};
use async_trait::async_trait;
use std::sync::Arc;

const PANEL: &str = "/billing/payment-methods";

struct Fixed(Result<Panel<PaymentMethods>, DomainError>);

#[async_trait]
impl PaymentsPort for Fixed {
    async fn methods(&self, _scope: &BillingScope<OpenPaymentPortal>) -> Result<Panel<PaymentMethods>, DomainError> {
        self.0.clone()
    }

    async fn open_portal(
        &self,
        _scope: &BillingScope<OpenPaymentPortal>,
        _confirmation: OnceKey,
    ) -> Result<PortalLink, DomainError> {
        panic!("reading a page opens nothing at Stripe")
    }
}

fn key() -> OnceKey {
    OnceKey::of_random([3; 16])
}

fn methods(card: Option<Card>, portal: bool) -> Result<Panel<PaymentMethods>, DomainError> {
    let offer = PortalOffer { destination: "billing.stripe.com".into(), confirmation: key() };
    Ok(Panel::Ready(PaymentMethods { card, portal: portal.then_some(offer) }))
}

fn visa(expired: bool) -> Option<Card> {
    let expires = CardMonth::of(2030, 8);
    Some(Card { brand: Some("visa".into()), last4: Some("4242".into()), expires, expired })
}

async fn visit(role: Role, path: &str, answer: Result<Panel<PaymentMethods>, DomainError>) -> Page {
    open_changed(path, met(role), |ports| ports.payments = Arc::new(Fixed(answer))).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

#[tokio::test]
async fn the_card_and_the_way_to_the_portal_are_there_for_those_who_pay() {
    for role in [Role::ClientAdmin, Role::ClientManager] {
        let page = visit(role, PANEL, methods(visa(false), true)).await;
        assert_eq!(page.status, 200);
        says(&page, &["Usage Invoices Payment methods", "Visa ending in 4242", "08/2030", "Open Billing Portal"]);
        says(&page, &["payment-profile and invoice actions configured for your tenant"]);
        assert!(page.html.contains("billing.stripe.com"), "the dialog names where it goes");
        assert!(!page.text().contains("Expired"));
        assert!(page.html.contains("<title>Payment methods · Billing · AiDial</title>"));
        assert!(page.html.contains(&format!("href=\"{PANEL}?confirm=1\"")), "without script it leads to a page");
    }
}

#[tokio::test]
async fn a_card_that_is_over_says_so_and_one_that_is_not_known_is_not_guessed() {
    says(&visit(Role::ClientAdmin, PANEL, methods(visa(true), true)).await, &["Expired"]);
    let page = visit(Role::ClientAdmin, PANEL, methods(None, true)).await;
    says(&page, &["Billing does not say which card is on file", "Open Billing Portal"]);
    assert!(!page.text().contains("ending in"));
}

#[tokio::test]
async fn the_confirmation_names_the_destination_and_sends_its_key_alone() {
    let page = visit(Role::ClientAdmin, &format!("{PANEL}?confirm=1"), methods(visa(false), true)).await;
    says(
        &page,
        &["Open the Stripe billing portal?", "A new tab opens at billing.stripe.com", "Continue to Stripe", "Cancel"],
    );
    let form = page.html.split_once("action=\"/billing/payment-methods/portal\"").unwrap().1;
    let form = form.split_once("</form>").unwrap().0;
    assert!(form.contains("target=\"_blank\"") && form.contains("rel=\"noopener\""));
    assert_eq!(form.matches("<input").count(), 1, "nothing of whose it is or where it comes back to");
    assert!(form.contains(&format!("name=\"once\" value=\"{}\"", key())));
}

#[tokio::test]
async fn without_a_portal_nothing_is_confirmed_and_the_reason_is_said() {
    for path in [PANEL.to_owned(), format!("{PANEL}?confirm=1")] {
        let page = visit(Role::ClientAdmin, &path, methods(visa(false), false)).await;
        assert_eq!(page.status, 200);
        says(&page, &["Your contract has no billing portal", "Contact support", "Visa ending in 4242"]);
        assert!(!page.html.contains("/billing/payment-methods/portal") && !page.text().contains("Open Billing Portal"));
    }
}

#[tokio::test]
async fn each_state_of_billing_has_its_words() {
    for (answer, status, title) in [
        (Ok(Panel::NotConfigured), 200, "Billing is not configured"),
        (Ok(Panel::ConfigurationError), 200, "Billing configuration needs attention"),
        (Err(DomainError::Unavailable(None)), 503, "Billing details could not be loaded"),
        (Err(DomainError::TimedOut), 504, "Billing took too long to answer"),
        (Err(DomainError::RateLimited(Some(30))), 429, "Try again in 30 seconds."),
    ] {
        let failed = answer.is_err();
        let page = visit(Role::ClientAdmin, PANEL, answer).await;
        assert_eq!(page.status, status, "{title}");
        says(&page, &[title]);
        if failed {
            says(&page, &[&format!("Reference: {INCIDENT}")]);
        }
        assert!(!page.text().contains("Open Billing Portal"));
    }
}

#[tokio::test]
async fn those_who_do_not_pay_have_no_panel() {
    for role in [Role::ClientStaff, Role::PartnerUser] {
        let page = visit(role, PANEL, methods(visa(false), true)).await;
        assert_eq!(page.status, 403, "{role:?}");
        says(&page, &["Contact your administrator"]);
        assert!(!page.html.contains("4242"));
    }
    let page = open_changed(PANEL, partner(), |ports| ports.payments = Arc::new(Fixed(methods(visa(false), true))));
    let page = page.await;
    assert_eq!(page.status, 404);
    assert!(!page.html.contains("4242") && !page.text().contains("Payment methods"));
}
