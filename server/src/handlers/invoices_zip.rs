//! `POST …/invoices.zip`: the PDFs of chosen invoices as one archive, made while it is sent. `results.csv` at its end says
//! for each invoice whether it is in and, if not, why.

use super::{
    download_places::Place,
    invoice_downloads::{Downloads, InvoiceRoutes, Refused, head, refuse},
    zip_stream::ZipStream,
};
use crate::{
    spreadsheet::csv,
    upstream::aidial_api::{Pdf, PdfBroken},
};
use app::{
    backend::{BillingScope, DomainError, ReadInvoices},
    error::ErrorKind,
    model::{
        audit::{AuditAbout, AuditEvent, AuditOutcome},
        invoice::InvoiceId,
    },
    words,
};
use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use futures::stream;
use http::{header::CONTENT_TYPE, request::Parts};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::time::Instant;
use url::form_urlencoded;

/// The form's field; one for each invoice.
const FIELD: &str = "invoice_id";
/// Invoices in one archive.
const MOST: usize = 50;
/// A document up to this size is read whole before its entry begins, so that one that breaks off is left out and named in
/// the results. One that breaks off later breaks the archive off, so that half a document never looks like a whole one.
const READ_AHEAD: usize = 1024 * 1024;
/// After this, the invoices that are left are named in the results instead of being fetched.
const LONGEST: Duration = Duration::from_secs(240);

/// Of one's own organisation.
pub async fn own(State(routes): State<InvoiceRoutes>, parts: Parts, form: Bytes) -> Response {
    answer(routes, &parts, None, &form).await
}

/// Of an assigned client.
pub async fn of_client(
    State(routes): State<InvoiceRoutes>,
    Path(client): Path<String>,
    parts: Parts,
    form: Bytes,
) -> Response {
    answer(routes, &parts, Some(&client), &form).await
}

async fn answer(routes: InvoiceRoutes, parts: &Parts, client: Option<&str>, form: &[u8]) -> Response {
    match file(routes, parts, client, form).await {
        Ok(response) => response,
        Err(refused) => refuse(parts, client, None, refused),
    }
}

async fn file(routes: InvoiceRoutes, parts: &Parts, client: Option<&str>, form: &[u8]) -> Result<Response, Refused> {
    let admitted = routes.0.admit(parts, client).await?;
    let is_form = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| {
        kind.split(';').next().is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded")
    });
    let wanted = chosen(form).filter(|_| is_form).ok_or(DomainError::BadRequest)?;
    let now = routes.0.now(&admitted.scope);
    let tenant = admitted.scope.organisation().client_id.as_str();
    let name = format!("invoices-{tenant}-{}-{}.zip", wanted.len(), now.date());
    let about = AuditAbout::parse(&format!("invoices:{}", wanted.len()));
    let deed = admitted.scope.deed(AuditEvent::ZipExport, AuditOutcome::Done, about);
    admitted.scope.trail().note(deed).await;
    let archive = Archive {
        downloads: routes.0,
        scope: admitted.scope,
        zip: ZipStream::new(now),
        wanted,
        under_way: None,
        results: Vec::new(),
        until: Instant::now() + LONGEST,
        finished: false,
        _place: admitted.place,
    };
    Ok((head("application/zip", &name)?, archive.body()).into_response())
}

/// The invoices that the form names, each once, in its order; none when it is not a list of 1 to [`MOST`] well-formed ids.
fn chosen(form: &[u8]) -> Option<VecDeque<InvoiceId>> {
    let mut ids = VecDeque::new();
    for (name, value) in form_urlencoded::parse(form) {
        let id = InvoiceId::parse(&value).filter(|_| name == FIELD)?;
        if !ids.contains(&id) {
            ids.push_back(id);
        }
        if ids.len() > MOST {
            return None;
        }
    }
    (!ids.is_empty()).then_some(ids)
}

/// Why an archive breaks off.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Transfer(#[from] PdfBroken),
    #[error("{0}")]
    Access(DomainError),
    #[error("the archive cannot be written")]
    Archive(#[from] std::io::Error),
}

struct Archive {
    downloads: Arc<Downloads>,
    scope: BillingScope<ReadInvoices>,
    zip: ZipStream,
    wanted: VecDeque<InvoiceId>,
    under_way: Option<(InvoiceId, Pdf)>,
    results: Vec<[String; 5]>,
    until: Instant,
    finished: bool,
    _place: Place,
}

/// A document that was read as far as [`READ_AHEAD`].
struct Begun {
    start: Vec<Bytes>,
    /// What follows, when that was not all.
    rest: Option<Pdf>,
}

impl Archive {
    fn body(self) -> Body {
        Body::from_stream(stream::try_unfold(self, async |mut archive| {
            let outcome = archive.next().await;
            if let Err(cause) = &outcome {
                tracing::warn!(cause = %cause, files = archive.results.len(), "an archive broke off");
            }
            Ok::<_, Broken>(outcome?.map(|piece| (piece, archive)))
        }))
    }

    /// The next piece of the archive; none at its end. An error breaks the transfer off.
    async fn next(&mut self) -> Result<Option<Bytes>, Broken> {
        loop {
            if let Some((id, mut pdf)) = self.under_way.take() {
                match pdf.next().await? {
                    Some(piece) => {
                        self.zip.write(&piece)?;
                        self.under_way = Some((id, pdf));
                    }
                    None => self.packed(&id),
                }
            } else if let Some(id) = self.wanted.pop_front() {
                self.pack(id).await?;
            } else if !self.finished {
                self.finished = true;
                let headings = ["invoice_id", "result", "file", "bytes", "explanation"].map(str::to_owned);
                let rows = std::iter::once(&headings).chain(&self.results);
                let results = csv(rows).map_err(std::io::Error::other)?;
                self.zip.begin("results.csv")?;
                self.zip.write(&results)?;
                self.zip.finish()?;
            } else {
                return Ok(None);
            }
            let piece = self.zip.take();
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
    }

    /// Begins the entry of `id`, or notes why there is none.
    async fn pack(&mut self, id: InvoiceId) -> Result<(), Broken> {
        let begun = if Instant::now() < self.until { self.begin(&id).await } else { Err(DomainError::PdfTimedOut) };
        match begun {
            Ok(Begun { start, rest }) => {
                self.zip.begin(&id.file_name())?;
                for piece in start {
                    self.zip.write(&piece)?;
                }
                match rest {
                    Some(rest) => self.under_way = Some((id, rest)),
                    None => self.packed(&id),
                }
                Ok(())
            }
            // The person may not have any of it any more.
            Err(
                error @ (DomainError::SignedOut
                | DomainError::MfaRequired
                | DomainError::AccessSuspended
                | DomainError::NoBillingAccess
                | DomainError::StoreUnavailable
                | DomainError::Internal),
            ) => Err(Broken::Access(error)),
            Err(error) => {
                let kind = ErrorKind::from(error);
                let why = words::of_error(kind).title.to_owned();
                self.results.push([id.into(), kind.code().to_owned(), String::new(), String::new(), why]);
                Ok(())
            }
        }
    }

    async fn begin(&self, id: &InvoiceId) -> Result<Begun, DomainError> {
        let mut pdf = self.downloads.pdfs.open(&self.scope, id).await?;
        let mut start = Vec::new();
        let mut held = 0;
        while held < READ_AHEAD {
            match pdf.next().await.map_err(PdfBroken::meaning)? {
                Some(piece) => {
                    held += piece.len();
                    start.push(piece);
                }
                None => return Ok(Begun { start, rest: None }),
            }
        }
        Ok(Begun { start, rest: Some(pdf) })
    }

    fn packed(&mut self, id: &InvoiceId) {
        let bytes = self.zip.entry_bytes().to_string();
        self.results.push([id.as_str().to_owned(), "ok".to_owned(), id.file_name(), bytes, String::new()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_a_list_of_well_formed_ids_and_nothing_else() {
        let ids = |form: &str| chosen(form.as_bytes()).map(|ids| ids.into_iter().map(String::from).collect::<Vec<_>>());
        assert_eq!(ids("invoice_id=b&invoice_id=a&invoice_id=b").unwrap(), ["b", "a"]);
        for bad in ["", "invoice_id=", "invoice_id=../a", "invoice_id=a&client_id=b", "id=a", "invoice_id[]=a"] {
            assert_eq!(ids(bad), None, "{bad}");
        }
        let many = |n: usize| (0..n).map(|n| format!("invoice_id={n}")).collect::<Vec<_>>().join("&");
        assert_eq!(ids(&many(MOST)).unwrap().len(), MOST);
        assert_eq!(ids(&many(MOST + 1)), None);
    }
}
