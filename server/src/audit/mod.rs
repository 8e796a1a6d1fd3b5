//! The audit trail: what happened to which tenant's records, by whom, when, in which request, and how it ended. Written
//! through [`app::backend::Trail`], one for each request; read through the audit log's port.
//! May import `store`, `clock`, the request's id and address, and the keyring for cursors.
//!
//! A row holds closed words, well-formed ids, the issuer's id of the person and a network address. Never an email address, a
//! name, a token or a text of an upstream.
//!
//! A failed sign-in is no row: whoever is not signed in must not be able to fill the database. It is in the security log.

mod cursor;
#[cfg(test)]
pub(crate) mod fuzzing;
mod log;
mod origin;
mod refusals;
mod trail;

pub use log::AuditLog;
pub use origin::{Identity, Origin};
pub use trail::AuditTrail;
