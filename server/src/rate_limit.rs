//! How often somebody may do something. Per replica, in bounded memory. Imports governor, which counts (GCRA: so many a
//! minute, and as many at once after a quiet minute), and quick_cache, which forgets.

use crate::settings::RateSettings;
use app::backend::{Caller, DomainError};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::StateStore,
};
use quick_cache::unsync::Cache;
use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// People and addresses remembered by each limit. Whoever is forgotten begins anew, so it takes more than this many busy
/// ones at a time to loosen a limit.
const REMEMBERED: usize = 50_000;

/// Too much of it; seconds until the next is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// At least 1.
    pub seconds: u32,
}

impl From<TooMany> for DomainError {
    fn from(TooMany { seconds }: TooMany) -> Self {
        Self::RateLimited(Some(seconds))
    }
}

/// When each key may come again. governor's own stores grow with every key; this one does not.
struct Bounded<K>(Mutex<Cache<K, Nanos>>);

impl<K: Hash + Eq + Clone> StateStore for Bounded<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (outcome, next) = measure(cache.get(key).copied())?;
        cache.insert(key.clone(), next);
        Ok(outcome)
    }
}

/// A limit for each key of its own.
pub struct RateLimit<K: Hash + Eq + Clone, C: Clock = MonotonicClock> {
    /// For the log and the measurements.
    name: &'static str,
    limiter: RateLimiter<K, Bounded<K>, C, NoOpMiddleware<C::Instant>>,
}

impl<K: Hash + Eq + Clone> RateLimit<K> {
    /// `most` a minute for each key.
    #[must_use]
    pub fn per_minute(name: &'static str, most: NonZeroU32) -> Self {
        Self::with(name, most, REMEMBERED, MonotonicClock)
    }
}

impl<K: Hash + Eq + Clone, C: Clock> RateLimit<K, C> {
    fn with(name: &'static str, most: NonZeroU32, remembered: usize, clock: C) -> Self {
        let store = Bounded(Mutex::new(Cache::new(remembered)));
        Self { name, limiter: RateLimiter::new(Quota::per_minute(most), store, clock) }
    }

    /// Counts one for `key`.
    ///
    /// # Errors
    /// [`TooMany`], which is logged; then it is not counted.
    pub fn take(&self, key: &K) -> Result<(), TooMany> {
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.limiter.clock().now());
            tracing::warn!(target: "security", event = "rate_limited", limit = self.name, "more than the limit");
            metrics::counter!("rate_limited_total", "limit" => self.name).increment(1);
            TooMany { seconds: whole_seconds(wait) }
        })
    }
}

fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).unwrap_or(u32::MAX).max(1)
}

/// What one person may do, whatever the number of their sessions; one for the whole server. Reveals are not here: the audit
/// trail has them all, so they are counted there, over all replicas and restarts.
pub struct PersonLimits {
    requests: RateLimit<[u8; 32]>,
    downloads: RateLimit<[u8; 32]>,
}

impl PersonLimits {
    /// The limits of these settings.
    #[must_use]
    pub fn new(rates: RateSettings) -> Self {
        Self {
            requests: RateLimit::per_minute("person", rates.person),
            downloads: RateLimit::per_minute("downloads", rates.downloads),
        }
    }

    /// Counts a page, a server function or a download.
    ///
    /// # Errors
    /// [`DomainError::RateLimited`], with the seconds to wait.
    pub fn request(&self, caller: Caller) -> Result<(), DomainError> {
        Ok(self.requests.take(&caller.person)?)
    }

    /// Counts a download.
    ///
    /// # Errors
    /// As [`PersonLimits::request`].
    pub fn download(&self, caller: Caller) -> Result<(), DomainError> {
        Ok(self.downloads.take(&caller.person)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn limit(most: u32, remembered: usize) -> (RateLimit<u32, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (RateLimit::with("test", NonZeroU32::new(most).unwrap(), remembered, clock.clone()), clock)
    }

    #[test]
    fn a_key_has_its_number_at_once_and_then_one_at_a_time_and_others_have_theirs() {
        let (limit, clock) = limit(30, 100);
        for _ in 0..30 {
            assert_eq!(limit.take(&1), Ok(()));
        }
        assert_eq!(limit.take(&1), Err(TooMany { seconds: 2 }));
        assert_eq!(limit.take(&2), Ok(()));
        clock.advance(Duration::from_millis(1_999));
        assert_eq!(limit.take(&1), Err(TooMany { seconds: 1 }), "a refused try does not prolong the wait");
        clock.advance(Duration::from_millis(1));
        assert_eq!(limit.take(&1), Ok(()));
        assert_eq!(limit.take(&1), Err(TooMany { seconds: 2 }));
        clock.advance(Duration::from_secs(3_600));
        for _ in 0..30 {
            assert_eq!(limit.take(&1), Ok(()));
        }
        assert_eq!(limit.take(&1), Err(TooMany { seconds: 2 }), "quiet time is not saved up");
    }

    #[test]
    fn a_flood_of_keys_takes_no_more_memory_and_does_not_free_a_busy_one() {
        let (limit, _) = limit(2, 100);
        let mut taken = 0;
        for n in 10..10_000 {
            taken += u32::from(limit.take(&1).is_ok());
            assert_eq!(limit.take(&n), Ok(()));
        }
        assert!(limit.limiter.into_state_store().0.into_inner().unwrap().len() <= 100);
        assert!(taken < 10, "{taken}");
    }

    #[test]
    fn the_largest_setting_does_not_overflow() {
        let (limit, clock) = limit(u32::MAX, 10);
        for _ in 0..1_000 {
            assert_eq!(limit.take(&1), Ok(()));
            clock.advance(Duration::from_secs(86_400));
        }
    }
}
