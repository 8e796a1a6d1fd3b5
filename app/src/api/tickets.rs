//! Support tickets.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::{
        once_key::OnceKey,
        ticket::{SendAnswer, TicketDraft, TicketPage, TicketStart},
    },
};
use leptos::server;

/// A page of the organisation's tickets, newest first; pages count from 1.
///
/// # Errors
/// What kept it from being read.
#[server(prefix = "/api", endpoint = "tickets", client = PortalClient, output = JsonAnswer)]
pub async fn tickets(
    /// Which page; the first one without.
    #[server(default)]
    page: Option<u32>,
) -> Result<TicketPage, PortalError> {
    use crate::backend::{SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.support_scope(None).await?;
        ports.tickets.list(&scope, page.unwrap_or(1)).await
    })
    .await
}

/// What a new ticket's form starts from; `client` is for partner admins only.
///
/// # Errors
/// Not found for a client that is out of scope, else what kept the assignment from being checked.
#[server(prefix = "/api", endpoint = "start-ticket", client = PortalClient, output = JsonAnswer)]
pub async fn start_ticket(
    /// The assigned client it is about, for partner admins only.
    client: Option<String>,
) -> Result<TicketStart, PortalError> {
    use crate::backend::{SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.support_scope(client.as_deref()).await?;
        Ok(TicketStart { once: ports.once_keys.fresh()?, organisation: scope.about().to_owned() })
    })
    .await
}

/// Sends a ticket, once a key however often it is called; `client` is for partner admins only.
///
/// # Errors
/// Not found for a client that is out of scope, else what kept it from being sent.
#[server(prefix = "/api", endpoint = "send-ticket", client = PortalClient, output = JsonAnswer)]
pub async fn send_ticket(
    /// From [`start_ticket`], or made by the caller.
    once: OnceKey,
    /// The assigned client it is about, for partner admins only.
    client: Option<String>,
    /// What was typed.
    ticket: TicketDraft,
) -> Result<SendAnswer, PortalError> {
    use crate::backend::{SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.support_scope(client.as_deref()).await?;
        match ticket.check() {
            Ok(ticket) => ports.tickets.send(&scope, once, &ticket).await,
            Err(faults) => Ok(SendAnswer::Invalid(faults)),
        }
    })
    .await
}
