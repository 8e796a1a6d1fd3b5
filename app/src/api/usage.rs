//! Usage of a tenant.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::{panel::Panel, usage::Usage, usage_history::UsageHistory},
};
use leptos::server;

/// The usage of a billing period; `client` is for partner admins only.
///
/// # Errors
/// Not found when out of scope or when no period began on that day, else what kept it from being read.
#[server(prefix = "/api", endpoint = "usage", client = PortalClient, output = JsonAnswer)]
pub async fn usage_panel(
    /// The client, for partner admins.
    client: Option<String>,
    /// The first day of a past period, as in 2026-11-01; the current one without.
    #[server(default)]
    period: Option<String>,
) -> Result<Panel<Usage>, PortalError> {
    use crate::backend::{ReadUsage, SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<ReadUsage>(client.as_deref()).await?;
        ports.usage.usage(&scope, read(period.as_deref(), crate::model::date::Date::parse)?).await
    })
    .await
}

/// Usage day by day in a billing period, and of the periods before it; `client` is for partner admins only.
///
/// # Errors
/// Not found when out of scope or when there is no such period or project, else what kept it from being read.
#[server(name = ReadUsageHistory, prefix = "/api", endpoint = "usage-history", client = PortalClient, output = JsonAnswer)]
pub async fn usage_history(
    /// The client, for partner admins.
    client: Option<String>,
    /// The first day of a past period; the current one without.
    #[server(default)]
    period: Option<String>,
    /// One project; all of them without.
    #[server(default)]
    project: Option<String>,
) -> Result<UsageHistory, PortalError> {
    use crate::{
        backend::{ReadUsage, SignedIn, reply},
        model::{
            date::Date,
            usage_history::{HistoryQuery, ProjectId},
        },
    };
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<ReadUsage>(client.as_deref()).await?;
        let query = HistoryQuery {
            period: read(period.as_deref(), Date::parse)?,
            project: read(project.as_deref(), ProjectId::parse)?,
        };
        ports.usage.history(&scope, &query).await
    })
    .await
}

/// What `text` says; nothing there is of what is malformed.
#[cfg(feature = "ssr")]
fn read<T>(
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, crate::backend::DomainError> {
    text.map(|text| parse(text).ok_or(crate::backend::DomainError::NotFound)).transpose()
}
