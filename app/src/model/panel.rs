//! The answer of a billing panel when nothing is broken on our side.

use serde::{Deserialize, Serialize};

/// What billing says of a tenant; trouble is a [`crate::error::PortalError`] instead, so it keeps its HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Panel<T> {
    /// Billing has not been set up for the tenant.
    NotConfigured,
    /// The billing provider's configuration needs attention.
    ConfigurationError,
    /// Figures.
    Ready(T),
}

impl<T> Panel<T> {
    /// The same state around another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Panel<U> {
        match self {
            Self::NotConfigured => Panel::NotConfigured,
            Self::ConfigurationError => Panel::ConfigurationError,
            Self::Ready(value) => Panel::Ready(change(value)),
        }
    }
}
