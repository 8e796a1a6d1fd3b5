//! A clock that stands until it is moved.

use jiff::Timestamp;
use server::clock::Clock;
use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds since 1970.
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock at a fixed day.
    pub fn new() -> Self {
        Self::at(1_780_000_000_000)
    }

    /// A clock at this time, in unix milliseconds.
    pub const fn at(millis: i64) -> Self {
        Self(AtomicI64::new(millis))
    }

    /// Moves it, also backwards.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// Its time as the store counts it.
    pub fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.millis()).unwrap()
    }
}
