//! The tenant's settings: read, and saved over the version that was loaded.

use super::{
    AidialApi,
    wire::settings::{WireSettingsUpdate, WireTenantSettings},
    write::{Change, Written},
};
use app::{
    backend::{BillingScope, Credential, DomainError, EditTenantSettings, ReadTenantSettings, TenantSettingsPort},
    model::{
        audit::{AuditAbout, AuditEvent, AuditOutcome},
        tenant_settings::{SaveAnswer, SettingsFault, SettingsField, SettingsUpdate, TenantSettings},
    },
};
use async_trait::async_trait;
use jiff::tz::TimeZone;
use reqwest::Method;

const PATH: [&str; 3] = ["v1", "tenant", "settings"];

/// The settings port over `aidial_api`.
pub struct TenantSettingsDesk {
    /// The service.
    pub api: AidialApi,
}

impl TenantSettingsDesk {
    async fn load(&self, credential: &dyn Credential, editable: bool) -> Result<TenantSettings, DomainError> {
        let answer: WireTenantSettings = self.api.get(credential, &PATH, &[]).await?;
        Ok(answer.read(editable))
    }
}

#[async_trait]
impl TenantSettingsPort for TenantSettingsDesk {
    async fn read(
        &self,
        scope: &BillingScope<ReadTenantSettings>,
        may_edit: bool,
    ) -> Result<TenantSettings, DomainError> {
        self.load(scope.credential(), may_edit).await
    }

    async fn save(
        &self,
        scope: &BillingScope<EditTenantSettings>,
        update: &SettingsUpdate,
    ) -> Result<SaveAnswer, DomainError> {
        if TimeZone::get(&update.timezone).is_err() {
            return Ok(SaveAnswer::Invalid(vec![(SettingsField::Timezone, SettingsFault::Unknown)]));
        }
        // No record, no change.
        let deed = scope.deed(AuditEvent::SettingsChange, AuditOutcome::Begun, AuditAbout::parse("tenant-settings"));
        scope.trail().write(deed.clone()).await?;
        let saved = self.put(scope, update).await;
        let done = matches!(saved, Ok(SaveAnswer::Saved(_)));
        scope.trail().note(deed.ended(if done { AuditOutcome::Done } else { AuditOutcome::Failed })).await;
        saved
    }

    fn zones(&self) -> Vec<String> {
        let named = jiff::tz::db().available().map(|name| name.as_str().to_owned());
        let mut zones: Vec<_> = named.filter(|name| name == "UTC" || is_place(name)).collect();
        zones.sort();
        zones.dedup();
        zones
    }
}

impl TenantSettingsDesk {
    async fn put(
        &self,
        scope: &BillingScope<EditTenantSettings>,
        update: &SettingsUpdate,
    ) -> Result<SaveAnswer, DomainError> {
        let body = WireSettingsUpdate::of(update);
        let change = Change { method: Method::PUT, path: &PATH, once: None, body: &body };
        Ok(match self.api.write::<WireTenantSettings, _>(scope.credential(), change).await? {
            Written::Done(saved) => SaveAnswer::Saved(Box::new(saved.read(true))),
            Written::Invalid(names) => SaveAnswer::Invalid(faults(&names)),
            Written::Conflict => SaveAnswer::Conflict(Box::new(self.load(scope.credential(), true).await?)),
        })
    }
}

/// A place's zone, like `Australia/Brisbane`, and none of the old names without a place.
fn is_place(name: &str) -> bool {
    const REGIONS: [&str; 10] =
        ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region))
}

/// The fields that the upstream names, each once; a refusal that names none is the form's.
fn faults(names: &[String]) -> Vec<(SettingsField, SettingsFault)> {
    let mut fields: Vec<_> = names.iter().map(|name| SettingsField::of_upstream(name)).collect();
    if fields.is_empty() {
        fields.push(SettingsField::Form);
    }
    fields.dedup();
    let fault = |field| match field {
        SettingsField::Timezone | SettingsField::Region => SettingsFault::Unknown,
        SettingsField::DisplayName
        | SettingsField::InvoicesAndReceipts
        | SettingsField::PlanAndBillingChanges
        | SettingsField::SecurityContact
        | SettingsField::Form => SettingsFault::Refused,
    };
    fields.into_iter().map(|field| (field, fault(field))).collect()
}
