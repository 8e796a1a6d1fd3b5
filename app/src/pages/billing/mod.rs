//! The billing area.

mod client;
mod clients;
mod landing;
mod refused;
mod usage;

pub use client::{ClientLanding, ClientUsagePage};
pub use clients::ClientsPage;
pub use landing::BillingLanding;
pub use usage::{UsagePage, UsagePanel};
