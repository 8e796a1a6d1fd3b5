//! How many refusals of one person become rows. Each is in the security log; the trail takes a bounded number, so that
//! nobody fills the database by asking for what they may not have. Per replica.

use crate::store::ActorHash;
use quick_cache::unsync::Cache;
use std::sync::{Mutex, PoisonError};

/// Rows of one person …
pub(super) const MOST: u32 = 60;
/// … in so many milliseconds.
const WINDOW_MS: i64 = 60_000;
/// People remembered at once.
const PEOPLE: usize = 10_000;

struct Window {
    began: i64,
    count: u32,
}

/// The refusals of the last minute.
pub(super) struct Refusals(Mutex<Cache<ActorHash, Window>>);

impl Refusals {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Cache::new(PEOPLE)))
    }

    /// Whether one more of `actor` at `now` becomes a row.
    pub(super) fn take(&self, actor: ActorHash, now: i64) -> bool {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = match windows.get(&actor) {
            // A clock that went backwards begins anew.
            Some(window) if (0..WINDOW_MS).contains(&now.saturating_sub(window.began)) => {
                let (began, count) = (window.began, window.count.saturating_add(1));
                windows.insert(actor, Window { began, count });
                count
            }
            Some(_) | None => {
                windows.insert(actor, Window { began: now, count: 1 });
                1
            }
        };
        count <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_so_many_rows_a_minute_and_nobody_elses() {
        let refusals = Refusals::new();
        let taken = (0..200).filter(|_| refusals.take([1; 16], 1_000)).count();
        assert_eq!(taken, MOST as usize);
        assert!(refusals.take([2; 16], 1_000));
        assert!(!refusals.take([1; 16], 1_000 + WINDOW_MS - 1));
        assert!(refusals.take([1; 16], 1_000 + WINDOW_MS));
    }
}
