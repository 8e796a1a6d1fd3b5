//! The whole portal over HTTP: the real application on port 0, the real issuer flow, the sandbox as the outside world.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a test that finds something amiss stops there, and its modules have no outside"
)]

mod answers;
mod audit_log;
mod billing_portal;
mod browser;
mod clock;
mod concurrency;
mod fault_issuer;
mod fault_kinds;
mod fault_pages;
mod fault_table;
#[path = "../support/free_port.rs"]
mod free_port;
mod guards;
mod identity;
mod invoice_not_found;
mod invoice_pdf;
mod invoice_pdf_answers;
mod invoices;
mod invoices_csv;
mod invoices_zip;
mod matrix;
mod not_found;
mod odd_requests;
mod own_sessions;
#[path = "../support/postgres.rs"]
mod postgres_server;
mod rate_limits;
mod recipients;
mod recorded_deeds;
mod recovery;
mod resilience;
mod reveal;
#[path = "../support/security_headers.rs"]
mod security_headers;
mod sign_out_races;
#[path = "../support/silence.rs"]
mod silence;
mod tap;
mod tenant_settings;
mod tickets;
mod trail;
mod unreachable;
mod unsent;
mod upstream;
mod usage;
mod world;
