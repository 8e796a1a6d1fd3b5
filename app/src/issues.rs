//! The Common Issues of the product text, word for word, and which state of the portal each is about. Imports the error kinds
//! and the paths.

use crate::{error::ErrorKind, paths};

/// A common issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Its place on the Troubleshooting page.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What to do.
    pub text: &'static str,
}

const CANNOT_ACCESS: Issue = Issue {
    id: "cannot-access-billing",
    title: "Cannot access billing",
    text: "Billing is available to Client Admins, Client Managers, and assigned Partner Admins only. Client Staff and \
           Partner Users do not have access.",
};

const PARTNER_DATA: Issue = Issue {
    id: "partner-billing-data",
    title: "Partner Admin billing data does not load",
    text: "Make sure you selected an assigned client from Partner Billing. Out-of-scope or missing client scope is \
           returned as not found.",
};

/// Billing has not been set up.
pub const NOT_CONFIGURED: Issue = Issue {
    id: "billing-not-configured",
    title: "Billing is not configured",
    text: "Use Contact support on the Billing page to open a Billing support ticket for setup help, or contact \
           help@aidial.com.au if the Support page is temporarily unavailable.",
};

const NOT_LOADED: Issue = Issue {
    id: "billing-details-not-loaded",
    title: "Billing details could not be loaded",
    text: "Select Refresh. If the issue persists, see Troubleshooting.",
};

const PDF_UNAVAILABLE: Issue = Issue {
    id: "invoice-pdf-unavailable",
    title: "Invoice PDF unavailable",
    text: "Use Request from support on the invoice row, or use the Stripe billing portal if your tenant has portal \
           access.",
};

const PDF_LATE: Issue = Issue {
    id: "invoice-download",
    title: "Invoice download timed out or the PDF is too large",
    text: "Try again later or use the Stripe billing portal.",
};

const RATE_LIMITED: Issue =
    Issue { id: "rate-limited", title: "Billing requests are rate-limited", text: "Wait a moment and try again." };

const RECIPIENTS_SYNCING: Issue = Issue {
    id: "recipients-syncing",
    title: "Billing email recipients are syncing",
    text: "Retry later if the Stripe-sourced recipient row says it is currently syncing.",
};

/// Every common issue, in the product's order.
pub const ISSUES: [Issue; 8] = [
    CANNOT_ACCESS,
    PARTNER_DATA,
    NOT_CONFIGURED,
    NOT_LOADED,
    PDF_UNAVAILABLE,
    PDF_LATE,
    RATE_LIMITED,
    RECIPIENTS_SYNCING,
];

impl Issue {
    /// Its place on the Troubleshooting page, as an address.
    #[must_use]
    pub fn href(self) -> String {
        format!("{}#{}", paths::TROUBLESHOOTING, self.id)
    }

    /// The issue that an error is, when it is one of them. A page that is not found is none: it says the same to everybody.
    #[must_use]
    pub const fn of(kind: ErrorKind) -> Option<Self> {
        match kind {
            ErrorKind::NoBillingAccess => Some(CANNOT_ACCESS),
            ErrorKind::PortalNotConfigured => Some(NOT_CONFIGURED),
            ErrorKind::TimedOut | ErrorKind::Unavailable | ErrorKind::NotUnderstood => Some(NOT_LOADED),
            ErrorKind::PdfUnavailable | ErrorKind::PdfNotFound => Some(PDF_UNAVAILABLE),
            ErrorKind::PdfTimedOut | ErrorKind::PdfTooLarge => Some(PDF_LATE),
            ErrorKind::RateLimited => Some(RATE_LIMITED),
            ErrorKind::SignedOut
            | ErrorKind::MfaRequired
            | ErrorKind::AccessSuspended
            | ErrorKind::NotFound
            | ErrorKind::BadRequest
            | ErrorKind::CrossOrigin
            | ErrorKind::TooLarge
            | ErrorKind::NothingToExport
            | ErrorKind::PortalMisconfigured
            | ErrorKind::NoPortalAccess
            | ErrorKind::StripeTimedOut
            | ErrorKind::StripeUnavailable
            | ErrorKind::StripeRefused
            | ErrorKind::StripeBadLink
            | ErrorKind::Overloaded
            | ErrorKind::StoreUnavailable
            | ErrorKind::Offline
            | ErrorKind::Internal => None,
        }
    }
}
