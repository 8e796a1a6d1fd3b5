//! What the three downloads of invoices share: who may have one, how many run at once, and how one is refused.

use super::download_places::{DownloadPlaces, Full, Place};
use crate::{
    clock::SharedClock,
    middleware::{Asker, error_response, error_response_with},
    settings::DownloadSettings,
    upstream::aidial_api::{InvoicesReader, PdfSource},
    visitor::Reception,
};
use app::{
    backend::{BillingScope, DomainError, ReadInvoices, SignedIn},
    error::PortalError,
    model::{client_id::ClientId, invoice::InvoiceId},
    paths,
};
use axum::response::{IntoResponse, Response};
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION},
    request::Parts,
};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Seconds to wait after one's own downloads were too many, and after everybody's were.
const WAIT_FOR_OWN: u32 = 5;
const WAIT_FOR_ALL: u32 = 2;

/// What the downloads need: the state of their routes.
#[derive(Clone)]
pub struct InvoiceRoutes(pub(super) Arc<Downloads>);

pub(super) struct Downloads {
    reception: Arc<Reception>,
    places: DownloadPlaces,
    pub(super) reader: Arc<InvoicesReader>,
    pub(super) pdfs: PdfSource,
    pub(super) clock: SharedClock,
}

impl InvoiceRoutes {
    /// Downloads for the visitors of `reception`.
    #[must_use]
    pub fn new(
        reception: Arc<Reception>,
        reader: Arc<InvoicesReader>,
        pdfs: PdfSource,
        limits: DownloadSettings,
        clock: SharedClock,
    ) -> Self {
        Self(Arc::new(Downloads { reception, places: DownloadPlaces::new(limits), reader, pdfs, clock }))
    }
}

/// Someone who may read the invoices, with a place for one download.
pub(super) struct Admitted {
    pub(super) scope: BillingScope<ReadInvoices>,
    pub(super) place: Place,
}

impl Downloads {
    /// The same check as a server function's, made anew for every download.
    pub(super) async fn admit(&self, parts: &Parts, client: Option<&str>) -> Result<Admitted, Refused> {
        let visitor = self.reception.visitor(parts);
        let scope = SignedIn::of(&*visitor).await?.scope::<ReadInvoices>(client).await?;
        self.reception.limits().download(scope.caller())?;
        let place = self.places.take(scope.caller())?;
        Ok(Admitted { scope, place })
    }

    /// The tenant's clock.
    pub(super) fn now(&self, scope: &BillingScope<ReadInvoices>) -> jiff::civil::DateTime {
        let zone = scope.organisation().timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
        zone.unwrap_or(TimeZone::UTC).to_datetime(self.clock.now())
    }
}

/// Why there is no download.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused {
    pub(super) error: DomainError,
    retry_after: Option<u32>,
}

impl From<DomainError> for Refused {
    fn from(error: DomainError) -> Self {
        Self { error, retry_after: error.retry_after() }
    }
}

impl From<Full> for Refused {
    fn from(full: Full) -> Self {
        let (error, wait, whose) = match full {
            Full::ForPerson => (DomainError::RateLimited(Some(WAIT_FOR_OWN)), WAIT_FOR_OWN, "person"),
            Full::ForAll => (DomainError::Overloaded, WAIT_FOR_ALL, "all"),
        };
        tracing::warn!(target: "security", event = "rate_limited", whose, "too many downloads at once");
        metrics::counter!("downloads_refused_total", "whose" => whose).increment(1);
        Self { error, retry_after: Some(wait) }
    }
}

/// The answer to someone who gets no download. A person whose session has ended signs in and comes back to the list: a
/// download is no place to come back to.
pub(super) fn refuse(parts: &Parts, client: Option<&str>, invoice: Option<&InvoiceId>, refused: Refused) -> Response {
    let asker = Asker::of_parts(parts);
    if asker.person && refused.error == DomainError::SignedOut {
        let list = paths::invoices(client.and_then(ClientId::parse).as_ref());
        let location = HeaderValue::from_str(&paths::sign_in_returning_to(&list));
        return match location {
            Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
    }
    let error =
        PortalError { kind: refused.error.into(), incident: asker.incident.clone(), retry_after: refused.retry_after };
    // Only of an invoice that is there: the answer for any other must not differ by what was asked.
    let about = invoice.filter(|_| {
        matches!(refused.error, DomainError::PdfUnavailable | DomainError::PdfTooLarge | DomainError::PdfTimedOut)
    });
    match about {
        Some(invoice) => error_response_with(
            &asker,
            &error,
            &paths::invoice_copy_ticket(client.and_then(ClientId::parse).as_ref(), invoice),
        ),
        None => error_response(&asker, &error),
    }
}

/// The head of a download: what it is, what it is saved as, and that it may do nothing where it is shown. `name` is made of
/// ids, days and numbers, so it needs no quoting.
pub(super) fn head(kind: &'static str, name: &str) -> Result<[(HeaderName, HeaderValue); 4], DomainError> {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    Ok([
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, disposition.map_err(|_| DomainError::Internal)?),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
    ])
}
