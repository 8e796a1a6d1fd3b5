//! Partner Billing.

use super::{Next, Words};

/// A partner without assigned clients.
pub const NO_CLIENTS: Words = Words {
    title: "No clients are assigned to you",
    body: "Clients appear here once they are assigned to your organisation. If one is missing, write to \
           help@aidial.com.au.",
    next: Next::Nothing,
};

/// A search without a hit.
pub const NO_MATCHING_CLIENT: Words = Words {
    title: "No client matches your search",
    body: "Check the spelling, or clear the search to see all clients assigned to you.",
    next: Next::Nothing,
};

/// A client that was open, and may not be seen any more.
pub const CLIENT_LOST: Words = Words {
    title: "This client can no longer be opened",
    body: "The client is not among those assigned to you now, so its billing is no longer shown. Partner Billing has the \
           present list.",
    next: Next::Billing,
};
