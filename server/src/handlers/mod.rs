//! What answers without a page: sign-in and sign-out, downloads of invoices.

pub mod auth;
pub mod download_places;
pub mod invoice_downloads;
pub mod invoice_pdf;
mod invoice_rows;
pub mod invoices_csv;
pub mod invoices_zip;
mod zip_stream;
