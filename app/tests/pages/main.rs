//! Every page as the server sends it, before any script: its status, where it leads and what it says. The world behind it
//! is a fixed visitor and fixed billing.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a page that cannot be set up or read fails its test")]

mod admission;
mod audit_log;
mod client;
mod clients;
mod crowd;
mod elsewhere;
mod figures;
mod help;
mod invoices;
mod office;
mod payment_methods;
mod settings;
mod support;
mod usage;
mod world;
