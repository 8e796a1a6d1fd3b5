//! The tenant's settings.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::tenant_settings::{SaveAnswer, SettingsDraft, TenantSettings},
};
use leptos::server;

/// The settings as they stand; contacts are masked for those who may not change them. Those who may see them in the clear,
/// which is recorded as any showing of an address is: without a record nothing is shown.
///
/// # Errors
/// Not found for roles without the section, else what kept them from being read or recorded.
#[server(name = LoadTenantSettings, prefix = "/api", endpoint = "tenant-settings", client = PortalClient, output = JsonAnswer)]
pub async fn tenant_settings() -> Result<TenantSettings, PortalError> {
    use crate::{
        backend::{ReadTenantSettings, SignedIn, reply},
        model::{
            access::{Right, holds},
            audit::{AuditAbout, AuditEvent, AuditOutcome},
        },
    };
    reply(async |ports| {
        let person = SignedIn::current().await?;
        let scope = person.scope::<ReadTenantSettings>(None).await?;
        let may_edit = holds(person.role(), Right::EditTenantSettings);
        if may_edit {
            let about = AuditAbout::parse("tenant-settings");
            scope.trail().write(scope.deed(AuditEvent::Reveal, AuditOutcome::Done, about)).await?;
        }
        ports.tenant_settings.read(&scope, may_edit).await
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
            Ok(update) => ports.tenant_settings.save(&scope, &update).await,
            Err(faults) => Ok(SaveAnswer::Invalid(faults)),
        }
    })
    .await
}
