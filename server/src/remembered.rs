//! Bounded memory of what was just read upstream, for a short time. Concurrent readers of one key share one read and its
//! outcome; a failure is told to those who waited and then forgotten.

use crate::clock::SharedClock;
use app::backend::DomainError;
use futures::{FutureExt, future::BoxFuture, future::Shared};
use jiff::{SignedDuration, Timestamp};
use quick_cache::unsync::Cache;
use std::{
    hash::Hash,
    sync::{Mutex, PoisonError},
};

type Reading<V> = Shared<BoxFuture<'static, Result<V, DomainError>>>;

struct Slot<V> {
    started: Timestamp,
    reading: Reading<V>,
}

/// Values by key, each kept for a fixed time from the moment its read began.
pub struct Remembered<K, V> {
    slots: Mutex<Cache<K, Slot<V>>>,
    keep: SignedDuration,
    clock: SharedClock,
}

impl<K, V> Remembered<K, V>
where
    K: Hash + Eq + Clone,
    V: Clone + Send + Sync + 'static,
{
    /// Room for `capacity` keys, each kept for `keep`.
    #[must_use]
    pub fn new(capacity: usize, keep: SignedDuration, clock: SharedClock) -> Self {
        Self { slots: Mutex::new(Cache::new(capacity)), keep, clock }
    }

    /// The value of `key`, read by `read` unless it is remembered.
    ///
    /// # Errors
    /// The read's own.
    pub async fn get_or_read<F>(&self, key: K, read: impl FnOnce() -> F) -> Result<V, DomainError>
    where
        F: Future<Output = Result<V, DomainError>> + Send + 'static,
    {
        let reading = self.reading(key, read);
        reading.await
    }

    fn reading<F>(&self, key: K, read: impl FnOnce() -> F) -> Reading<V>
    where
        F: Future<Output = Result<V, DomainError>> + Send + 'static,
    {
        let now = self.clock.now();
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(&key) {
            let failed = matches!(slot.reading.peek(), Some(Err(_)));
            let age = now.duration_since(slot.started);
            // A clock that went backwards makes the value as good as old.
            if !failed && age >= SignedDuration::ZERO && age < self.keep {
                return slot.reading.clone();
            }
        }
        let reading = read().boxed().shared();
        slots.insert(key, Slot { started: now, reading: reading.clone() });
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use std::sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering::SeqCst},
    };

    struct Hands(AtomicI64);

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(SeqCst)).unwrap()
        }
    }

    fn fixture() -> (Arc<Hands>, Remembered<u8, usize>, Arc<AtomicUsize>) {
        let hands = Arc::new(Hands(AtomicI64::new(1_000)));
        let clock: SharedClock = Arc::clone(&hands) as _;
        (hands, Remembered::new(4, SignedDuration::from_secs(60), clock), Arc::default())
    }

    #[tokio::test]
    async fn a_value_is_read_once_until_its_time_is_over() {
        let (hands, remembered, reads) = fixture();
        let get = async || {
            let reads = Arc::clone(&reads);
            remembered.get_or_read(1, || async move { Ok(reads.fetch_add(1, SeqCst)) }).await
        };
        assert_eq!(get().await, Ok(0));
        hands.0.store(1_059, SeqCst);
        assert_eq!(get().await, Ok(0));
        hands.0.store(1_060, SeqCst);
        assert_eq!(get().await, Ok(1));
        hands.0.store(900, SeqCst);
        assert_eq!(get().await, Ok(2), "a clock set back must not keep a value for ever");
    }

    #[tokio::test]
    async fn those_who_wait_share_one_failure_and_the_next_one_tries_again() {
        let (_, remembered, reads) = fixture();
        let get = || {
            let reads = Arc::clone(&reads);
            remembered.get_or_read(1, || async move {
                tokio::task::yield_now().await;
                match reads.fetch_add(1, SeqCst) {
                    0 => Err(DomainError::TimedOut),
                    n => Ok(n),
                }
            })
        };
        let (a, b) = tokio::join!(get(), get());
        assert_eq!((a, b), (Err(DomainError::TimedOut), Err(DomainError::TimedOut)));
        assert_eq!(get().await, Ok(1));
    }
}
