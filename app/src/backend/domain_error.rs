//! What a failure means to the portal, between an upstream's own trouble (for the log) and what a person is told.

use crate::error::ErrorKind;

/// The meaning of a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// No session, an ended one, or a token that the upstream no longer takes.
    #[error("signed out")]
    SignedOut,
    /// The second factor is missing.
    #[error("multi-factor authentication required")]
    MfaRequired,
    /// The person or the tenant is suspended.
    #[error("access suspended")]
    AccessSuspended,
    /// The role has no billing.
    #[error("no billing access")]
    NoBillingAccess,
    /// Absent or out of scope.
    #[error("not found")]
    NotFound,
    /// The request cannot be understood.
    #[error("bad request")]
    BadRequest,
    /// The upstream asks to wait, for this many seconds when it says so.
    #[error("rate limited")]
    RateLimited(Option<u32>),
    /// The upstream did not answer in time.
    #[error("timed out")]
    TimedOut,
    /// The upstream is unreachable or in trouble; seconds to wait when it says so.
    #[error("unavailable")]
    Unavailable(Option<u32>),
    /// The upstream's answer breaks the contract.
    #[error("not understood")]
    NotUnderstood,
    /// The portal cannot get a PDF of this invoice.
    #[error("pdf unavailable")]
    PdfUnavailable,
    /// A PDF is larger than the portal passes on.
    #[error("pdf too large")]
    PdfTooLarge,
    /// A PDF did not arrive in time.
    #[error("pdf timed out")]
    PdfTimedOut,
    /// An invoice whose PDF was asked for is absent or out of scope.
    #[error("pdf not found")]
    PdfNotFound,
    /// Billing is not set up, or not rightly, so there is nothing to export.
    #[error("nothing to export")]
    NothingToExport,
    /// Billing is not set up, so there is no billing portal to open.
    #[error("billing not set up for the portal")]
    PortalNotConfigured,
    /// The billing provider's configuration keeps the billing portal closed.
    #[error("billing misconfigured for the portal")]
    PortalMisconfigured,
    /// The contract has no Stripe billing portal.
    #[error("no portal access")]
    NoPortalAccess,
    /// Stripe did not answer in time.
    #[error("stripe timed out")]
    StripeTimedOut,
    /// Stripe cannot be reached or is in trouble. Seconds to wait when it says so.
    #[error("stripe unavailable")]
    StripeUnavailable(Option<u32>),
    /// Stripe does not open the portal for this organisation, or not to this portal's key.
    #[error("refused by stripe")]
    StripeRefused,
    /// Stripe's answer leads somewhere it may not, or cannot be read.
    #[error("link of stripe not usable")]
    StripeBadLink,
    /// The portal's own queue is full.
    #[error("overloaded")]
    Overloaded,
    /// The portal's own store failed.
    #[error("store unavailable")]
    StoreUnavailable,
    /// A fault of the portal.
    #[error("internal")]
    Internal,
}

impl DomainError {
    /// Seconds to wait, when known.
    #[must_use]
    pub const fn retry_after(self) -> Option<u32> {
        match self {
            Self::RateLimited(wait) | Self::Unavailable(wait) | Self::StripeUnavailable(wait) => wait,
            Self::SignedOut
            | Self::MfaRequired
            | Self::AccessSuspended
            | Self::NoBillingAccess
            | Self::NotFound
            | Self::BadRequest
            | Self::TimedOut
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
            | Self::StripeRefused
            | Self::StripeBadLink
            | Self::Overloaded
            | Self::StoreUnavailable
            | Self::Internal => None,
        }
    }
}

impl From<DomainError> for ErrorKind {
    fn from(error: DomainError) -> Self {
        match error {
            DomainError::SignedOut => Self::SignedOut,
            DomainError::MfaRequired => Self::MfaRequired,
            DomainError::AccessSuspended => Self::AccessSuspended,
            DomainError::NoBillingAccess => Self::NoBillingAccess,
            DomainError::NotFound => Self::NotFound,
            DomainError::BadRequest => Self::BadRequest,
            DomainError::RateLimited(_) => Self::RateLimited,
            DomainError::TimedOut => Self::TimedOut,
            DomainError::Unavailable(_) => Self::Unavailable,
            DomainError::NotUnderstood => Self::NotUnderstood,
            DomainError::PdfUnavailable => Self::PdfUnavailable,
            DomainError::PdfTooLarge => Self::PdfTooLarge,
            DomainError::PdfTimedOut => Self::PdfTimedOut,
            DomainError::PdfNotFound => Self::PdfNotFound,
            DomainError::NothingToExport => Self::NothingToExport,
            DomainError::PortalNotConfigured => Self::PortalNotConfigured,
            DomainError::PortalMisconfigured => Self::PortalMisconfigured,
            DomainError::NoPortalAccess => Self::NoPortalAccess,
            DomainError::StripeTimedOut => Self::StripeTimedOut,
            DomainError::StripeUnavailable(_) => Self::StripeUnavailable,
            DomainError::StripeRefused => Self::StripeRefused,
            DomainError::StripeBadLink => Self::StripeBadLink,
            DomainError::Overloaded => Self::Overloaded,
            DomainError::StoreUnavailable => Self::StoreUnavailable,
            DomainError::Internal => Self::Internal,
        }
    }
}
