//! Tenant Settings: read, and shown as a form or as a summary. What was sent and not saved is shown again before anything that
//! is read, so that no trouble loses it.

use super::{
    draft::{self, Came, Drafted, Sent},
    form, summary,
};
use crate::{
    api::tenant_settings::{save_tenant_settings, tenant_settings, time_zones},
    error::{ErrorKind, PortalError},
    model::{
        access::{self, Right},
        panel::Panel,
        tenant_settings::{SaveAnswer, TenantSettings},
        viewer::Viewer,
    },
    pages::{
        posted::Posted,
        response,
        show_email::{Shown, Whose},
    },
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
    /// A form that was sent and did not lead on.
    sent: Option<Sent>,
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
        {part_view(reading, words::of_settings_error, move |loaded| draw(loaded, may_edit))}
    }
    .into_any()
}

/// Does what a form asks for, if there is one, and reads what stands.
async fn read(posted: Option<Posted>, may_edit: bool) -> Result<Loaded, PortalError> {
    let sent = match posted {
        Some(form) => Some(carry_out(&form).await?),
        None => None,
    };
    let (settings, zones) = match load(may_edit).await {
        Ok((settings, zones)) => (Some(settings), zones),
        Err(_) if sent.is_some() => (None, Vec::new()),
        Err(error) => return Err(error),
    };
    Ok(Loaded { settings, zones, sent })
}

/// Saves, or shows an address: what is saved leads on, and what was typed comes back in every other case.
async fn carry_out(form: &Posted) -> Result<Sent, PortalError> {
    let draft = draft::of_form(form).ok_or_else(|| PortalError::local(ErrorKind::BadRequest))?;
    if let Some(shown) = Shown::of_form(form, Whose::Contact).await {
        return match shown.trouble() {
            Some(error) if error.kind == ErrorKind::NotFound => Err(error.clone()),
            _ => Ok(Sent { draft, came: Came::Showing(shown) }),
        };
    }
    let answer = save_tenant_settings(draft.clone()).await;
    match &answer {
        Ok(SaveAnswer::Saved(_)) => drop(response::send_on(&format!("{}&saved=1", paths::TENANT_SETTINGS))),
        Ok(SaveAnswer::Invalid(_)) => response::answer_invalid(),
        Ok(SaveAnswer::Conflict(_)) => response::answer_conflict(),
        Err(error) if error.kind == ErrorKind::NotFound => return Err(error.clone()),
        Err(error) => response::answer_again(error),
    }
    Ok(Sent { draft, came: Came::Saving(answer) })
}

async fn load(may_edit: bool) -> Result<(TenantSettings, Vec<String>), PortalError> {
    let zones = if may_edit { time_zones().await? } else { Vec::new() };
    Ok((tenant_settings().await?, zones))
}

fn draw(mut loaded: Loaded, may_edit: bool) -> AnyView {
    match (loaded.sent.take(), loaded.settings.clone()) {
        (Some(sent), _) => form::form(&Drafted::again(sent), &loaded),
        (None, Some(settings)) if may_edit => form::form(&Drafted::fresh(&settings), &loaded),
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
