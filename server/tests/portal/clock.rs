//! A clock that tests move; the portal and the sandbox read the same one.

use jiff::{SignedDuration, Timestamp};
use server::clock::Clock;
use std::sync::Mutex;

pub struct Hands(Mutex<Timestamp>);

impl Hands {
    /// Starts at the machine's time, which certificates and cookies of this run are near to.
    #[expect(clippy::disallowed_methods, reason = "where the hands start")]
    pub fn new() -> Self {
        Self(Mutex::new(Timestamp::now()))
    }

    pub fn advance(&self, by: SignedDuration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
