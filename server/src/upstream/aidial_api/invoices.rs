//! Invoices of the scope's tenant: a page of the list (one call, however many invoices there are), the search over all of
//! them, and one with its lines.

use super::{
    AidialApi, UpstreamError,
    invoice_index::{Index, IndexKey},
    invoice_page::{InvoicePage, Tenant, read_page},
    wire::{Malformed, invoice::WireInvoice, zone::Zone},
};
use crate::{clock::SharedClock, remembered::Remembered};
use app::{
    backend::{BillingScope, DomainError, InvoicesPort, ReadInvoices},
    model::{
        invoice::{Invoice, InvoiceId},
        invoice_details::InvoiceDetails,
        invoice_list::{InvoiceList, InvoiceRow, OverdueNotice, PAGE_SIZE, shared_currency},
        invoice_query::{InvoiceQuery, StatusFilter},
        panel::Panel,
    },
};
use async_trait::async_trait;
use jiff::SignedDuration;
use std::sync::Arc;

/// How long the index of a search is believed.
const INDEX_FOR: SignedDuration = SignedDuration::from_secs(60);
/// Indexes remembered at once. One of 5,000 invoices takes some 3 MB, one of an ordinary tenant some 30 KB.
const INDEXES: usize = 16;

/// The invoices port over `aidial_api`.
pub struct InvoicesReader {
    api: AidialApi,
    clock: SharedClock,
    indexes: Remembered<IndexKey, Panel<Arc<Index>>>,
}

impl InvoicesReader {
    /// A reader of `api`; `clock` is "today" of the answers.
    #[must_use]
    pub fn new(api: AidialApi, clock: SharedClock) -> Self {
        let indexes = Remembered::new(INDEXES, INDEX_FOR, Arc::clone(&clock));
        Self { api, clock, indexes }
    }

    /// One page of `size` rows, at most 100; empty when it is past the end.
    ///
    /// # Errors
    /// What kept it from being read.
    pub async fn page(
        &self,
        scope: &BillingScope<ReadInvoices>,
        status: StatusFilter,
        page: u32,
        size: u32,
    ) -> Result<Panel<InvoicePage>, DomainError> {
        let asked = (status, page, size);
        read_page(&self.api, scope.credential(), &Tenant::of(scope), &self.clock, asked).await
    }

    /// Every invoice of the filter (the newest ones of very many), read side by side and remembered for a minute.
    ///
    /// # Errors
    /// What kept them from being read.
    pub async fn index(
        &self,
        scope: &BillingScope<ReadInvoices>,
        status: StatusFilter,
    ) -> Result<Panel<Arc<Index>>, DomainError> {
        let key = (scope.caller(), scope.organisation().client_id.clone(), status);
        let (api, credential, clock) = (self.api.clone(), scope.shared_credential(), Arc::clone(&self.clock));
        let tenant = Tenant::of(scope);
        let read = || async move { Index::read(&api, &*credential, &tenant, &clock, status).await };
        self.indexes.get_or_read(key, read).await
    }

    /// The last page of the filter, after `past` turned out to be empty and past the end.
    async fn last_page(
        &self,
        scope: &BillingScope<ReadInvoices>,
        status: StatusFilter,
        past: u32,
        total: Option<u32>,
    ) -> Result<Panel<InvoicePage>, DomainError> {
        if let Some(total) = total {
            let last = total.div_ceil(PAGE_SIZE).clamp(1, past);
            return self.page(scope, status, last, PAGE_SIZE).await;
        }
        // Without a total the end is found by halving: some twenty small calls for a page in the millions.
        let (mut low, mut high) = (1, past);
        while high - low > 1 {
            let middle = low.midpoint(high);
            match self.page(scope, status, middle, PAGE_SIZE).await? {
                Panel::Ready(page) if page.items.is_empty() => high = middle,
                Panel::Ready(page) if page.has_next => low = middle,
                found @ (Panel::NotConfigured | Panel::ConfigurationError | Panel::Ready(_)) => return Ok(found),
            }
        }
        self.page(scope, status, low, PAGE_SIZE).await
    }

    async fn search(
        &self,
        scope: &BillingScope<ReadInvoices>,
        query: &InvoiceQuery,
    ) -> Result<Panel<InvoiceList>, DomainError> {
        let panel = self.index(scope, query.status).await?;
        Ok(panel.map(|index| {
            let found = index.search(&query.number);
            let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
            let page = query.page.clamp(1, total.div_ceil(PAGE_SIZE).max(1));
            let skip = usize::try_from((page - 1).saturating_mul(PAGE_SIZE)).unwrap_or(usize::MAX);
            let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
            let rows: Vec<Invoice> = found.iter().skip(skip).take(size).map(|&invoice| invoice.clone()).collect();
            let has_next = found.len() > skip.saturating_add(rows.len());
            let owed = holds_all_owed(query.status, index.complete).then_some(&*index.invoices);
            let around = index.around.clone();
            let overdue = around.latest.as_ref();
            let overdue = overdue.and_then(|latest| OverdueNotice::of(latest, around.outstanding.as_ref(), owed));
            let shown = InvoicePage { items: rows, page, has_next, total: Some(total), around };
            InvoiceList { searched_all: index.complete, ..list(shown, overdue) }
        }))
    }
}

/// Whether a whole list of this filter holds every owed invoice.
const fn holds_all_owed(status: StatusFilter, whole: bool) -> bool {
    whole && matches!(status, StatusFilter::All | StatusFilter::Open)
}

fn list(page: InvoicePage, overdue: Option<OverdueNotice>) -> InvoiceList {
    let InvoicePage { items, page, has_next, total, around } = page;
    let noticed = overdue.as_ref().map(|notice| &notice.amount_due);
    let amounts = items.iter().map(|invoice| &invoice.total).chain(&around.outstanding).chain(noticed);
    InvoiceList {
        currency: shared_currency(amounts),
        ever_invoiced: around.latest.is_some() || !items.is_empty(),
        rows: items.into_iter().map(InvoiceRow::from).collect(),
        page,
        has_next,
        total,
        searched_all: true,
        overdue,
        next_invoice_on: around.next_invoice_on,
        first_invoice_note: around.first_invoice_note,
        zone: around.zone,
        today: around.today,
    }
}

#[async_trait]
impl InvoicesPort for InvoicesReader {
    async fn list(
        &self,
        scope: &BillingScope<ReadInvoices>,
        query: &InvoiceQuery,
    ) -> Result<Panel<InvoiceList>, DomainError> {
        if !query.number.is_empty() {
            return self.search(scope, query).await;
        }
        let asked = query.page.max(1);
        let mut panel = self.page(scope, query.status, asked, PAGE_SIZE).await?;
        if let Panel::Ready(page) = &panel
            && page.items.is_empty()
            && asked > 1
        {
            panel = self.last_page(scope, query.status, asked, page.total).await?;
        }
        Ok(panel.map(|page| {
            let whole = page.page == 1 && !page.has_next;
            let owed = holds_all_owed(query.status, whole).then_some(&*page.items);
            let latest = page.around.latest.as_ref();
            let overdue = latest.and_then(|latest| OverdueNotice::of(latest, page.around.outstanding.as_ref(), owed));
            list(page, overdue)
        }))
    }

    async fn details(
        &self,
        scope: &BillingScope<ReadInvoices>,
        invoice: &InvoiceId,
    ) -> Result<InvoiceDetails, DomainError> {
        let tenant = Tenant::of(scope);
        let query: Vec<_> = tenant.parameter().into_iter().collect();
        let path = ["v1", "billing", "invoices", invoice.as_str()];
        let answer: WireInvoice = self.api.get(scope.credential(), &path, &query).await?;
        let zone = Zone::named(tenant.timezone.as_deref());
        let today = zone.day(self.clock.now());
        let (found, lines) = answer.read_with_lines(today).map_err(|Malformed| UpstreamError::Malformed)?;
        if found.invoice_id != *invoice {
            tracing::error!(target: "security", event = "foreign_record", "another invoice's record in an answer");
            return Err(DomainError::NotFound);
        }
        Ok(InvoiceDetails { invoice: found, lines, zone: zone.name().to_owned(), today })
    }
}
