//! Tenant settings. May import `world`.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use jiff::tz::TimeZone;

use crate::{
    aidial_api::{
        answer::json,
        body::{JsonObject, Reader, is_email},
        caller::Caller,
        error::ApiError,
        mask::masked,
    },
    people::Role::{ClientAdmin, ClientManager},
    settings_desk::{Conflict, Settings},
    world::World,
};

pub(crate) async fn read(State(world): State<Arc<World>>, caller: Caller) -> Result<Response, ApiError> {
    let tenant = caller.own_tenant(&[ClientAdmin, ClientManager])?;
    let mut settings = Settings::clone(&world.settings.of(tenant));
    if caller.role() == Some(ClientManager) {
        for email in settings.invoices_and_receipts.iter_mut().chain(&mut settings.plan_and_billing_changes) {
            *email = masked(email);
        }
        settings.security_contact = settings.security_contact.as_deref().map(masked);
    }
    Ok(json(serde_json::to_vec(&settings).unwrap_or_default()))
}

/// An IANA name, spelled as IANA spells it.
fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok_and(|zone| zone.iana_name() == Some(name))
}

/// A language and a country, like `en-AU`.
fn is_region(text: &str) -> bool {
    text.split_once('-').is_some_and(|(language, country)| {
        matches!(language.len(), 2 | 3)
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
    })
}

fn wanted(body: &JsonObject) -> Result<Settings, ApiError> {
    let mut reader = Reader::new(&body.0, "");
    let settings = Settings {
        version: reader.integer("version"),
        display_name: reader.optional_text("display_name", 120).map(str::to_owned),
        timezone: reader.text("timezone", 1, 64).to_owned(),
        region: reader.text("region", 1, 16).to_owned(),
        invoices_and_receipts: reader.emails("invoices_and_receipts"),
        plan_and_billing_changes: reader.emails("plan_and_billing_changes"),
        security_contact: reader.optional_text("security_contact", 254).map(str::to_owned),
        updated_at: None,
        updated_by: None,
    };
    if !is_zone(&settings.timezone) {
        reader.blame("timezone", "is not a known time zone");
    }
    if !is_region(&settings.region) {
        reader.blame("region", "is not a known region");
    }
    if settings.security_contact.as_deref().is_some_and(|email| !is_email(email)) {
        reader.blame("security_contact", "is not an address");
    }
    reader.finish()?;
    Ok(settings)
}

pub(crate) async fn save(
    State(world): State<Arc<World>>,
    caller: Caller,
    body: JsonObject,
) -> Result<Response, ApiError> {
    let tenant = caller.own_tenant(&[ClientAdmin])?;
    let wanted = Settings {
        updated_at: Some(world.clock.now()),
        updated_by: Some(caller.0.seed.name.to_owned()),
        ..wanted(&body)?
    };
    match world.settings.save(&world.store, tenant, wanted).await? {
        Ok(saved) => Ok(json(serde_json::to_vec(&*saved).unwrap_or_default())),
        Err(Conflict) => {
            Err(ApiError::conflict("version_conflict", "someone else saved first", "errors.version_conflict"))
        }
    }
}
