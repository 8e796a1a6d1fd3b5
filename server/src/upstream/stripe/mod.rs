//! The client of Stripe: `POST /v1/billing_portal/sessions` and nothing else. Everything about a session but its customer is
//! fixed here. May import settings and `outbound`; what Stripe's parameters are is in `contract/`.

mod answer;
mod error;
mod portal;
mod repeat;

pub use error::StripeError;
pub use portal::StripePortal;
