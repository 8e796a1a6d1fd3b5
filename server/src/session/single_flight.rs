//! One run a key at a time: who asks meanwhile gets the same answer. The run goes on when everybody who asked has left,
//! because what it does (spending a refresh token) cannot be left half done.

use futures::{FutureExt, future::BoxFuture, future::Shared};
use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};
use tracing::Instrument;

type Flights<K, T> = Arc<Mutex<HashMap<K, Shared<BoxFuture<'static, Option<T>>>>>>;

/// The runs under way. Bounded by what is under way: a key is forgotten when its run ends.
pub(crate) struct SingleFlight<K, T> {
    flights: Flights<K, T>,
}

impl<K, T> SingleFlight<K, T>
where
    K: Copy + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    pub(crate) fn new() -> Self {
        Self { flights: Arc::default() }
    }

    /// The answer of the run under way for `key`, or of `start` when there is none; `None` when the run broke down.
    pub(crate) async fn run<F>(&self, key: K, start: impl FnOnce() -> F) -> Option<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let flight = {
            let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
            flights.entry(key).or_insert_with(|| self.launch(key, start())).clone()
        };
        flight.await
    }

    fn launch<F>(&self, key: K, work: F) -> Shared<BoxFuture<'static, Option<T>>>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let landed = Landed { flights: Arc::clone(&self.flights), key };
        let task = async move {
            // Dropped after the work, also when it panics.
            let _landed = landed;
            work.await
        };
        let handle = tokio::spawn(task.in_current_span());
        handle.map(Result::ok).boxed().shared()
    }
}

struct Landed<K: Copy + Eq + Hash, T: Clone> {
    flights: Flights<K, T>,
    key: K,
}

impl<K: Copy + Eq + Hash, T: Clone> Drop for Landed<K, T> {
    fn drop(&mut self) {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Notify;

    #[tokio::test]
    async fn twenty_askers_cause_one_run_which_outlives_the_first_asker() {
        let flight = Arc::new(SingleFlight::<u8, usize>::new());
        let (runs, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let ask = || {
            let (flight, runs, gate) = (Arc::clone(&flight), Arc::clone(&runs), Arc::clone(&gate));
            tokio::spawn(async move {
                let work = move || async move {
                    gate.notified().await;
                    runs.fetch_add(1, Ordering::SeqCst) + 7
                };
                flight.run(1, work).await
            })
        };
        let first = ask();
        tokio::task::yield_now().await;
        let others = (0..20).map(|_| ask()).collect::<Vec<_>>();
        tokio::task::yield_now().await;
        first.abort();
        gate.notify_one();
        for other in others {
            assert_eq!(other.await.unwrap(), Some(7));
        }
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        assert!(flight.flights.lock().unwrap().is_empty(), "a finished run is forgotten");
    }

    #[tokio::test]
    async fn a_run_that_breaks_down_does_not_block_the_next() {
        let flight = SingleFlight::<u8, usize>::new();
        let broken = flight.run(1, || async { panic!("broken") }).await;
        assert_eq!(broken, None);
        assert_eq!(flight.run(1, || async { 3 }).await, Some(3));
    }
}
