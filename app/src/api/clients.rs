//! The clients assigned to a partner.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::client::{ClientPage, ClientQuery},
};
use leptos::server;

/// One page of the assigned clients.
///
/// # Errors
/// Not found for client roles, else what kept the list from being read.
#[server(prefix = "/api", endpoint = "clients", client = PortalClient, output = JsonAnswer)]
pub async fn clients_page(
    /// What of the list.
    query: ClientQuery,
) -> Result<ClientPage, PortalError> {
    use crate::backend::{SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.partner_scope().await?;
        let search: String = query.search.trim().chars().take(ClientQuery::SEARCH_MAX).collect();
        Ok(query.of(ports.clients.assigned(&scope, &search).await?))
    })
    .await
}

/// The name of the client whose panels are open, checked as any other read is.
///
/// # Errors
/// Not found when out of scope, else what kept the assignment from being checked.
#[server(prefix = "/api", endpoint = "client", client = PortalClient, output = JsonAnswer)]
pub async fn client_name(
    /// Its id.
    client: String,
) -> Result<String, PortalError> {
    use crate::backend::{ReadUsage, SignedIn, reply};
    reply(async |_ports| {
        let signed_in = SignedIn::current().await?;
        signed_in.partner_scope().await?;
        Ok(signed_in.scope::<ReadUsage>(Some(&client)).await?.organisation().name.clone())
    })
    .await
}
