//! The whole portal over HTTP: the real application on port 0, the real issuer flow, the sandbox as the outside world.

mod browser;
mod clock;
mod concurrency;
mod guards;
mod invoice_exports;
mod invoice_pdf;
mod invoices;
mod recovery;
mod tap;
mod upstream;
mod usage;
mod world;
