//! The server functions, a file a noun: take a scope, make one call, answer. Each is registered under `/api/`.
//! May import the model and, on the server, `backend`.

pub mod audit_log;
mod client;
pub mod clients;
mod codec;
pub mod invoices;
pub mod payment_methods;
pub mod recipients;
pub mod session;
pub mod sessions;
pub mod tenant_settings;
pub mod tickets;
pub mod usage;

pub use client::{ASKED, BEAT, PortalClient, SCRIPT_HEADER, by_itself};
pub use codec::JsonAnswer;
