//! `POST /settings`: Tenant Settings from a browser without script. What is not saved is shown again, word for word.

use super::{
    form_page::{FormRoutes, Forms, refuse, see_other, trouble},
    new_ticket::status_of,
};
use app::{
    backend::{DomainError, EditTenantSettings, SignedIn},
    model::tenant_settings::{SaveAnswer, SettingsAttempt, SettingsDraft},
    paths,
};
use axum::{body::Bytes, extract::State, response::Response};
use http::{StatusCode, request::Parts};

/// Saves the settings, then goes on to the section.
pub async fn save(State(FormRoutes(forms)): State<FormRoutes>, parts: Parts, body: Bytes) -> Response {
    let Ok(draft) = serde_urlencoded::from_bytes::<SettingsDraft>(&body) else {
        return refuse(&parts, paths::TENANT_SETTINGS, DomainError::BadRequest);
    };
    let outcome = carry_out(&forms, &parts, &draft).await;
    let status = match &outcome {
        Ok(SaveAnswer::Saved(_)) => return see_other(&format!("{}&saved=1", paths::TENANT_SETTINGS)),
        Ok(SaveAnswer::Invalid(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        Ok(SaveAnswer::Conflict(_)) => StatusCode::CONFLICT,
        // A page cannot be shown to someone who is not let in.
        Err(
            error @ (DomainError::SignedOut
            | DomainError::MfaRequired
            | DomainError::AccessSuspended
            | DomainError::NoBillingAccess
            | DomainError::NotFound),
        ) => return refuse(&parts, paths::TENANT_SETTINGS, *error),
        Err(error) => status_of(&parts, *error),
    };
    let outcome = outcome.map_err(|error| trouble(&parts, error));
    forms.pages.show(parts, status, SettingsAttempt { draft, outcome }).await
}

async fn carry_out(forms: &Forms, parts: &Parts, draft: &SettingsDraft) -> Result<SaveAnswer, DomainError> {
    let visitor = forms.visitor(parts);
    let scope = SignedIn::of(&*visitor).await?.scope::<EditTenantSettings>(None).await?;
    match draft.check() {
        Ok(update) => forms.ports.tenant_settings.save(&scope, &update).await,
        Err(faults) => Ok(SaveAnswer::Invalid(faults)),
    }
}
