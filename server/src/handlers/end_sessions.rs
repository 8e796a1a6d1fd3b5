//! `POST /settings/active-sessions/end`: ends one of the person's other sessions (`reference=…`) or all of them
//! (`others=1`), for browsers without script.

use super::forms::{FormRoutes, Forms, refuse, see_other};
use app::{
    backend::{DomainError, SignedIn},
    model::audit::{AuditAbout, AuditEvent, AuditOutcome},
    paths,
};
use axum::{body::Bytes, extract::State, response::Response};
use http::request::Parts;
use url::form_urlencoded;

/// Ends what is named, then goes on to the list. One that had ended already is as good as ended.
pub async fn end(State(FormRoutes(forms)): State<FormRoutes>, parts: Parts, body: Bytes) -> Response {
    match carry_out(&forms, &parts, &body).await {
        Ok(()) => see_other(paths::ACTIVE_SESSIONS),
        Err(error) => refuse(&parts, paths::ACTIVE_SESSIONS, error),
    }
}

async fn carry_out(forms: &Forms, parts: &Parts, body: &[u8]) -> Result<(), DomainError> {
    let visitor = forms.visitor(parts);
    let person = SignedIn::of(&*visitor).await?;
    let desk = visitor.session().await?.ok_or(DomainError::SignedOut)?;
    let mut fields = form_urlencoded::parse(body);
    match (fields.next(), fields.next()) {
        (Some((name, value)), None) if name == "reference" => {
            if desk.end(&value).await? {
                person.note(AuditEvent::SignOut, AuditOutcome::Done, AuditAbout::parse("other-session")).await;
            }
            Ok(())
        }
        (Some((name, value)), None) if name == "others" && value == "1" => {
            let about = AuditAbout::parse(&format!("other-sessions:{}", desk.end_others().await?));
            person.note(AuditEvent::SignOut, AuditOutcome::Done, about).await;
            Ok(())
        }
        _ => Err(DomainError::BadRequest),
    }
}
