//! The contract's JSON as it is, and its way into the model. A value that breaks the contract makes the whole answer
//! not understood: a figure is shown right or not at all.

pub(super) mod client;
pub(super) mod figure;
pub(super) mod invoice;
pub(super) mod money;
pub(super) mod payment;
pub(super) mod recipients;
pub(super) mod settings;
pub(super) mod ticket;
pub(super) mod usage;
pub(super) mod usage_history;

// Most answers have days and instants in them.
pub(super) use crate::zone;

/// An answer that breaks the contract.
#[derive(Debug)]
pub(super) struct Malformed;
