//! Usage of a tenant.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::{panel::Panel, usage::Usage},
};
use leptos::server;

/// The current billing period's usage; `client` is for partner admins only.
///
/// # Errors
/// Not found when out of scope, else what kept it from being read.
#[server(prefix = "/api", endpoint = "usage", client = PortalClient, output = JsonAnswer)]
pub async fn usage_panel(
    /// The client, for partner admins.
    client: Option<String>,
) -> Result<Panel<Usage>, PortalError> {
    use crate::backend::{ReadUsage, SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<ReadUsage>(client.as_deref()).await?;
        ports.usage.usage(&scope).await
    })
    .await
}
