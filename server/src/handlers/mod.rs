//! What answers without a page: sign-in and sign-out, downloads of invoices, and forms that only lead on.

pub mod auth;
pub mod billing_portal;
pub mod download_places;
pub mod end_sessions;
pub mod forms;
pub mod invoice_downloads;
pub mod invoice_pdf;
mod invoice_rows;
pub mod invoices_csv;
pub mod invoices_zip;
mod zip_stream;
