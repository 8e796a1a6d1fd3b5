//! The line, with work that fails on demand. No socket and no long wait: the policies are made of milliseconds.

use super::*;
use crate::session::SystemRandom;
use futures::future::{join_all, pending};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

const MS: Duration = Duration::from_millis(1);
const TOTAL: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Line(TransportError),
    Busy(Option<Duration>),
    Refused,
}

impl From<TransportError> for Trouble {
    fn from(error: TransportError) -> Self {
        Self::Line(error)
    }
}

impl Judged for Trouble {
    fn judge(&self) -> (Fault, Again) {
        match self {
            Self::Line(error) => error.judge(),
            Self::Busy(None) => (Fault::Endpoint, Again::Soon),
            Self::Busy(Some(wait)) => (Fault::Endpoint, Again::After(*wait)),
            Self::Refused => (Fault::None, Again::No),
        }
    }
}

fn line(change: impl FnOnce(&mut LinePolicy)) -> Line {
    let mut policy = LinePolicy { pause: MS, longest_pause: 50 * MS, ..LinePolicy::default() };
    change(&mut policy);
    Line::new("test", policy, Arc::new(SystemRandom::new()))
}

/// The outcome of a call whose every try ends so, and how many tries there were.
async fn tries(
    line: &Line,
    endpoint: &str,
    effect: Effect,
    outcome: Result<(), Trouble>,
) -> (Result<(), Trouble>, u32) {
    let made = AtomicU32::new(0);
    let work = || {
        made.fetch_add(1, SeqCst);
        async move { outcome }
    };
    let outcome = line.call(endpoint, effect, TOTAL, work).await;
    (outcome, made.load(SeqCst))
}

#[tokio::test]
async fn only_reads_are_repeated_and_only_after_trouble_that_passes() {
    let line = line(|_| {});
    for (trouble, reads) in [
        (Trouble::Line(TransportError::Connect), 3),
        (Trouble::Line(TransportError::Broken), 3),
        (Trouble::Busy(None), 3),
        (Trouble::Busy(Some(20 * MS)), 3),
        (Trouble::Busy(Some(51 * MS)), 1),
        (Trouble::Line(TransportError::Timeout), 1),
        (Trouble::Line(TransportError::TooLarge), 1),
        (Trouble::Refused, 1),
    ] {
        assert_eq!(tries(&line, "a", Effect::Reads, Err(trouble)).await, (Err(trouble), reads), "{trouble:?}");
        assert_eq!(tries(&line, "a", Effect::Changes, Err(trouble)).await, (Err(trouble), 1), "{trouble:?}");
    }
    assert_eq!(tries(&line, "a", Effect::Reads, Ok(())).await, (Ok(()), 1));
}

#[tokio::test]
async fn a_wait_that_is_asked_for_is_kept_and_a_repeat_that_works_is_the_answer() {
    let line = line(|_| {});
    let (begun, made) = (Instant::now(), AtomicU32::new(0));
    let work = || {
        let n = made.fetch_add(1, SeqCst);
        async move { if n == 0 { Err(Trouble::Busy(Some(30 * MS))) } else { Ok(n) } }
    };
    assert_eq!(line.call("a", Effect::Reads, TOTAL, work).await, Ok(1));
    assert!(begun.elapsed() >= 30 * MS);
}

#[tokio::test]
async fn a_call_ends_with_its_time_whatever_its_tries_do() {
    let line = line(|policy| (policy.pause, policy.longest_pause) = (TOTAL, TOTAL));
    let never = line.call("a", Effect::Reads, 30 * MS, || async {
        pending::<()>().await;
        Ok::<_, Trouble>(())
    });
    assert_eq!(never.await, Err(Trouble::Line(TransportError::Timeout)));
    let begun = Instant::now();
    let busy = line.call("a", Effect::Reads, 30 * MS, || async { Err::<(), _>(Trouble::Busy(Some(TOTAL))) });
    assert_eq!(busy.await, Err(Trouble::Busy(Some(TOTAL))), "no repeat would begin in time");
    assert!(begun.elapsed() < TOTAL);
}

#[tokio::test]
async fn when_everything_fails_repeats_are_a_fifth_of_the_calls_and_a_small_reserve() {
    let line = line(|policy| policy.breaker.failures = usize::MAX);
    let mut all = 0;
    for _ in 0..500 {
        all += tries(&line, "a", Effect::Reads, Err(Trouble::Busy(None))).await.1;
    }
    assert!((501..=500 + 100 + 20).contains(&all), "{all}");
}

#[tokio::test]
async fn a_stuck_endpoint_takes_its_own_places_and_the_others_keep_theirs() {
    let line = line(|policy| {
        (policy.places, policy.endpoint_places, policy.waiting, policy.wait) = (6, 4, 8, 20 * MS);
    });
    let stuck = || line.call("stuck", Effect::Reads, 300 * MS, pending::<Result<(), Trouble>>);
    let others = async {
        // After the stuck ones have been refused or have their places.
        sleep(100 * MS).await;
        tries(&line, "other", Effect::Reads, Ok(())).await
    };
    let (outcomes, other) = tokio::join!(join_all((0..200).map(|_| stuck())), others);
    assert_eq!(other, (Ok(()), 1));
    let of = |error| outcomes.iter().filter(|outcome| **outcome == Err(Trouble::Line(error))).count();
    assert_eq!((of(TransportError::Timeout), of(TransportError::Crowded)), (4, 196));
    assert_eq!(tries(&line, "stuck", Effect::Reads, Ok(())).await, (Ok(()), 1), "places come back");
}

#[tokio::test]
async fn many_failures_cut_off_their_endpoint_alone_and_missing_connections_cut_off_all() {
    let line = line(|policy| {
        policy.repeats = 0;
        policy.breaker = BreakerPolicy { failures: 5, within: TOTAL, pause: 40 * MS };
    });
    let ask = async |endpoint, outcome| tries(&line, endpoint, Effect::Reads, outcome).await;
    let cut = (Err(Trouble::Line(TransportError::CutOff(1))), 0);
    for refused in 0..50 {
        assert_eq!(ask("a", Err(Trouble::Refused)).await.1, 1, "no is an answer: {refused}");
    }
    for _ in 0..5 {
        assert_eq!(ask("a", Err(Trouble::Busy(None))).await.1, 1);
    }
    assert_eq!(ask("a", Ok(())).await, cut);
    assert_eq!(ask("b", Ok(())).await, (Ok(()), 1));
    for _ in 0..5 {
        assert_eq!(ask("b", Err(Trouble::Line(TransportError::Connect))).await.1, 1);
    }
    assert_eq!(ask("c", Ok(())).await, cut);
    // At most twice the pause later, one call finds that it works, and then all do.
    sleep(100 * MS).await;
    for endpoint in ["c", "a", "b", "a"] {
        assert_eq!(ask(endpoint, Ok(())).await, (Ok(()), 1), "{endpoint}");
    }
}

#[tokio::test]
async fn names_of_endpoints_do_not_fill_the_memory() {
    let line = line(|_| {});
    for n in 0..1_000 {
        assert_eq!(tries(&line, &n.to_string(), Effect::Reads, Ok(())).await, (Ok(()), 1));
    }
    assert!(line.endpoints.lock().unwrap().len() <= ENDPOINTS + 1);
}
