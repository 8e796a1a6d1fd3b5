//! The tenant's settings.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::{
        recipient::RevealedAddress,
        settings_draft::SettingsDraft,
        tenant_settings::{SaveAnswer, TenantSettings},
    },
};
use leptos::server;

/// The settings as they stand; addresses are masked for everybody.
///
/// # Errors
/// Not found for roles without the section, else what kept them from being read.
#[server(name = LoadTenantSettings, prefix = "/api", endpoint = "tenant-settings", client = PortalClient, output = JsonAnswer)]
pub async fn tenant_settings() -> Result<TenantSettings, PortalError> {
    use crate::backend::{ReadTenantSettings, SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<ReadTenantSettings>(None).await?;
        ports.tenant_settings.read(&scope).await
    })
    .await
}

/// "Show email": one address of the settings, for Client Admins. Recorded before and after, and limited per person. Changes the
/// trail, so it must not be called while a page that was asked for by GET is made.
///
/// # Errors
/// Not found for everybody else and for an address that is unknown or malformed; rate limited; or the store is unavailable, and
/// then nothing was revealed.
#[server(name = RevealContact, prefix = "/api", endpoint = "reveal-contact", client = PortalClient, output = JsonAnswer)]
pub async fn reveal_contact(
    /// The field it is in, as [`crate::model::tenant_settings::SettingsField::key`] writes it; checked here.
    field: String,
    /// Which address; checked here.
    contact: String,
) -> Result<RevealedAddress, PortalError> {
    use crate::{
        backend::{DomainError, RevealRecipients, SignedIn, reply},
        model::{recipient::RecipientId, tenant_settings::SettingsField},
    };
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<RevealRecipients>(None).await?;
        let field = SettingsField::contacts_from_key(&field).ok_or(DomainError::NotFound)?;
        ports.tenant_settings.reveal(&scope, field, RecipientId::parse(&contact).as_ref()).await
    })
    .await
}

/// The time zones to choose from.
///
/// # Errors
/// Not found for those who may not change the settings.
#[server(prefix = "/api", endpoint = "time-zones", client = PortalClient, output = JsonAnswer)]
pub async fn time_zones() -> Result<Vec<String>, PortalError> {
    use crate::backend::{EditTenantSettings, SignedIn, reply};
    reply(async |ports| {
        SignedIn::current().await?.scope::<EditTenantSettings>(None).await?;
        Ok(ports.tenant_settings.zones())
    })
    .await
}

/// Saves over the version that was loaded. A conflict answers what stands now.
///
/// # Errors
/// Not found for those who may not change the settings, else what kept them from being saved.
#[server(prefix = "/api", endpoint = "save-tenant-settings", client = PortalClient, output = JsonAnswer)]
pub async fn save_tenant_settings(
    /// What was typed.
    settings: SettingsDraft,
) -> Result<SaveAnswer, PortalError> {
    use crate::backend::{EditTenantSettings, SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<EditTenantSettings>(None).await?;
        match settings.check() {
            Ok(update) => ports.tenant_settings.save(&scope, update).await,
            Err(faults) => Ok(SaveAnswer::Invalid(faults)),
        }
    })
    .await
}
