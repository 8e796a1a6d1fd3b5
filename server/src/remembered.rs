//! Bounded memory of what was just read upstream, for a short time. Concurrent readers of one key share one read and its
//! outcome; a failure is told to those who waited and then forgotten. A read that everybody has left is given up: nobody
//! goes on with it, it would hold its connection and its place, and whoever came later would find its deadline passed.

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
        let reading = self.reading(key.clone(), read);
        let waiting = Waiting { remembered: self, key, reading: Some(reading.clone()) };
        let outcome = reading.await;
        drop(waiting);
        outcome
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

/// Somebody who waits for a read.
struct Waiting<'r, K: Hash + Eq + Clone, V: Clone> {
    remembered: &'r Remembered<K, V>,
    key: K,
    reading: Option<Reading<V>>,
}

impl<K: Hash + Eq + Clone, V: Clone> Drop for Waiting<'_, K, V> {
    fn drop(&mut self) {
        let Some(reading) = self.reading.take().filter(|reading| reading.peek().is_none()) else { return };
        let mut slots = self.remembered.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let same = slots.get(&self.key).is_some_and(|slot| slot.reading.ptr_eq(&reading));
        // Under the lock, or two who leave at once would each take the other for somebody who stays.
        drop(reading);
        let left = same && slots.get(&self.key).is_some_and(|slot| slot.reading.strong_count() == Some(1));
        let given_up = if left { slots.remove(&self.key) } else { None };
        drop(slots);
        drop(given_up);
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

    #[tokio::test]
    async fn a_read_that_everybody_has_left_is_given_up_and_the_next_one_reads_anew() {
        struct Ends(Arc<AtomicUsize>);
        impl Drop for Ends {
            fn drop(&mut self) {
                self.0.fetch_add(1, SeqCst);
            }
        }
        let (_, remembered, reads) = fixture();
        let ended = Arc::new(AtomicUsize::new(0));
        let hang = || {
            let ends = Ends(Arc::clone(&ended));
            remembered.get_or_read(1, || async move {
                let _ends = ends;
                std::future::pending().await
            })
        };
        let mut first = Box::pin(hang());
        let mut second = Box::pin(hang());
        assert!(first.as_mut().now_or_never().is_none() && second.as_mut().now_or_never().is_none());
        // The second one brought its own end along, which its read was never made from.
        assert_eq!(ended.load(SeqCst), 1);
        drop(first);
        assert_eq!(ended.load(SeqCst), 1, "the second waits still");
        drop(second);
        assert_eq!(ended.load(SeqCst), 2, "nobody waits");
        let value = remembered.get_or_read(1, || async move { Ok(reads.fetch_add(1, SeqCst)) }).await;
        assert_eq!(value, Ok(0));
    }
}
