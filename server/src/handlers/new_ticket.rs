//! `POST /support/new`: a ticket from a browser without script. What is not sent is shown again, word for word.

use super::form_page::{FormRoutes, Forms, refuse, see_other, trouble};
use app::{
    backend::{DomainError, SignedIn},
    model::{
        once_key::OnceKey,
        ticket::{SendAnswer, TicketAttempt, TicketDraft},
    },
    paths,
};
use axum::{body::Bytes, extract::State, response::Response};
use http::{StatusCode, request::Parts};
use serde::Deserialize;

/// What the form has beside the ticket.
#[derive(Deserialize)]
struct About {
    once: OnceKey,
    #[serde(default)]
    client: String,
}

/// Sends the ticket, then goes on to the list of tickets.
pub async fn send(State(FormRoutes(forms)): State<FormRoutes>, parts: Parts, body: Bytes) -> Response {
    let read = serde_urlencoded::from_bytes::<TicketDraft>(&body);
    let (Ok(draft), Ok(about)) = (read, serde_urlencoded::from_bytes::<About>(&body)) else {
        return refuse(&parts, paths::NEW_TICKET, DomainError::BadRequest);
    };
    let client = Some(about.client).filter(|client| !client.is_empty());
    let outcome = carry_out(&forms, &parts, about.once, client.as_deref(), &draft).await;
    let status = match &outcome {
        Ok(SendAnswer::Sent(_)) => return see_other(&format!("{}?sent=1", paths::SUPPORT)),
        Ok(SendAnswer::Invalid(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        // A page cannot be shown to someone who is not let in.
        Err(
            error @ (DomainError::SignedOut
            | DomainError::MfaRequired
            | DomainError::AccessSuspended
            | DomainError::NoBillingAccess
            | DomainError::NotFound),
        ) => return refuse(&parts, paths::SUPPORT, *error),
        Err(error) => status_of(&parts, *error),
    };
    let outcome = outcome.map_err(|error| trouble(&parts, error));
    let attempt = TicketAttempt { once: about.once, client, draft, outcome };
    forms.pages.show(parts, status, attempt).await
}

async fn carry_out(
    forms: &Forms,
    parts: &Parts,
    once: OnceKey,
    client: Option<&str>,
    draft: &TicketDraft,
) -> Result<SendAnswer, DomainError> {
    let visitor = forms.visitor(parts);
    let scope = SignedIn::of(&*visitor).await?.support_scope(client).await?;
    match draft.check() {
        Ok(ticket) => forms.ports.tickets.send(&scope, once, &ticket).await,
        Err(faults) => Ok(SendAnswer::Invalid(faults)),
    }
}

pub(super) fn status_of(parts: &Parts, error: DomainError) -> StatusCode {
    StatusCode::from_u16(trouble(parts, error).kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
