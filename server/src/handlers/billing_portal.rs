//! `POST /billing/payment-methods/portal`: from the confirmation to Stripe, for browsers without script.

use super::forms::{FormRoutes, Forms, refuse, see_other};
use app::{
    backend::{DomainError, OpenPaymentPortal, SignedIn},
    model::{once_key::OnceKey, payment::PortalLink},
    paths,
};
use axum::{body::Bytes, extract::State, response::Response};
use http::request::Parts;
use url::form_urlencoded;

/// Opens the portal. The confirmation is all that is read, and anything beside it is refused: whom the session is for and
/// where it comes back to is not the browser's to say (acceptance STR-01).
pub async fn open(State(FormRoutes(forms)): State<FormRoutes>, parts: Parts, body: Bytes) -> Response {
    match link(&forms, &parts, &body).await {
        Ok(link) => see_other(&link.url),
        Err(error) => refuse(&parts, paths::PAYMENT_METHODS, error),
    }
}

async fn link(forms: &Forms, parts: &Parts, body: &[u8]) -> Result<PortalLink, DomainError> {
    let visitor = forms.visitor(parts);
    let scope = SignedIn::of(&*visitor).await?.scope::<OpenPaymentPortal>(None).await?;
    let confirmation = confirmation(body).ok_or(DomainError::BadRequest)?;
    forms.ports.payments.open_portal(&scope, confirmation).await
}

fn confirmation(body: &[u8]) -> Option<OnceKey> {
    let mut fields = form_urlencoded::parse(body);
    match (fields.next(), fields.next()) {
        (Some((name, value)), None) if name == OnceKey::FIELD => OnceKey::parse(&value),
        _ => None,
    }
}
