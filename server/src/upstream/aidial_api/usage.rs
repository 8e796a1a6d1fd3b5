//! Usage of the scope's tenant, and its history.

use super::{
    AidialApi, UpstreamError,
    wire::{Malformed, usage::WireUsage, usage_history::WireUsageHistory, zone::Zone},
};
use crate::clock::SharedClock;
use app::{
    backend::{BillingScope, DomainError, ReadUsage, UsagePort},
    model::{
        date::Date,
        panel::Panel,
        usage::Usage,
        usage_history::{HistoryQuery, UsageHistory},
    },
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
    async fn usage(&self, scope: &BillingScope<ReadUsage>, period: Option<Date>) -> Result<Panel<Usage>, DomainError> {
        let period = period.map(|period| period.to_string());
        let query = query(scope, &[("period", period.as_deref())]);
        let answer: WireUsage = self.api.get(scope.credential(), &["v1", "billing", "usage"], &query).await?;
        let zone = Zone::named(scope.organisation().timezone.as_deref());
        let panel = answer.read(&zone, self.clock.now()).map_err(|_| UpstreamError::Malformed)?;
        Ok(panel)
    }

    async fn history(
        &self,
        scope: &BillingScope<ReadUsage>,
        asked: &HistoryQuery,
    ) -> Result<UsageHistory, DomainError> {
        let period = asked.period.map(|period| period.to_string());
        let project = asked.project.as_ref().map(|project| project.as_str());
        let query = query(scope, &[("period", period.as_deref()), ("project_id", project)]);
        let path = ["v1", "billing", "usage", "history"];
        let answer: WireUsageHistory = self.api.get(scope.credential(), &path, &query).await?;
        Ok(answer.read().map_err(|Malformed| UpstreamError::Malformed)?)
    }
}

/// The parameters that have a value, and the client where one must be named.
fn query<'a>(
    scope: &'a BillingScope<ReadUsage>,
    more: &[(&'static str, Option<&'a str>)],
) -> Vec<(&'static str, &'a str)> {
    let client = [("client_id", scope.client_parameter())];
    client.iter().chain(more).filter_map(|(name, value)| Some((*name, (*value)?))).collect()
}
