//! What can go wrong, as a person may know it. Closed and without free text, so nothing foreign can reach a screen through it.
//! Crosses the wire as the portal's JSON envelope. Imports serde and server_fn's encoding traits.

use crate::model::checked_text::{checked_text, is_of};
use serde::{Deserialize, Serialize};
use server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    error::{FromServerFnError, ServerFnErrorErr},
};

checked_text! {
    /// The number a person can give to support; the server's log has the same one as `request_id`.
    IncidentId, "an incident id", |text| is_of(text, 64, |b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The kinds of trouble. Each has its words in [`crate::words`] and its HTTP status here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// Signed in without the second factor the role needs.
    MfaRequired,
    /// The person or the tenant is suspended.
    AccessSuspended,
    /// The role has no billing at all.
    NoBillingAccess,
    /// Does not exist, or is out of scope: one answer for both.
    NotFound,
    /// The request itself cannot be understood.
    BadRequest,
    /// Another site asked in the person's name.
    CrossOrigin,
    /// The request is larger than the portal takes.
    TooLarge,
    /// Billing asks to wait.
    RateLimited,
    /// Billing did not answer in time.
    TimedOut,
    /// Billing cannot be reached or answers with its own trouble.
    Unavailable,
    /// Billing answered something that cannot be shown safely.
    NotUnderstood,
    /// The portal cannot download a PDF of this invoice.
    PdfUnavailable,
    /// An invoice PDF is larger than the portal passes on.
    PdfTooLarge,
    /// An invoice PDF did not arrive in time.
    PdfTimedOut,
    /// There is no such invoice to download, or it is out of scope: one answer for both.
    PdfNotFound,
    /// Billing is not set up, or not rightly, so there is nothing to export.
    NothingToExport,
    /// Billing is not set up, so there is no billing portal to open.
    PortalNotConfigured,
    /// The billing provider's configuration keeps the billing portal closed.
    PortalMisconfigured,
    /// The contract has no Stripe billing portal.
    NoPortalAccess,
    /// Stripe did not answer in time.
    StripeTimedOut,
    /// Stripe cannot be reached or is in trouble.
    StripeUnavailable,
    /// Stripe does not open the portal for this organisation, or not to this portal's key.
    StripeRefused,
    /// Stripe's answer leads somewhere it may not, or cannot be read.
    StripeBadLink,
    /// The portal has more to do than it can.
    Overloaded,
    /// The portal's own store cannot be read or written.
    StoreUnavailable,
    /// The browser could not reach the portal.
    Offline,
    /// A fault of the portal.
    Internal,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 28] = [
        Self::SignedOut,
        Self::MfaRequired,
        Self::AccessSuspended,
        Self::NoBillingAccess,
        Self::NotFound,
        Self::BadRequest,
        Self::CrossOrigin,
        Self::TooLarge,
        Self::RateLimited,
        Self::TimedOut,
        Self::Unavailable,
        Self::NotUnderstood,
        Self::PdfUnavailable,
        Self::PdfTooLarge,
        Self::PdfTimedOut,
        Self::PdfNotFound,
        Self::NothingToExport,
        Self::PortalNotConfigured,
        Self::PortalMisconfigured,
        Self::NoPortalAccess,
        Self::StripeTimedOut,
        Self::StripeUnavailable,
        Self::StripeRefused,
        Self::StripeBadLink,
        Self::Overloaded,
        Self::StoreUnavailable,
        Self::Offline,
        Self::Internal,
    ];

    /// The `code` of the envelope; stable, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::MfaRequired => "mfa_required",
            Self::AccessSuspended => "access_suspended",
            Self::NoBillingAccess => "no_billing_access",
            Self::NotFound => "not_found",
            Self::BadRequest => "bad_request",
            Self::CrossOrigin => "cross_origin",
            Self::TooLarge => "too_large",
            Self::RateLimited => "rate_limited",
            Self::TimedOut => "timed_out",
            Self::Unavailable => "unavailable",
            Self::NotUnderstood => "not_understood",
            Self::PdfUnavailable => "pdf_unavailable",
            Self::PdfTooLarge => "pdf_too_large",
            Self::PdfTimedOut => "pdf_timed_out",
            Self::PdfNotFound => "pdf_not_found",
            Self::NothingToExport => "nothing_to_export",
            Self::PortalNotConfigured => "portal_not_configured",
            Self::PortalMisconfigured => "portal_misconfigured",
            Self::NoPortalAccess => "no_portal_access",
            Self::StripeTimedOut => "stripe_timed_out",
            Self::StripeUnavailable => "stripe_unavailable",
            Self::StripeRefused => "stripe_refused",
            Self::StripeBadLink => "stripe_bad_link",
            Self::Overloaded => "overloaded",
            Self::StoreUnavailable => "store_unavailable",
            Self::Offline => "offline",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status it has on a page and on a server function alike.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::MfaRequired | Self::AccessSuspended | Self::NoBillingAccess | Self::CrossOrigin => 403,
            Self::NotFound | Self::PdfNotFound => 404,
            Self::PdfUnavailable
            | Self::NothingToExport
            | Self::PortalNotConfigured
            | Self::PortalMisconfigured
            | Self::NoPortalAccess => 409,
            Self::BadRequest => 400,
            Self::TooLarge => 413,
            Self::RateLimited => 429,
            Self::TimedOut | Self::PdfTimedOut | Self::StripeTimedOut => 504,
            Self::NotUnderstood | Self::PdfTooLarge | Self::StripeRefused | Self::StripeBadLink => 502,
            Self::Unavailable | Self::StripeUnavailable | Self::Overloaded | Self::StoreUnavailable | Self::Offline => {
                503
            }
            Self::Internal => 500,
        }
    }

    /// Whether figures already on the screen may stay beside this trouble: passing trouble keeps them, lost access does not.
    #[must_use]
    pub const fn keeps_figures(self) -> bool {
        match self {
            Self::RateLimited
            | Self::TimedOut
            | Self::Unavailable
            | Self::NotUnderstood
            | Self::PdfUnavailable
            | Self::PdfTooLarge
            | Self::PdfTimedOut
            | Self::PdfNotFound
            | Self::NothingToExport
            | Self::PortalNotConfigured
            | Self::PortalMisconfigured
            | Self::NoPortalAccess
            | Self::StripeTimedOut
            | Self::StripeUnavailable
            | Self::StripeRefused
            | Self::StripeBadLink
            | Self::Overloaded
            | Self::StoreUnavailable
            | Self::Offline
            | Self::Internal => true,
            Self::SignedOut
            | Self::MfaRequired
            | Self::AccessSuspended
            | Self::NoBillingAccess
            | Self::NotFound
            | Self::BadRequest
            | Self::CrossOrigin
            | Self::TooLarge => false,
        }
    }

    fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.code() == code).unwrap_or(Self::Internal)
    }
}

/// Trouble with its incident id and, where there is one, the wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", kind.code())]
pub struct PortalError {
    /// What kind.
    pub kind: ErrorKind,
    /// The request it happened in; none when it never reached the portal.
    pub incident: Option<IncidentId>,
    /// Seconds to wait before the next try, when known.
    pub retry_after: Option<u32>,
}

impl PortalError {
    /// Trouble of this kind that never reached the server.
    #[must_use]
    pub const fn local(kind: ErrorKind) -> Self {
        Self { kind, incident: None, retry_after: None }
    }

    /// The envelope that programs read.
    #[must_use]
    pub fn envelope(&self) -> String {
        serde_json::to_string(&Envelope::from(self)).unwrap_or_default()
    }

    fn from_envelope(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<Envelope>(std::str::from_utf8(bytes).unwrap_or_default()).map(Self::from)
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    error: EnvelopeBody,
}

#[derive(Serialize, Deserialize)]
struct EnvelopeBody {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    message_key: String,
    #[serde(default)]
    request_id: Option<IncidentId>,
    #[serde(default)]
    details: EnvelopeDetails,
}

#[derive(Default, Serialize, Deserialize)]
struct EnvelopeDetails {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u32>,
}

impl From<&PortalError> for Envelope {
    fn from(error: &PortalError) -> Self {
        Self {
            error: EnvelopeBody {
                code: error.kind.code().to_owned(),
                message: crate::words::of_error(error.kind).title.to_owned(),
                message_key: format!("portal.{}", error.kind.code()),
                request_id: error.incident.clone(),
                details: EnvelopeDetails { retry_after_seconds: error.retry_after },
            },
        }
    }
}

impl From<Envelope> for PortalError {
    fn from(Envelope { error }: Envelope) -> Self {
        Self {
            kind: ErrorKind::from_code(&error.code),
            incident: error.request_id,
            retry_after: error.details.retry_after_seconds,
        }
    }
}

/// How a [`PortalError`] crosses the wire.
pub struct EnvelopeEncoding;

impl ContentType for EnvelopeEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for EnvelopeEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<PortalError> for EnvelopeEncoding {
    type Error = std::convert::Infallible;

    fn encode(error: &PortalError) -> Result<Bytes, Self::Error> {
        Ok(Bytes::from(error.envelope()))
    }
}

impl Decodes<PortalError> for EnvelopeEncoding {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<PortalError, Self::Error> {
        PortalError::from_envelope(&bytes)
    }
}

impl FromServerFnError for PortalError {
    type Encoder = EnvelopeEncoding;

    /// The framework's own text is dropped: it can quote what was sent.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::local(match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                // On the client this is an answer that is not ours (a proxy's page, a cut transfer).
                if cfg!(feature = "ssr") { ErrorKind::BadRequest } else { ErrorKind::NotUnderstood }
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::UnsupportedRequestMethod(_) => ErrorKind::Offline,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Response(_) => ErrorKind::Internal,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_survives_the_envelope() {
        for kind in ErrorKind::ALL {
            let error = PortalError { kind, incident: IncidentId::parse("01J-x"), retry_after: Some(7) };
            assert_eq!(PortalError::from_envelope(error.envelope().as_bytes()).unwrap(), error);
        }
    }

    #[test]
    fn an_unknown_code_is_our_fault_and_foreign_text_is_dropped() {
        let sent = br#"{"error":{"code":"evil","message":"<script>","details":{}}}"#;
        let error = PortalError::from_envelope(sent).unwrap();
        assert_eq!(error.kind, ErrorKind::Internal);
        assert!(!error.envelope().contains("script"));
    }

    #[test]
    fn an_incident_id_cannot_carry_markup() {
        assert!(IncidentId::parse("<b>").is_none());
        assert!(IncidentId::parse(&"a".repeat(65)).is_none());
    }
}
