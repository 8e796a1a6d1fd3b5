//! Tenant Settings: read, and shown as a form or as a summary. What was sent and not saved is shown again before anything that
//! is read, so that no trouble loses it.

use super::{draft::Drafted, form, summary};
use crate::{
    api::tenant_settings::{tenant_settings, time_zones},
    error::PortalError,
    model::{
        access::{self, Right},
        panel::Panel,
        tenant_settings::{SettingsAttempt, TenantSettings},
        viewer::Viewer,
    },
    pages::response,
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
}

/// The section.
pub(super) fn section() -> AnyView {
    let attempt = use_context::<SettingsAttempt>();
    let may_edit = use_context::<Viewer>().is_some_and(|viewer| access::holds(viewer.role, Right::EditTenantSettings));
    let is_saved = use_location().search.with_untracked(|search| crate::paths::query_value(search, "saved").is_some());
    let is_again = attempt.is_some();
    let reading = Reading::new(async move {
        match load(may_edit).await {
            Ok(loaded) => Ok(Panel::Ready(loaded)),
            Err(_) if is_again => Ok(Panel::Ready(Loaded { settings: None, zones: Vec::new() })),
            Err(error) => {
                response::answer_with(&error);
                Err(error)
            }
        }
    });
    let saved = (is_saved && attempt.is_none()).then(saved);
    view! {
        {saved}
        {part_view(reading, words::of_settings_error, move |loaded| draw(loaded, attempt))}
    }
    .into_any()
}

async fn load(may_edit: bool) -> Result<Loaded, PortalError> {
    let zones = if may_edit { time_zones().await? } else { Vec::new() };
    Ok(Loaded { settings: Some(tenant_settings().await?), zones })
}

fn draw(loaded: Loaded, attempt: Option<SettingsAttempt>) -> AnyView {
    match (attempt, loaded.settings.clone()) {
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
