//! What answers without a page: sign-in and sign-out, downloads of invoices, and forms that were sent without script.

pub mod auth;
pub mod billing_portal;
pub mod download_places;
pub mod end_sessions;
pub mod form_page;
pub mod invoice_downloads;
pub mod invoice_pdf;
mod invoice_rows;
pub mod invoices_csv;
pub mod invoices_zip;
pub mod new_ticket;
pub mod tenant_settings;
mod zip_stream;
