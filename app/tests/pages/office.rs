//! What is behind the audit log and Settings, answering as told.

use app::{
    backend::{
        AuditPort, BillingScope, DomainError, EditTenantSettings, ReadAuditLog, ReadTenantSettings, RevealRecipients,
        SessionDesk, TenantSettingsPort,
    },
    model::{
        audit_log::{AuditPage, AuditQuery},
        own_session::{OwnSession, OwnSessionList, SessionTime},
        recipient::{RecipientId, RevealedAddress},
        settings_draft::SettingsUpdate,
        tenant_settings::{SaveAnswer, SettingsField, TenantSettings},
    },
};
use async_trait::async_trait;
use std::sync::Arc;

type Log = Arc<dyn Fn(&AuditQuery) -> Result<AuditPage, DomainError> + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Office {
    /// The audit log.
    pub(crate) log: Log,
    /// Tenant Settings.
    pub(crate) settings: Result<TenantSettings, DomainError>,
    /// What comes of saving them.
    pub(crate) saved: Result<SaveAnswer, DomainError>,
    /// The person's sessions.
    pub(crate) sessions: Result<Vec<OwnSession>, DomainError>,
}

impl Default for Office {
    fn default() -> Self {
        Self {
            log: Arc::new(|_| Err(DomainError::StoreUnavailable)),
            settings: Err(DomainError::NotFound),
            saved: Err(DomainError::Internal),
            sessions: Ok(Vec::new()),
        }
    }
}

#[async_trait]
impl AuditPort for Office {
    async fn page(&self, _scope: &BillingScope<ReadAuditLog>, query: &AuditQuery) -> Result<AuditPage, DomainError> {
        (self.log)(query)
    }
}

#[async_trait]
impl TenantSettingsPort for Office {
    async fn read(&self, _: &BillingScope<ReadTenantSettings>) -> Result<TenantSettings, DomainError> {
        self.settings.clone()
    }

    async fn reveal(
        &self,
        _scope: &BillingScope<RevealRecipients>,
        field: SettingsField,
        contact: Option<&RecipientId>,
    ) -> Result<RevealedAddress, DomainError> {
        let settings = self.settings.clone()?;
        let found = settings.contacts(field).iter().find(|one| Some(&one.id) == contact);
        found
            .and_then(|one| RevealedAddress::parse(&format!("{}@shown.test", one.id.as_str())))
            .ok_or(DomainError::NotFound)
    }

    async fn save(&self, _: &BillingScope<EditTenantSettings>, _: SettingsUpdate) -> Result<SaveAnswer, DomainError> {
        self.saved.clone()
    }

    fn zones(&self) -> Vec<String> {
        ["Australia/Brisbane", "Australia/Perth", "Pacific/Port_Moresby", "UTC"].map(str::to_owned).into()
    }
}

#[async_trait]
impl SessionDesk for Office {
    async fn list(&self, timezone: Option<&str>) -> Result<OwnSessionList, DomainError> {
        Ok(OwnSessionList { sessions: self.sessions.clone()?, zone: timezone.unwrap_or("UTC").to_owned() })
    }

    async fn end(&self, _reference: &str) -> Result<bool, DomainError> {
        Ok(false)
    }

    async fn end_others(&self) -> Result<u32, DomainError> {
        Ok(0)
    }

    fn time(&self) -> SessionTime {
        SessionTime { idle_seconds: 1_800, total_seconds: 43_200 }
    }
}
