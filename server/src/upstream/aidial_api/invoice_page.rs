//! One page of the list as it is upstream, read onto the tenant's calendar.

use super::{
    AidialApi, UpstreamError,
    wire::{Malformed, invoice::WireInvoicePage, usage::WireStatus, zone::Zone},
};
use crate::clock::SharedClock;
use app::{
    backend::{BillingScope, Credential, DomainError, ReadInvoices},
    model::{day::Date, invoice::Invoice, invoice_query::StatusFilter, money::Money, panel::Panel},
};

/// A page of invoices on the tenant's day.
#[derive(Clone)]
pub struct InvoicePage {
    /// Newest first.
    pub items: Vec<Invoice>,
    /// Which page it is, as the upstream says.
    pub page: u32,
    /// Whether more follow.
    pub has_next: bool,
    /// How many fit the filter, when the upstream says.
    pub total: Option<u32>,
    /// What holds whatever the filter.
    pub around: Around,
}

/// What a list says beside its rows, whatever the filter.
#[derive(Clone)]
pub struct Around {
    /// The most recent issued invoice.
    pub latest: Option<Invoice>,
    /// Owed in all.
    pub outstanding: Option<Money>,
    /// The day of the next invoice.
    pub next_invoice_on: Option<Date>,
    /// For a tenant never invoiced.
    pub first_invoice_note: Option<String>,
    /// The zone of every day.
    pub zone: String,
    /// The tenant's calendar day.
    pub today: Date,
}

/// The tenant whose invoices are read, without the right to: a scope has been checked before.
#[derive(Clone)]
pub(super) struct Tenant {
    pub(super) client: Option<String>,
    pub(super) timezone: Option<String>,
}

impl Tenant {
    pub(super) fn of(scope: &BillingScope<ReadInvoices>) -> Self {
        Self { client: scope.client_parameter().map(str::to_owned), timezone: scope.organisation().timezone.clone() }
    }

    pub(super) fn parameter(&self) -> Option<(&'static str, &str)> {
        self.client.as_deref().map(|client| ("client_id", client))
    }
}

/// One page as it is upstream.
pub(super) async fn read_page(
    api: &AidialApi,
    credential: &dyn Credential,
    tenant: &Tenant,
    clock: &SharedClock,
    (status, page, size): (StatusFilter, u32, u32),
) -> Result<Panel<InvoicePage>, DomainError> {
    let (number, length) = (page.to_string(), size.to_string());
    let mut query = vec![("status", status.key()), ("page", number.as_str()), ("page_size", length.as_str())];
    query.extend(tenant.parameter());
    let answer: WireInvoicePage = api.get(credential, &["v1", "billing", "invoices"], &query).await?;
    let zone = Zone::named(tenant.timezone.as_deref());
    let today = zone.day(clock.now());
    let read = answer.read(size, today).map_err(|Malformed| UpstreamError::Malformed)?;
    Ok(match read.status {
        WireStatus::NotConfigured => Panel::NotConfigured,
        WireStatus::ConfigurationError => Panel::ConfigurationError,
        WireStatus::Ok => Panel::Ready(InvoicePage {
            items: read.items,
            page: read.page,
            has_next: read.has_next,
            total: read.total,
            around: Around {
                latest: read.latest,
                outstanding: read.outstanding,
                next_invoice_on: read.next_invoice_on,
                first_invoice_note: read.first_invoice_note,
                zone: zone.name().to_owned(),
                today,
            },
        }),
    })
}
