//! A breaker: after many failures in a short time and no success between, calls end at once for a moment, and then one of
//! them tries. Imports tokio's instant, which it is told.
//!
//! It is there for an upstream in trouble under load, where each try makes it worse. One person's tries never open it: the
//! threshold is out of their reach, and the pause is as short as the wait before a second press of Refresh. The crates
//! looked at (failsafe, recloser) read a clock of their own, and let every waiting call through at once when they try.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct BreakerPolicy {
    /// So many failures without a success between open it …
    pub failures: usize,
    /// … when they came within this time.
    pub within: Duration,
    /// At least so long; a random part of it is added.
    pub pause: Duration,
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self { failures: 20, within: Duration::from_secs(5), pause: Duration::from_secs(1) }
    }
}

#[derive(Default)]
struct State {
    /// When the last failures were, oldest first; as many as the policy counts.
    failures: VecDeque<Instant>,
    /// Closed to calls until then; none while it lets everybody through.
    until: Option<Instant>,
    /// Whether one call is trying.
    trying: bool,
}

pub(super) struct Breaker {
    policy: BreakerPolicy,
    state: Mutex<State>,
}

impl Breaker {
    pub(super) fn new(policy: BreakerPolicy) -> Self {
        Self { policy, state: Mutex::default() }
    }

    /// Lets a call through at `now`, or says how long it should wait.
    pub(super) fn enter(&self, now: Instant) -> Result<Pass<'_>, Duration> {
        let mut state = self.state();
        let trial = match state.until {
            None => false,
            Some(until) if now < until => return Err(until - now),
            Some(_) if state.trying => return Err(self.policy.pause),
            Some(_) => true,
        };
        state.trying |= trial;
        Ok(Pass { breaker: self, trial, told: false })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that was let through. Dropped without a word, it says nothing about the other side.
pub(super) struct Pass<'b> {
    breaker: &'b Breaker,
    trial: bool,
    told: bool,
}

impl Pass<'_> {
    /// The other side works. Whether the breaker was open until now.
    pub(super) fn worked(mut self) -> bool {
        self.told = true;
        let mut state = self.breaker.state();
        state.failures.clear();
        state.trying = false;
        state.until.take().is_some()
    }

    /// The other side failed at `now`; `extra` is added to the pause if there is one. Whether the breaker opened by it.
    pub(super) fn failed(mut self, now: Instant, extra: Duration) -> bool {
        self.told = true;
        let policy = self.breaker.policy;
        let mut state = self.breaker.state();
        if self.trial {
            state.trying = false;
            state.until = Some(now + policy.pause + extra);
            return false;
        }
        if state.until.is_some() {
            return false;
        }
        if state.failures.len() >= policy.failures {
            state.failures.pop_front();
        }
        state.failures.push_back(now);
        let many = state.failures.len() >= policy.failures;
        let quick = state.failures.front().is_some_and(|first| now.duration_since(*first) <= policy.within);
        if many && quick {
            state.failures.clear();
            state.until = Some(now + policy.pause + extra);
        }
        state.until.is_some()
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.trial && !self.told {
            self.breaker.state().trying = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn breaker() -> (Breaker, Instant) {
        let policy = BreakerPolicy { failures: 3, within: 5 * SECOND, pause: SECOND };
        (Breaker::new(policy), Instant::now())
    }

    fn fail(breaker: &Breaker, at: Instant) -> bool {
        breaker.enter(at).map(|pass| pass.failed(at, Duration::ZERO)).expect("a call is let through")
    }

    #[test]
    fn it_opens_after_many_failures_lets_one_call_try_and_closes_when_that_works() {
        let (breaker, start) = breaker();
        assert_eq!([fail(&breaker, start), fail(&breaker, start), fail(&breaker, start)], [false, false, true]);
        assert_eq!(breaker.enter(start).err(), Some(SECOND));
        let later = start + SECOND;
        let trial = breaker.enter(later).expect("one tries");
        assert!(breaker.enter(later).is_err(), "and nobody else");
        assert!(!trial.failed(later, SECOND), "it was open already");
        assert_eq!(breaker.enter(later).err(), Some(2 * SECOND), "longer by what is added");
        let later = later + 2 * SECOND;
        assert!(breaker.enter(later).expect("the next tries").worked());
        assert!(breaker.enter(later).is_ok() && breaker.enter(later).is_ok(), "everybody again");
    }

    #[test]
    fn a_success_between_or_a_long_time_keeps_it_shut_to_nobody() {
        let (breaker, start) = breaker();
        for _ in 0..20 {
            assert!(!fail(&breaker, start));
            assert!(!fail(&breaker, start));
            assert!(!breaker.enter(start).expect("open to all").worked());
        }
        for n in 0..20 {
            assert!(!fail(&breaker, start + n * 3 * SECOND), "three failures in six seconds are not many");
        }
    }

    #[test]
    fn a_call_that_is_given_up_leaves_the_try_to_the_next() {
        let (breaker, start) = breaker();
        for _ in 0..3 {
            fail(&breaker, start);
        }
        let later = start + SECOND;
        drop(breaker.enter(later).expect("one tries"));
        assert!(breaker.enter(later).expect("another tries").worked());
    }

    #[test]
    fn failures_of_calls_that_began_before_do_not_prolong_the_pause() {
        let (breaker, start) = breaker();
        let slow = breaker.enter(start).expect("let through");
        for _ in 0..3 {
            fail(&breaker, start);
        }
        assert!(!slow.failed(start + SECOND, 9 * SECOND), "it was open already");
        assert!(breaker.enter(start + SECOND).is_ok());
    }
}
