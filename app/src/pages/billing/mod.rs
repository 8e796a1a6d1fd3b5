//! The billing area.

mod landing;
mod usage;

pub use landing::BillingLanding;
pub use usage::{UsagePage, UsagePanel};
