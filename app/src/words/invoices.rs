//! The Invoices panel, and those who are sent billing email.

use super::{Next, Words};
use crate::error::ErrorKind;

/// No invoice was ever made for the organisation.
pub const NO_INVOICES: Words = Words {
    title: "No invoices yet",
    body: "Your organisation has not been invoiced yet. Invoices appear here once they are issued.",
    next: Next::Nothing,
};

/// The filter "Paid" without an invoice.
pub const NO_PAID_INVOICES: Words = Words {
    title: "No paid invoices",
    body: "No invoice has been paid yet. Select All to see every one.",
    next: Next::Nothing,
};

/// The filter "Open" without an invoice.
pub const NO_OPEN_INVOICES: Words =
    Words { title: "No open invoices", body: "Nothing is owed. Select All to see every invoice.", next: Next::Nothing };

/// A search by number without a hit.
pub const NO_INVOICE_FOUND: Words = Words {
    title: "No invoice matches your search",
    body: "Check the number, select All, or clear the search.",
    next: Next::Nothing,
};

/// Who manages billing emails, for partners.
pub const RECIPIENTS_OF_CLIENT: &str = "Billing emails are managed by client admins.";

/// Stripe's list of recipients is on its way.
pub const RECIPIENTS_SYNCING: &str = "Currently syncing from Stripe. Try again later.";

/// Why an address was not shown.
#[must_use]
pub const fn of_reveal(kind: ErrorKind) -> Words {
    let (title, body) = if matches!(kind, ErrorKind::RateLimited) {
        ("Too many addresses shown", "Wait a moment, then select Show email again.")
    } else if matches!(kind, ErrorKind::NotFound) {
        ("This recipient is no longer there", "Select Refresh for the present recipients.")
    } else if matches!(kind, ErrorKind::StoreUnavailable) {
        (
            "The address was not shown",
            "Showing it could not be recorded, and without a record it is not shown. Try again.",
        )
    } else {
        ("The address could not be shown", "Select Show email again; if it goes on, contact support.")
    };
    Words { title, body, next: Next::Nothing }
}

/// A search that could not look at every invoice.
pub const SEARCH_CUT: &str = "There are very many invoices: the search looked at the newest ones only.";
