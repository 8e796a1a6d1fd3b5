//! The tenant's settings: read, shown masked, and saved over the version that was loaded. Addresses are in the clear on the way
//! to and from the upstream only, and for one reveal.

use super::{
    AidialApi,
    reveal::{self, Reveal},
    wire::settings::WireTenantSettings,
    write::{Change, Written},
};
use crate::session::Keyring;
use app::{
    backend::{
        Allowance, BillingScope, Credential, DomainError, EditTenantSettings, ReadTenantSettings, RevealRecipients,
        TenantSettingsPort,
    },
    model::{
        audit::{AuditAbout, AuditEvent, AuditOutcome},
        client_id::ClientId,
        recipient::{RecipientId, RevealedAddress},
        settings_draft::SettingsUpdate,
        tenant_settings::{SaveAnswer, SettingsFault, SettingsField, TenantSettings},
    },
};
use async_trait::async_trait;
use jiff::tz::TimeZone;
use reqwest::Method;
use std::{num::NonZeroU32, sync::Arc};

const PATH: [&str; 3] = ["v1", "tenant", "settings"];

/// The settings port over `aidial_api`.
pub struct TenantSettingsDesk {
    api: AidialApi,
    keyring: Arc<Keyring>,
    reveals: Allowance,
}

impl TenantSettingsDesk {
    /// Settings of `api`, whose addresses `keyring` gives their ids; a person may be shown `a_minute` of them.
    #[must_use]
    pub const fn new(api: AidialApi, keyring: Arc<Keyring>, a_minute: NonZeroU32) -> Self {
        Self { api, keyring, reveals: reveal::a_minute(a_minute) }
    }
}

#[async_trait]
impl TenantSettingsPort for TenantSettingsDesk {
    async fn read(&self, scope: &BillingScope<ReadTenantSettings>) -> Result<TenantSettings, DomainError> {
        Ok(load(&self.api, scope.credential()).await?.read(ids(&self.keyring, &scope.organisation().client_id)))
    }

    async fn reveal(
        &self,
        scope: &BillingScope<RevealRecipients>,
        field: SettingsField,
        contact: Option<&RecipientId>,
    ) -> Result<RevealedAddress, DomainError> {
        let about = AuditAbout::contact(field, contact);
        let reveal = Reveal {
            trail: Arc::clone(scope.trail()),
            deed: scope.deed(AuditEvent::Reveal, AuditOutcome::Begun, Some(about)),
            allowance: self.reveals,
        };
        let (api, credential, keyring) = (self.api.clone(), scope.shared_credential(), Arc::clone(&self.keyring));
        let (tenant, contact) = (scope.organisation().client_id.clone(), contact.cloned());
        let find = async move {
            let contact = contact.ok_or(DomainError::NotFound)?;
            let (stands, id) = (load(&api, &*credential).await?, ids(&keyring, &tenant));
            let found = stands.addresses(field).iter().find(|address| id(field, address) == contact);
            RevealedAddress::parse(found.ok_or(DomainError::NotFound)?).ok_or(DomainError::NotUnderstood)
        };
        reveal.run(find).await
    }

    async fn save(
        &self,
        scope: &BillingScope<EditTenantSettings>,
        update: SettingsUpdate,
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
    /// Reads the addresses that stand, and saves over them. The upstream refuses a version that is no longer the last one, so
    /// what was read is what is replaced.
    async fn put(
        &self,
        scope: &BillingScope<EditTenantSettings>,
        update: SettingsUpdate,
    ) -> Result<SaveAnswer, DomainError> {
        let id = ids(&self.keyring, &scope.organisation().client_id);
        let conflict = |stands: WireTenantSettings| SaveAnswer::Conflict(Box::new(stands.read(&id)));
        let stands = load(&self.api, scope.credential()).await?;
        if stands.version != update.version {
            return Ok(conflict(stands));
        }
        let body = match stands.updated(update, &id) {
            Ok(body) => body,
            Err(faults) => return Ok(SaveAnswer::Invalid(faults)),
        };
        let change = Change { method: Method::PUT, path: &PATH, once: None, body: &body };
        Ok(match self.api.write::<WireTenantSettings, _>(scope.credential(), change).await? {
            Written::Done(saved) => SaveAnswer::Saved(Box::new(saved.read(&id))),
            Written::Invalid(names) => SaveAnswer::Invalid(faults(&names)),
            Written::Conflict => conflict(load(&self.api, scope.credential()).await?),
        })
    }
}

async fn load(api: &AidialApi, credential: &dyn Credential) -> Result<WireTenantSettings, DomainError> {
    Ok(api.get(credential, &PATH, &[]).await?)
}

/// What the addresses of `tenant` are called: a keyed hash, so that an id tells nothing of its address, and an address keeps its
/// id from one saving to the next.
fn ids(keyring: &Keyring, tenant: &ClientId) -> impl Fn(SettingsField, &str) -> RecipientId {
    move |field, address| {
        let mark = keyring.mark(tenant.as_str(), [field.key(), &address.to_lowercase()]);
        RecipientId::of_mark(mark)
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
