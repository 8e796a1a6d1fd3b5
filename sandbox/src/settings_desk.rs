//! Tenant settings as they stand: the seed with what was saved over it. May import `store` and `tenants`.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};

use crate::{
    store::{Store, StoreError},
    tenants::TenantSeed,
};

const SETTINGS: &str = "settings";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) display_name: Option<String>,
    pub(crate) timezone: String,
    pub(crate) region: String,
    pub(crate) invoices_and_receipts: Vec<String>,
    pub(crate) plan_and_billing_changes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) security_contact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated_by: Option<String>,
}

/// Someone else saved first.
pub(crate) struct Conflict;

pub(crate) struct SettingsDesk {
    saved: RwLock<HashMap<String, Arc<Settings>>>,
}

fn seeded(tenant: &TenantSeed) -> Settings {
    let at = |name: &str| format!("{name}@{}", tenant.mail_domain);
    Settings {
        version: 1,
        display_name: None,
        timezone: tenant.timezone.to_owned(),
        region: tenant.region.to_owned(),
        invoices_and_receipts: vec![at("accounts"), at("principal")],
        plan_and_billing_changes: vec![at("manager")],
        security_contact: Some(at("security")),
        updated_at: None,
        updated_by: None,
    }
}

impl SettingsDesk {
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let saved = store.all::<Settings>(SETTINGS).await?.into_iter().map(|(id, kept)| (id, Arc::new(kept))).collect();
        Ok(Self { saved: RwLock::new(saved) })
    }

    pub(crate) async fn reset(&self, store: &Store) -> Result<(), StoreError> {
        store.forget(SETTINGS).await?;
        self.saved.write().clear();
        Ok(())
    }

    pub(crate) fn of(&self, tenant: &TenantSeed) -> Arc<Settings> {
        if let Some(saved) = self.saved.read().get(tenant.id) {
            return Arc::clone(saved);
        }
        let mut saved = self.saved.write();
        Arc::clone(saved.entry(tenant.id.to_owned()).or_insert_with(|| Arc::new(seeded(tenant))))
    }

    /// Save over the version that was loaded; `wanted.version` is that one, and the saved settings carry the next.
    pub(crate) async fn save(
        &self,
        store: &Store,
        tenant: &TenantSeed,
        wanted: Settings,
    ) -> Result<Result<Arc<Settings>, Conflict>, StoreError> {
        let now = self.of(tenant);
        let next = Arc::new(Settings { version: now.version + 1, ..wanted.clone() });
        {
            let mut saved = self.saved.write();
            if saved.get(tenant.id).is_none_or(|current| current.version != wanted.version) {
                return Ok(Err(Conflict));
            }
            saved.insert(tenant.id.to_owned(), Arc::clone(&next));
        }
        store.put(SETTINGS, tenant.id, &*next).await?;
        Ok(Ok(next))
    }
}
