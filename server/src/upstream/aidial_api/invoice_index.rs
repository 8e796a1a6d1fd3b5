//! Every invoice of one filter, for the search by number and for exports that must be counted first: the contract has no
//! search of its own.

use super::{
    AidialApi,
    invoice_page::{Around, InvoicePage, Tenant, read_page},
};
use crate::clock::SharedClock;
use app::{
    backend::{Caller, Credential, DomainError},
    model::{
        client_id::ClientId,
        invoice::{Invoice, InvoiceId},
        invoice_query::StatusFilter,
        panel::Panel,
    },
};
use futures::{StreamExt, TryStreamExt, stream};
use std::{collections::HashSet, sync::Arc};

/// Whose index, of which tenant, under which filter: never shared between sessions.
pub(super) type IndexKey = (Caller, ClientId, StatusFilter);

/// Rows asked for in one call; the contract's most.
pub const LONG_PAGE: u32 = 100;
/// Calls of one index under way at once.
const SIDE_BY_SIDE: usize = 6;
/// The most pages read into one index: 10,000 invoices.
const PAGES: u32 = 100;

/// Every invoice of a filter, newest first.
pub struct Index {
    /// The invoices.
    pub invoices: Vec<Invoice>,
    /// Whether that is all of them; else it is the newest 10,000.
    pub complete: bool,
    /// What holds whatever the filter.
    pub around: Around,
}

impl Index {
    /// Reads all pages: the first tells how many there are, the others follow side by side.
    pub(super) async fn read(
        api: &AidialApi,
        credential: &dyn Credential,
        tenant: &Tenant,
        clock: &SharedClock,
        status: StatusFilter,
    ) -> Result<Panel<Arc<Self>>, DomainError> {
        let read = |page| read_page(api, credential, tenant, clock, (status, page, LONG_PAGE));
        let first = match read(1).await? {
            Panel::NotConfigured => return Ok(Panel::NotConfigured),
            Panel::ConfigurationError => return Ok(Panel::ConfigurationError),
            Panel::Ready(page) => page,
        };
        let mut last = first.total.map_or(1, |total| total.div_ceil(LONG_PAGE)).clamp(1, PAGES);
        let mut index = Self { invoices: Vec::new(), complete: true, around: first.around.clone() };
        let mut seen = HashSet::new();
        index.add(first, &mut seen);
        let rest: Vec<_> = stream::iter(2..=last).map(read).buffered(SIDE_BY_SIDE).try_collect().await?;
        for panel in rest {
            index.add(ready(panel)?, &mut seen);
        }
        // Without a total, or with one that was too low, the list says itself when it is over.
        while !index.complete && last < PAGES {
            last += 1;
            index.add(ready(read(last).await?)?, &mut seen);
        }
        Ok(Panel::Ready(Arc::new(index)))
    }

    /// An invoice issued meanwhile moves the others down by one, so the last one of a page can come again on the next.
    fn add(&mut self, page: InvoicePage, seen: &mut HashSet<InvoiceId>) {
        self.complete = !page.has_next;
        self.invoices.extend(page.items.into_iter().filter(|invoice| seen.insert(invoice.invoice_id.clone())));
    }

    /// The invoices whose number has `part` in it, whatever the case; all of them for an empty one.
    pub(super) fn search(&self, part: &str) -> Vec<&Invoice> {
        self.invoices.iter().filter(|invoice| invoice.is_found_by(part)).collect()
    }
}

/// A page of a list whose first page was there: billing that is not configured any more is a contradiction.
fn ready(panel: Panel<InvoicePage>) -> Result<InvoicePage, DomainError> {
    match panel {
        Panel::Ready(page) => Ok(page),
        Panel::NotConfigured | Panel::ConfigurationError => Err(DomainError::NotUnderstood),
    }
}
