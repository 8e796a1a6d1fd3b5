//! The audit log of one's own organisation.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::audit_log::{AuditPage, AuditQuery},
};
use leptos::server;

/// A stretch of the log, newest first; [`AuditPage::next`] as `query.cursor` goes on.
///
/// # Errors
/// Not found for partner roles, a bad request for a cursor that is none; else what kept it from being read.
#[server(name = ReadAuditLog, prefix = "/api", endpoint = "audit-log", client = PortalClient, output = JsonAnswer)]
pub async fn audit_log(
    /// Preset, filters and where to go on.
    #[server(default)]
    query: AuditQuery,
) -> Result<AuditPage, PortalError> {
    use crate::backend::{self, SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<backend::ReadAuditLog>(None).await?;
        ports.audit.page(&scope, &query).await
    })
    .await
}
