//! Tenant Settings: read, and shown as a form or as a summary. What was sent and not saved is shown again before anything that
//! is read, so that no trouble loses it.

use super::{
    draft::{self, Drafted},
    form, summary,
};
use crate::{
    api::tenant_settings::{save_tenant_settings, tenant_settings, time_zones},
    error::{ErrorKind, PortalError},
    model::{
        access::{self, Right},
        panel::Panel,
        tenant_settings::{SaveAnswer, SettingsAttempt, TenantSettings},
        viewer::Viewer,
    },
    pages::{posted::Posted, response},
    paths,
    ui::{Announced, Glyph, Notice, Reading, Tone, part_view},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

/// What the section shows.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Loaded {
    /// As they stand; none when only what was typed is known.
    pub(super) settings: Option<TenantSettings>,
    /// The time zones to choose from, for those who may change them.
    pub(super) zones: Vec<String>,
    /// What was sent and not saved.
    attempt: Option<SettingsAttempt>,
}

/// The section.
pub(super) fn section() -> AnyView {
    let posted = Posted::here();
    let may_edit = use_context::<Viewer>().is_some_and(|viewer| access::holds(viewer.role, Right::EditTenantSettings));
    let is_saved = use_location().search.with_untracked(|search| paths::query_value(search, "saved").is_some());
    let saved = (is_saved && posted.is_none()).then(saved);
    let reading = Reading::new(async move {
        let answer = read(posted, may_edit).await;
        if let Err(error) = &answer {
            response::answer_with(error);
        }
        answer.map(Panel::Ready)
    });
    view! {
        {saved}
        {part_view(reading, words::of_settings_error, draw)}
    }
    .into_any()
}

/// Saves what was sent, if anything was, and reads what stands.
async fn read(posted: Option<Posted>, may_edit: bool) -> Result<Loaded, PortalError> {
    let attempt = match posted {
        Some(form) => Some(save(&form).await?),
        None => None,
    };
    let (settings, zones) = match load(may_edit).await {
        Ok((settings, zones)) => (Some(settings), zones),
        Err(_) if attempt.is_some() => (None, Vec::new()),
        Err(error) => return Err(error),
    };
    Ok(Loaded { settings, zones, attempt })
}

/// Saves a form: what is saved leads on, and what is not comes back.
async fn save(form: &Posted) -> Result<SettingsAttempt, PortalError> {
    let draft = draft::of_form(form).ok_or_else(|| PortalError::local(ErrorKind::BadRequest))?;
    let outcome = save_tenant_settings(draft.clone()).await;
    match &outcome {
        Ok(SaveAnswer::Saved(_)) => drop(response::send_on(&format!("{}&saved=1", paths::TENANT_SETTINGS))),
        Ok(SaveAnswer::Invalid(_)) => response::answer_invalid(),
        Ok(SaveAnswer::Conflict(_)) => response::answer_conflict(),
        Err(error) if error.kind == ErrorKind::NotFound => return Err(error.clone()),
        Err(error) => response::answer_with(error),
    }
    Ok(SettingsAttempt { draft, outcome })
}

async fn load(may_edit: bool) -> Result<(TenantSettings, Vec<String>), PortalError> {
    let zones = if may_edit { time_zones().await? } else { Vec::new() };
    Ok((tenant_settings().await?, zones))
}

fn draw(mut loaded: Loaded) -> AnyView {
    match (loaded.attempt.take(), loaded.settings.clone()) {
        (Some(attempt), _) => form::form(&Drafted::again(attempt), &loaded),
        (None, Some(settings)) if settings.editable => form::form(&Drafted::fresh(&settings), &loaded),
        (None, Some(settings)) => summary::summary(settings),
        (None, None) => ().into_any(),
    }
}

fn saved() -> AnyView {
    view! {
        <Announced text=words::SETTINGS_SAVED.to_owned() />
        <Notice tone=Tone::Good glyph=Glyph::Check title=words::SETTINGS_SAVED />
    }
    .into_any()
}
