//! The PDF of an invoice, passed on as it arrives: nothing is held but the piece at hand. What it is, is checked before the
//! first byte goes out; how large it is and how long it takes, all the way.

use super::{AidialApi, UpstreamError};
use crate::{
    outbound::{ClientBuildError, Line, PassingClient, TransportError},
    settings::InvoicePdfSettings,
};
use app::{
    backend::{BillingScope, DomainError, ReadInvoices},
    model::invoice::InvoiceId,
};
use bytes::{Bytes, BytesMut};
use reqwest::{
    Response,
    header::{CONTENT_ENCODING, TRANSFER_ENCODING},
};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout};
use url::Url;

/// How every PDF begins.
const MAGIC: &[u8] = b"%PDF-";
/// How every PDF ends, a few bytes of white space aside.
const END: &[u8] = b"%%EOF";
/// Where the end mark is looked for, in bytes from the end (ISO 32000, annex H).
const END_WITHIN: usize = 1_024;
/// To open a connection.
const CONNECT: Duration = Duration::from_secs(2);
/// Until the first bytes; below a page's deadline, so that the answer is ours.
const FIRST_BYTE: Duration = Duration::from_secs(8);
/// Between two pieces.
const IDLE: Duration = Duration::from_secs(5);
/// The longest a download may take with a slow reader; the time that the upstream takes is limited by the settings.
const LONGEST: Duration = Duration::from_secs(300);

/// What a PDF may take.
#[derive(Clone, Copy, Debug)]
pub struct PdfLimits {
    /// Largest one, in bytes.
    pub max_bytes: u64,
    /// From the request to the first bytes.
    pub first_byte: Duration,
    /// Between two pieces.
    pub idle: Duration,
    /// Spent waiting for the upstream in all; the reader's own time does not count.
    pub waiting: Duration,
}

impl From<InvoicePdfSettings> for PdfLimits {
    fn from(settings: InvoicePdfSettings) -> Self {
        let waiting = settings.timeout;
        Self { max_bytes: settings.max_bytes, first_byte: FIRST_BYTE.min(waiting), idle: IDLE.min(waiting), waiting }
    }
}

/// Where PDFs come from.
pub struct PdfSource {
    api: AidialApi,
    client: PassingClient,
    limits: PdfLimits,
}

impl PdfSource {
    /// PDFs of the service at `base`, over `line`.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(base: Url, limits: PdfLimits, line: Arc<Line>) -> Result<Self, ClientBuildError> {
        let client = PassingClient::new(CONNECT.min(limits.waiting))?;
        Ok(Self { api: AidialApi::new(base, limits.first_byte, line)?, client, limits })
    }

    /// Asks for the PDF of `invoice` and reads as far as it takes to know that it is one.
    ///
    /// # Errors
    /// [`DomainError::PdfNotFound`], [`DomainError::PdfUnavailable`], [`DomainError::PdfTooLarge`] or
    /// [`DomainError::PdfTimedOut`]; else what kept it from being fetched.
    pub async fn open(&self, scope: &BillingScope<ReadInvoices>, invoice: &InvoiceId) -> Result<Pdf, DomainError> {
        let begun = Instant::now();
        let opened = timeout(self.limits.first_byte, self.begin(scope, invoice)).await;
        let outcome = opened.unwrap_or(Err(UpstreamError::Transport(TransportError::Timeout)));
        let mut pdf = outcome.map_err(meaning)?;
        pdf.waited = begun.elapsed();
        Ok(pdf)
    }

    async fn begin(&self, scope: &BillingScope<ReadInvoices>, invoice: &InvoiceId) -> Result<Pdf, UpstreamError> {
        let path = ["v1", "billing", "invoices", invoice.as_str(), "pdf"];
        let client: Vec<_> = scope.client_parameter().map(|client| ("client_id", client)).into_iter().collect();
        let mut response = self.api.open(&self.client, scope.credential(), &path, &client, "application/pdf").await?;
        let headers = response.headers();
        // Asked for as it is; anything encoded could grow beyond every cap (acceptance PDF-06).
        if headers.get_all(CONTENT_ENCODING).iter().any(|coding| coding.as_bytes() != b"identity") {
            return Err(UpstreamError::Malformed);
        }
        let length = response.content_length();
        if length.is_some_and(|length| length > self.limits.max_bytes) {
            return Err(UpstreamError::Transport(TransportError::TooLarge));
        }
        // Closed connections end a body of neither kind, and so does a broken one.
        let end_is_told = length.is_some() || headers.contains_key(TRANSFER_ENCODING);
        let mut head = BytesMut::new();
        while head.len() < MAGIC.len() {
            match response.chunk().await.map_err(TransportError::from)? {
                Some(piece) => head.extend_from_slice(&piece),
                None => return Err(UpstreamError::Malformed),
            }
        }
        if !head.starts_with(MAGIC) {
            return Err(UpstreamError::Malformed);
        }
        Ok(Pdf {
            response,
            head: Some(head.freeze()),
            length,
            taken: 0,
            tail: (!end_is_told).then(Vec::new),
            limits: self.limits,
            waited: Duration::ZERO,
            until: Instant::now() + LONGEST.max(self.limits.waiting),
        })
    }
}

/// The one place where a PDF that cannot be had gets its meaning.
fn meaning(error: UpstreamError) -> DomainError {
    if error == UpstreamError::Transport(TransportError::TooLarge) {
        tracing::warn!(upstream = "aidial_api", cause = %error, "an invoice PDF was refused for its size");
        return DomainError::PdfTooLarge;
    }
    let meant = DomainError::from(error);
    if meant == DomainError::NotFound {
        DomainError::PdfNotFound
    } else if meant == DomainError::TimedOut {
        DomainError::PdfTimedOut
    } else {
        meant
    }
}

/// A transfer that broke after its first bytes were passed on. The reader's transfer must break too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the transfer of a PDF broke off: {0}")]
pub struct PdfBroken(pub TransportError);

impl PdfBroken {
    /// What it means when nothing was passed on yet.
    #[must_use]
    pub const fn meaning(self) -> DomainError {
        match self.0 {
            TransportError::Timeout => DomainError::PdfTimedOut,
            TransportError::TooLarge => DomainError::PdfTooLarge,
            TransportError::Connect
            | TransportError::Insecure
            | TransportError::Broken
            | TransportError::Crowded
            | TransportError::CutOff(_) => DomainError::Unavailable(None),
        }
    }
}

/// A PDF on its way. Dropping it ends the call upstream.
pub struct Pdf {
    response: Response,
    head: Option<Bytes>,
    length: Option<u64>,
    taken: u64,
    /// The last bytes, when nothing but the end mark tells that the body is whole.
    tail: Option<Vec<u8>>,
    limits: PdfLimits,
    waited: Duration,
    until: Instant,
}

impl Pdf {
    /// Its length in bytes, when the upstream said so; a body that is shorter breaks off.
    #[must_use]
    pub const fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// [`PdfBroken`], after which there is no more.
    pub async fn next(&mut self) -> Result<Option<Bytes>, PdfBroken> {
        let outcome = self.piece().await;
        if let Err(cause) = &outcome {
            tracing::warn!(upstream = "aidial_api", cause = %cause, taken = self.taken, "a PDF broke off");
        }
        outcome.map_err(PdfBroken)
    }

    async fn piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        let piece = match self.head.take() {
            Some(head) => Some(head),
            None => self.wait().await?,
        };
        let Some(piece) = piece else {
            let whole = self.tail.as_deref().is_none_or(|tail| tail.windows(END.len()).any(|part| part == END));
            return if whole { Ok(None) } else { Err(TransportError::Broken) };
        };
        self.taken = self.taken.saturating_add(piece.len() as u64);
        if self.taken > self.limits.max_bytes {
            return Err(TransportError::TooLarge);
        }
        if let Some(tail) = &mut self.tail {
            tail.extend_from_slice(piece.get(piece.len().saturating_sub(END_WITHIN)..).unwrap_or_default());
            tail.drain(..tail.len().saturating_sub(END_WITHIN));
        }
        Ok(Some(piece))
    }

    async fn wait(&mut self) -> Result<Option<Bytes>, TransportError> {
        let left = self.limits.waiting.checked_sub(self.waited).ok_or(TransportError::Timeout)?;
        let begun = Instant::now();
        let left = left.min(self.until.saturating_duration_since(begun));
        let piece = timeout(self.limits.idle.min(left), self.response.chunk()).await;
        self.waited = self.waited.saturating_add(begun.elapsed());
        Ok(piece.map_err(|_| TransportError::Timeout)??)
    }
}
