//! Why a call to `aidial_api` failed, for the log, and what that means to the portal.

use crate::outbound::{Again, Fault, Judged, TransportError};
use app::backend::DomainError;
use std::time::Duration;

/// Seconds to wait when there was no place for a call.
const CROWDED_WAIT: u32 = 1;

/// Everything a call can end in but an answer. Holds no address, token or text of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamError {
    /// No token could be had.
    #[error("no token: {0}")]
    Credential(DomainError),
    /// The renewed token was refused too.
    #[error("token refused")]
    Unauthenticated,
    /// `access_suspended`.
    #[error("access suspended")]
    Suspended,
    /// 404.
    #[error("not found")]
    NotFound,
    /// 409 `pdf_unavailable`.
    #[error("no pdf of this invoice")]
    PdfUnavailable,
    /// 429, with the seconds to wait when they were given.
    #[error("rate limited")]
    RateLimited(Option<u32>),
    /// 5xx, with the seconds to wait when they were given.
    #[error("status {0}")]
    Status(u16, Option<u32>),
    /// A status that the contract does not have for this call.
    #[error("unexpected status {0}")]
    UnexpectedStatus(u16),
    /// An answer that is not the contract's JSON.
    #[error("answer not understood")]
    Malformed,
    /// Transport trouble.
    #[error("{0}")]
    Transport(#[from] TransportError),
}

impl Judged for UpstreamError {
    /// 4xx are never repeated and never count (acceptance UPS-03, UPS-05); nor does an answer that is not understood, which
    /// a repeat would not mend.
    fn judge(&self) -> (Fault, Again) {
        match *self {
            Self::Transport(transport) => transport.judge(),
            Self::Status(502..=504, wait) => {
                let again = wait.map_or(Again::Soon, |seconds| Again::After(Duration::from_secs(seconds.into())));
                (Fault::Endpoint, again)
            }
            Self::Status(..) => (Fault::Endpoint, Again::No),
            Self::Credential(_)
            | Self::Unauthenticated
            | Self::Suspended
            | Self::NotFound
            | Self::PdfUnavailable
            | Self::RateLimited(_)
            | Self::UnexpectedStatus(_)
            | Self::Malformed => (Fault::None, Again::No),
        }
    }
}

impl From<UpstreamError> for DomainError {
    /// The one place where an upstream failure is logged.
    fn from(error: UpstreamError) -> Self {
        let meaning = match error {
            UpstreamError::Credential(inner) => inner,
            UpstreamError::Unauthenticated => Self::SignedOut,
            UpstreamError::Suspended => Self::AccessSuspended,
            UpstreamError::NotFound => Self::NotFound,
            UpstreamError::PdfUnavailable => Self::PdfUnavailable,
            UpstreamError::RateLimited(wait) => Self::RateLimited(wait),
            UpstreamError::Status(_, wait) => Self::Unavailable(wait),
            UpstreamError::UnexpectedStatus(_) | UpstreamError::Malformed => Self::NotUnderstood,
            UpstreamError::Transport(transport) => match transport {
                TransportError::Timeout => Self::TimedOut,
                TransportError::Connect | TransportError::Insecure | TransportError::Broken => Self::Unavailable(None),
                TransportError::TooLarge => Self::NotUnderstood,
                TransportError::Crowded => Self::Unavailable(Some(CROWDED_WAIT)),
                TransportError::CutOff(wait) => Self::Unavailable(Some(wait)),
            },
        };
        if !matches!(error, UpstreamError::NotFound | UpstreamError::PdfUnavailable) {
            tracing::warn!(upstream = "aidial_api", cause = %error, meaning = %meaning, "upstream call failed");
        }
        meaning
    }
}
