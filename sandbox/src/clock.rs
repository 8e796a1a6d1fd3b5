//! The injected clock plus an offset that control can move. Imports `config` only.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

use crate::config::Now;

pub(crate) struct Clock {
    base: Now,
    offset_seconds: AtomicI64,
}

impl Clock {
    pub(crate) fn new(base: Now) -> Self {
        Self { base, offset_seconds: AtomicI64::new(0) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_secs(self.offset_seconds.load(Ordering::Relaxed));
        let base = (self.base)();
        base.checked_add(offset).unwrap_or(base)
    }

    /// Seconds since the Unix epoch.
    pub(crate) fn seconds(&self) -> i64 {
        self.now().as_second()
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.offset_seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn reset(&self) {
        self.offset_seconds.store(0, Ordering::Relaxed);
    }
}
