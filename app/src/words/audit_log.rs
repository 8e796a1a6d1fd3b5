//! The audit log.

use super::{Next, Words, of_error};
use crate::error::ErrorKind;

/// The words of an error in the audit log: the portal keeps it itself, so trouble there is not billing's.
#[must_use]
pub const fn of_audit_error(kind: ErrorKind) -> Words {
    if matches!(kind, ErrorKind::StoreUnavailable) {
        return Words {
            title: "The audit log cannot be read right now",
            body: "What is recorded is not lost. Wait a moment, then select Refresh.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::BadRequest) {
        return Words {
            title: "This place in the audit log is not there",
            body: "The address is not complete or no longer good. Select Back to the newest.",
            next: Next::Nothing,
        };
    }
    of_error(kind)
}

/// The audit log, for roles that do not read it.
pub const NO_AUDIT_LOG: Words = Words {
    title: "The audit log is not part of your role",
    body: "Client Admins and Client Managers can read what was done in the portal. Contact your administrator.",
    next: Next::Nothing,
};

/// A part of the audit log in which nothing was ever recorded.
pub const NO_AUDIT_ROWS: Words = Words {
    title: "Nothing recorded yet",
    body: "What people of your organisation do in the portal appears here. Select Everything to see all of it.",
    next: Next::Nothing,
};

/// Filters of the audit log without a hit.
pub const NO_MATCHING_AUDIT_ROWS: Words = Words {
    title: "Nothing matches these filters",
    body: "Change the dates or the outcome, or select Clear filters.",
    next: Next::Nothing,
};
