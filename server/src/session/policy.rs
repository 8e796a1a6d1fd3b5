//! The limits of a session.

use std::time::Duration;

/// When a session ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Without a request for this long.
    pub idle: Duration,
    /// This long after sign-in, whatever happens.
    pub absolute: Duration,
}

impl SessionPolicy {
    /// The idle limit in milliseconds.
    pub(super) fn idle_ms(self) -> i64 {
        millis(self.idle)
    }

    /// The absolute limit in milliseconds.
    pub(super) fn absolute_ms(self) -> i64 {
        millis(self.absolute)
    }
}

/// A duration as the store counts it.
pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
