//! The billing area.

mod client;
mod clients;
mod invoices;
mod landing;
mod payment_methods;
mod refused;
mod usage;

pub use client::{ClientInvoicesPage, ClientLanding, ClientUsagePage};
pub use clients::ClientsPage;
pub use invoices::InvoicesPage;
pub use landing::BillingLanding;
pub use payment_methods::{HandOver, PaymentMethodsPage};
pub use usage::UsagePage;
