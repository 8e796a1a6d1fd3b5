//! Billing email recipients of a tenant.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::recipient::{RecipientsCard, RevealedAddress},
};
use leptos::server;

/// What the card shows the person; only Client Admins get recipients, and only masked ones. `client` is for partner admins
/// only.
///
/// # Errors
/// Not found when out of scope, else what kept them from being read.
#[server(name = ReadRecipients, prefix = "/api", endpoint = "recipients", client = PortalClient, output = JsonAnswer)]
pub async fn recipients_card(
    /// The assigned client, for partner admins only.
    client: Option<String>,
) -> Result<RecipientsCard, PortalError> {
    use crate::{
        backend::{ReadInvoices, RevealRecipients, SignedIn, reply},
        model::access::{Right, holds},
    };
    reply(async |ports| {
        let person = SignedIn::current().await?;
        if holds(person.role(), Right::RevealRecipients) {
            let scope = person.scope::<RevealRecipients>(client.as_deref()).await?;
            return ports.recipients.list(&scope).await.map(RecipientsCard::Masked);
        }
        // The card stands in the Invoices panel, and who may not see that learns nothing here either.
        person.scope::<ReadInvoices>(client.as_deref()).await?;
        Ok(if person.role().is_partner() {
            RecipientsCard::ManagedByClientAdmins
        } else {
            RecipientsCard::SettingsLink
        })
    })
    .await
}

/// "Show email": the address of one recipient, for Client Admins. Recorded before and after, and limited per person. Changes
/// the trail, so it must not be called while a page that was asked for by GET is made.
///
/// # Errors
/// Not found for everybody else and for a recipient that is unknown, malformed or another tenant's; rate limited; or the
/// store is unavailable, and then nothing was revealed.
#[server(name = RevealRecipient, prefix = "/api", endpoint = "reveal-recipient", client = PortalClient, output = JsonAnswer)]
pub async fn reveal_recipient(
    /// The group it is in, as [`crate::model::recipient::RecipientGroupKind::key`] writes it; checked here.
    group: String,
    /// Which recipient; checked here.
    recipient_id: String,
) -> Result<RevealedAddress, PortalError> {
    use crate::{
        backend::{DomainError, RevealRecipients, SignedIn, reply},
        model::recipient::{RecipientGroupKind, RecipientId},
    };
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<RevealRecipients>(None).await?;
        let kind = RecipientGroupKind::from_key(&group).ok_or(DomainError::NotFound)?;
        ports.recipients.reveal(&scope, kind, RecipientId::parse(&recipient_id).as_ref()).await
    })
    .await
}
