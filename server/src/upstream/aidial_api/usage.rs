//! Usage of the scope's tenant.

use super::{
    AidialApi, UpstreamError,
    wire::{usage::WireUsage, zone::Zone},
};
use crate::clock::SharedClock;
use app::{
    backend::{BillingScope, DomainError, ReadUsage, UsagePort},
    model::{panel::Panel, usage::Usage},
};
use async_trait::async_trait;

/// The usage port over `aidial_api`.
pub struct UsageReader {
    /// The service.
    pub api: AidialApi,
    /// "Today" of the answers.
    pub clock: SharedClock,
}

#[async_trait]
impl UsagePort for UsageReader {
    async fn usage(&self, scope: &BillingScope<ReadUsage>) -> Result<Panel<Usage>, DomainError> {
        let client: Vec<_> = scope.client_parameter().map(|client| ("client_id", client)).into_iter().collect();
        let answer: WireUsage = self.api.get(scope.credential(), &["v1", "billing", "usage"], &client).await?;
        let zone = Zone::named(scope.organisation().timezone.as_deref());
        let panel = answer.read(&zone, self.clock.now()).map_err(|_| UpstreamError::Malformed)?;
        Ok(panel)
    }
}
