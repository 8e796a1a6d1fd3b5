//! Every sentence shown for an error, an empty state or a broken part, a file an area. Total matches: a new state does not compile
//! without its words.

mod audit_log;
mod clients;
mod errors;
mod in_place;
mod invoices;
mod payment_methods;
mod session;
mod settings;
mod support;
mod topic;
mod usage;

pub use audit_log::*;
pub use clients::*;
pub use errors::*;
pub use in_place::*;
pub use invoices::*;
pub use payment_methods::*;
pub use session::*;
pub use settings::*;
pub use support::*;
pub use topic::*;
pub use usage::*;

use crate::error::PortalError;

/// Where Support can be reached when its page cannot.
pub const SUPPORT_EMAIL: &str = "help@aidial.com.au";

/// A state in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line: what it is.
    pub title: &'static str,
    /// What it means for the reader and what to do.
    pub body: &'static str,
    /// The step offered.
    pub next: Next,
}

/// The step a state offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing to press.
    Nothing,
    /// "Refresh" of the same part.
    Refresh,
    /// "Sign in", returning to the same place.
    SignIn,
    /// "Contact support" with this topic prefilled.
    Support(Topic),
    /// "Back to Billing".
    Billing,
}

/// The portal's own name.
pub const PORTAL: &str = "AiDial";

/// A document title, most specific part first: "Usage · Billing · AiDial".
#[must_use]
pub fn title(parts: &[&str]) -> String {
    let mut title = parts.join(" · ");
    title.push_str(" · ");
    title.push_str(PORTAL);
    title
}

/// How long to wait, when that is known; else nothing.
#[must_use]
pub fn wait(seconds: Option<u32>) -> String {
    match seconds {
        None | Some(0) => String::new(),
        Some(1) => "Try again in 1 second.".to_owned(),
        Some(seconds) if seconds < 120 => format!("Try again in {seconds} seconds."),
        Some(seconds) => format!("Try again in {} minutes.", seconds.div_ceil(60)),
    }
}

/// What is the matter with a form as a whole: `body`, how long to wait, and the reference, as far as there are any.
#[must_use]
pub fn with_reference(body: &str, error: &PortalError) -> String {
    let reference = error.incident.as_ref().map(|incident| format!("Reference: {}", incident.as_str()));
    let parts = [body.to_owned(), wait(error.retry_after), reference.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
