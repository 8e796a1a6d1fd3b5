//! The services the portal calls. A folder a service; foreign JSON stays inside it.

pub mod aidial_api;
pub mod payments;
pub mod stripe;
