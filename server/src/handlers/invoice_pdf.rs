//! `GET …/invoices/{invoice_id}/pdf`: the document, passed on as it arrives and saved as `invoice-<invoice_id>.pdf`.

use super::{
    download_places::Place,
    invoice_downloads::{Downloads, InvoiceRoutes, Refused, head, refuse},
};
use crate::upstream::aidial_api::{Pdf, PdfBroken};
use app::{
    backend::DomainError,
    model::{
        audit::{AuditAbout, AuditEvent, AuditOutcome},
        invoice::InvoiceId,
    },
};
use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use futures::stream;
use http::{HeaderValue, header::CONTENT_LENGTH, request::Parts};

/// Of one's own organisation.
pub async fn own(State(routes): State<InvoiceRoutes>, Path(invoice): Path<String>, parts: Parts) -> Response {
    answer(&routes.0, &parts, None, &invoice).await
}

/// Of an assigned client.
pub async fn of_client(
    State(routes): State<InvoiceRoutes>,
    Path((client, invoice)): Path<(String, String)>,
    parts: Parts,
) -> Response {
    answer(&routes.0, &parts, Some(&client), &invoice).await
}

async fn answer(downloads: &Downloads, parts: &Parts, client: Option<&str>, invoice: &str) -> Response {
    let invoice = InvoiceId::parse(invoice);
    match document(downloads, parts, client, invoice.as_ref()).await {
        Ok(response) => response,
        Err(mut refused) => {
            // One answer for an unknown client and an unknown invoice.
            if refused.error == DomainError::NotFound {
                refused.error = DomainError::PdfNotFound;
            }
            refuse(parts, client, invoice.as_ref(), refused)
        }
    }
}

async fn document(
    downloads: &Downloads,
    parts: &Parts,
    client: Option<&str>,
    invoice: Option<&InvoiceId>,
) -> Result<Response, Refused> {
    let admitted = downloads.admit(parts, client).await?;
    let invoice = invoice.ok_or(DomainError::PdfNotFound)?;
    let pdf = downloads.pdfs.open(&admitted.scope, invoice).await?;
    let deed = admitted.scope.deed(AuditEvent::InvoicePdf, AuditOutcome::Done, Some(AuditAbout::invoice(invoice)));
    admitted.scope.trail().note(deed).await;
    let length = pdf.length();
    let mut response = (head("application/pdf", &invoice.file_name())?, body(pdf, admitted.place)).into_response();
    if let Some(length) = length {
        // With the length a transfer that ends early is seen to have failed; without, the missing last chunk says so.
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    Ok(response)
}

/// Pulled by the reader piece by piece. When the reader goes, this is dropped, and the call upstream with it.
fn body(pdf: Pdf, place: Place) -> Body {
    Body::from_stream(stream::try_unfold((pdf, place), async |(mut pdf, place)| {
        Ok::<_, PdfBroken>(pdf.next().await?.map(|piece| (piece, (pdf, place))))
    }))
}
