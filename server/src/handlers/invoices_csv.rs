//! `GET …/invoices.csv`: every invoice of a filter, search and financial year, not the page on the screen. Rows go out as
//! pages come in; how many there will be is said before the first one, and a file that cannot keep that breaks off.

use super::{
    download_places::Place,
    invoice_downloads::{Downloads, InvoiceRoutes, Refused, head, refuse},
    invoice_rows::{RowFilter, headings, rows},
};
use crate::upstream::aidial_api::{Index, InvoicePage, InvoicesReader, LONG_PAGE};
use app::{
    backend::{BillingScope, DomainError, ReadInvoices},
    model::{
        audit::{AuditAbout, AuditEvent, AuditOutcome},
        financial_year::FinancialYear,
        invoice::InvoiceId,
        invoice_query::{InvoiceQuery, StatusFilter},
        panel::Panel,
    },
};
use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use futures::stream;
use http::{HeaderName, HeaderValue, request::Parts};
use std::{collections::HashSet, sync::Arc};
use url::form_urlencoded;

/// How many rows follow the headings.
const ROW_COUNT: HeaderName = HeaderName::from_static("x-row-count");
/// Rows made at a time from an index.
const AT_A_TIME: usize = 500;

/// Of one's own organisation.
pub async fn own(State(routes): State<InvoiceRoutes>, RawQuery(query): RawQuery, parts: Parts) -> Response {
    answer(&routes.0, &parts, None, &query.unwrap_or_default()).await
}

/// Of an assigned client.
pub async fn of_client(
    State(routes): State<InvoiceRoutes>,
    Path(client): Path<String>,
    RawQuery(query): RawQuery,
    parts: Parts,
) -> Response {
    answer(&routes.0, &parts, Some(&client), &query.unwrap_or_default()).await
}

async fn answer(downloads: &Downloads, parts: &Parts, client: Option<&str>, query: &str) -> Response {
    match file(downloads, parts, client, query).await {
        Ok(response) => response,
        Err(refused) => refuse(parts, client, None, refused),
    }
}

async fn file(downloads: &Downloads, parts: &Parts, client: Option<&str>, query: &str) -> Result<Response, Refused> {
    let admitted = downloads.admit(parts, client).await?;
    let asked = Asked::parse(query).ok_or(DomainError::BadRequest)?;
    let tenant = admitted.scope.organisation().client_id.as_str().to_owned();
    let today = downloads.now(&admitted.scope).date();
    let trail = Arc::clone(admitted.scope.trail());
    let about = AuditAbout::parse(&format!("invoices:{}", asked.status.key()));
    let deed = admitted.scope.deed(AuditEvent::CsvExport, AuditOutcome::Done, about);
    let (source, count) = Source::begin(Arc::clone(&downloads.reader), admitted.scope, &asked).await?;
    trail.note(deed).await;
    let mut name = format!("invoices-{tenant}-{}", asked.status.key());
    name.extend(asked.filter.year.map(|year| format!("-fy{}", year.key())));
    name.extend(count.map(|count| format!("-{count}-rows")));
    let name = format!("{name}-{today}.csv");
    let export = Export { source, filter: asked.filter, count, written: 0, begun: false, _place: admitted.place };
    let mut response = (head("text/csv; charset=utf-8; header=present", &name)?, export.body()).into_response();
    if let Some(count) = count {
        response.headers_mut().insert(ROW_COUNT, HeaderValue::from(count));
    }
    Ok(response)
}

/// What is asked for. Stricter than a page's address: a wrong word here would export something else than was meant.
struct Asked {
    status: StatusFilter,
    filter: RowFilter,
}

impl Asked {
    fn parse(query: &str) -> Option<Self> {
        let (mut status, mut number, mut year) = (None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let repeated = match &*name {
                InvoiceQuery::STATUS => status.replace(StatusFilter::from_key(&value)?).is_some(),
                InvoiceQuery::NUMBER => number.replace(value.into_owned()).is_some(),
                // An empty choice of a form is none.
                FinancialYear::FIELD if value.is_empty() => year.replace(None).is_some(),
                FinancialYear::FIELD => year.replace(Some(FinancialYear::parse(&value)?)).is_some(),
                _ => return None,
            };
            if repeated {
                return None;
            }
        }
        let query = InvoiceQuery::parse(None, None, number.as_deref());
        Some(Self {
            status: status.unwrap_or_default(),
            filter: RowFilter { number: query.number, year: year.flatten() },
        })
    }
}

/// Where rows come from.
enum Source {
    /// Everything is at hand: a search or a year has to be counted before the first row.
    Index { index: Arc<Index>, next: usize },
    /// One page after the other.
    Pages(Box<Pages>),
}

struct Pages {
    reader: Arc<InvoicesReader>,
    scope: BillingScope<ReadInvoices>,
    status: StatusFilter,
    /// The page at hand.
    page: Option<InvoicePage>,
    number: u32,
    /// Of the page before: an invoice issued meanwhile moves the last ones onto the next page.
    seen: HashSet<InvoiceId>,
}

impl Source {
    /// A source and, when that is known, the number of rows it will give.
    async fn begin(
        reader: Arc<InvoicesReader>,
        scope: BillingScope<ReadInvoices>,
        asked: &Asked,
    ) -> Result<(Self, Option<u64>), DomainError> {
        if !asked.filter.is_open() {
            let index = ready(reader.index(&scope, asked.status).await?)?;
            if index.complete {
                let count = index.invoices.iter().filter(|invoice| asked.filter.takes(invoice)).count();
                return Ok((Self::Index { index, next: 0 }, u64::try_from(count).ok()));
            }
        }
        let page = ready(reader.page(&scope, asked.status, 1, LONG_PAGE).await?)?;
        let count = page.total.filter(|_| asked.filter.is_open()).map(u64::from);
        let (status, seen) = (asked.status, HashSet::new());
        Ok((Self::Pages(Box::new(Pages { reader, scope, status, page: Some(page), number: 1, seen })), count))
    }
}

fn ready<T>(panel: Panel<T>) -> Result<T, DomainError> {
    match panel {
        Panel::Ready(value) => Ok(value),
        Panel::NotConfigured | Panel::ConfigurationError => Err(DomainError::NothingToExport),
    }
}

struct Export {
    source: Source,
    filter: RowFilter,
    count: Option<u64>,
    written: u64,
    begun: bool,
    _place: Place,
}

impl Export {
    fn body(self) -> Body {
        Body::from_stream(stream::try_unfold(self, async |mut export| {
            let outcome = export.next().await;
            if let Err(cause) = &outcome {
                tracing::warn!(cause = %cause, rows = export.written, "an export broke off");
            }
            Ok::<_, DomainError>(outcome?.map(|piece| (piece, export)))
        }))
    }

    /// The next piece of the file; none at its end. An error breaks the transfer off.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, DomainError> {
        if !self.begun {
            self.begun = true;
            return headings().map(Some);
        }
        loop {
            let piece = match &mut self.source {
                Source::Index { index, next } => {
                    let taken = index.invoices.get(*next..).unwrap_or_default();
                    let part = taken.get(..AT_A_TIME.min(taken.len())).unwrap_or_default();
                    *next += part.len();
                    let chosen: Vec<_> = part.iter().filter(|invoice| self.filter.takes(invoice)).collect();
                    self.written += chosen.len() as u64;
                    (!part.is_empty()).then(|| rows(chosen)).transpose()?
                }
                Source::Pages(pages) => match pages.next().await? {
                    Some(page) => {
                        let before = std::mem::take(&mut pages.seen);
                        pages.seen = page.items.iter().map(|invoice| invoice.invoice_id.clone()).collect();
                        let new = || page.items.iter().filter(|invoice| !before.contains(&invoice.invoice_id));
                        // The same page again: this list has no end.
                        if !page.items.is_empty() && new().next().is_none() {
                            return Err(DomainError::NotUnderstood);
                        }
                        let chosen: Vec<_> = new().filter(|invoice| self.filter.takes(invoice)).collect();
                        self.written += chosen.len() as u64;
                        Some(rows(chosen)?)
                    }
                    None => None,
                },
            };
            match piece {
                // A page without a row that fits: nothing to send yet.
                Some(piece) if piece.is_empty() => {}
                Some(piece) => return Ok(Some(piece)),
                // Invoices changed their status while they were read: the file is not what its head says.
                None if self.count.is_some_and(|count| count != self.written) => {
                    return Err(DomainError::Unavailable(None));
                }
                None => return Ok(None),
            }
        }
    }
}

impl Pages {
    async fn next(&mut self) -> Result<Option<InvoicePage>, DomainError> {
        let Some(page) = self.page.take() else { return Ok(None) };
        if page.has_next {
            // A list that goes on with empty pages would go on for ever.
            if page.items.is_empty() {
                return Err(DomainError::NotUnderstood);
            }
            self.number = self.number.saturating_add(1);
            self.page = Some(ready(self.reader.page(&self.scope, self.status, self.number, LONG_PAGE).await?)?);
        }
        Ok(Some(page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_of_exactly_what_is_asked_for_or_it_is_refused() {
        let asked = Asked::parse("status=open&number=+HD+&fy=2026").unwrap();
        assert_eq!((asked.status, &*asked.filter.number), (StatusFilter::Open, "HD"));
        assert_eq!(asked.filter.year, FinancialYear::parse("2026"));
        let all = Asked::parse("number=&fy=").unwrap();
        assert!(all.status == StatusFilter::All && all.filter.is_open());
        for bad in
            ["status=overdue", "fy=26", "fy=2026&fy=2025", "status=paid&status=open", "page=2", "client_id=orchard"]
        {
            assert!(Asked::parse(bad).is_none(), "{bad}");
        }
    }
}
