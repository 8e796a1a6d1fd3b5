//! Invoices of a tenant.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::{invoice_details::InvoiceDetails, invoice_list::InvoiceList, invoice_query::InvoiceQuery, panel::Panel},
};
use leptos::server;

/// One page of invoices; `client` is for partner admins only.
///
/// # Errors
/// Not found when out of scope, else what kept the list from being read.
#[server(prefix = "/api", endpoint = "invoices", client = PortalClient, output = JsonAnswer)]
pub async fn invoices_list(
    /// The assigned client, for partner admins only.
    client: Option<String>,
    /// Filter, page and search.
    #[server(default)]
    query: InvoiceQuery,
) -> Result<Panel<InvoiceList>, PortalError> {
    use crate::backend::{ReadInvoices, SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<ReadInvoices>(client.as_deref()).await?;
        ports.invoices.list(&scope, &query.clamped()).await
    })
    .await
}

/// One invoice with its lines; `client` is for partner admins only.
///
/// # Errors
/// Not found when it is malformed, unknown or out of scope, else what kept it from being read.
#[server(name = OpenInvoice, prefix = "/api", endpoint = "invoice", client = PortalClient, output = JsonAnswer)]
pub async fn invoice_details(
    /// The assigned client, for partner admins only.
    client: Option<String>,
    /// Which invoice; checked here.
    invoice_id: String,
) -> Result<InvoiceDetails, PortalError> {
    use crate::{
        backend::{DomainError, ReadInvoices, SignedIn, reply},
        model::invoice::InvoiceId,
    };
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<ReadInvoices>(client.as_deref()).await?;
        let invoice = InvoiceId::parse(&invoice_id).ok_or(DomainError::NotFound)?;
        ports.invoices.details(&scope, &invoice).await
    })
    .await
}
