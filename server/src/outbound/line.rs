//! The line to one upstream service. Every call goes over it, and it says how many run at once, which are repeated, and
//! when none is made for a while. Per replica: nothing of it is shared between processes (acceptance REP-07).
//!
//! - Places: so many calls at once, and fewer to one endpoint, so that a slow one cannot take the others' places. A call
//!   waits a moment for its place and is then refused (UPS-06).
//! - Repeats: reads only, at most two, after trouble that passes (no connection, a broken transfer, 502, 503, 504), within
//!   the call's own deadline and within a budget of a fifth of all calls (UPS-03, UPS-04). A call that took too long is not
//!   made again: the other side has too much to do already.
//! - Breakers: one for each endpoint, since one broken path says nothing about the others, and one for the service, which
//!   counts missing connections only (UPS-05).

use super::{
    TransportError,
    breaker::{Breaker, BreakerPolicy, Pass},
    jitter,
};
use crate::session::SharedRandom;
use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep, timeout_at},
};
use tower::retry::budget::{Budget as _, TpsBudget};

/// Endpoints told apart; more share one. Their names come out of the code, so this is never reached.
const ENDPOINTS: usize = 64;
/// How long calls count for the budget of repeats.
const BUDGET_WINDOW: Duration = Duration::from_secs(10);
/// Repeats a second that are allowed however few calls there are.
const BUDGET_RESERVE: u32 = 2;
/// The part of all calls that may be repeats.
const BUDGET_PART: f32 = 0.2;

/// How much a line takes and how patient it is.
#[derive(Clone, Copy, Debug)]
pub struct LinePolicy {
    /// Calls at once.
    pub places: usize,
    /// Calls at once to one endpoint.
    pub endpoint_places: usize,
    /// How long a call waits for its place.
    pub wait: Duration,
    /// Calls that wait at once. More than the requests that are worked on at once make, or a page would be begun, refused
    /// its calls and drawn to say so, which costs as much as serving it.
    pub waiting: usize,
    /// Repeats of one call.
    pub repeats: u32,
    /// The longest pause before the first repeat; doubled before each further one.
    pub pause: Duration,
    /// The longest pause of all, and the longest `Retry-After` that is waited for.
    pub longest_pause: Duration,
    /// Of each breaker.
    pub breaker: BreakerPolicy,
}

impl Default for LinePolicy {
    fn default() -> Self {
        Self {
            places: 128,
            endpoint_places: 48,
            wait: Duration::from_secs(1),
            waiting: 1_024,
            repeats: 2,
            pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(1),
            breaker: BreakerPolicy::default(),
        }
    }
}

/// Whether a call may be made twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It reads: as good twice as once.
    Reads,
    /// It changes something, or might.
    Changes,
}

/// Whose fault a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody's: the other side works and said no.
    None,
    /// This endpoint's.
    Endpoint,
    /// The whole service's.
    Service,
    /// The whole service's, and it may not be the service at all: it could not show who it is.
    Stranger,
}

/// Whether the same call may fare better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Not soon.
    No,
    /// After a short pause.
    Soon,
    /// After this time, which the other side asked for.
    After(Duration),
}

/// A failure that a line can judge.
pub trait Judged: From<TransportError> {
    /// Whose fault it is, and whether a repeat may help.
    fn judge(&self) -> (Fault, Again);
}

impl Judged for TransportError {
    fn judge(&self) -> (Fault, Again) {
        match self {
            Self::Connect => (Fault::Service, Again::Soon),
            Self::Insecure => (Fault::Stranger, Again::No),
            Self::Broken => (Fault::Endpoint, Again::Soon),
            Self::Timeout => (Fault::Endpoint, Again::No),
            Self::TooLarge | Self::Crowded | Self::CutOff(_) => (Fault::None, Again::No),
        }
    }
}

struct Endpoint {
    places: Semaphore,
    breaker: Breaker,
}

/// The line to one service; one for the whole server.
pub struct Line {
    name: &'static str,
    policy: LinePolicy,
    random: SharedRandom,
    places: Semaphore,
    waiting: Semaphore,
    budget: TpsBudget,
    breaker: Breaker,
    endpoints: Mutex<HashMap<String, Arc<Endpoint>>>,
}

impl Line {
    /// A line to the service that logs and measurements call `name`.
    #[must_use]
    pub fn new(name: &'static str, policy: LinePolicy, random: SharedRandom) -> Self {
        Self {
            name,
            policy,
            random,
            places: Semaphore::new(policy.places),
            waiting: Semaphore::new(policy.waiting),
            budget: TpsBudget::new(BUDGET_WINDOW, BUDGET_RESERVE, BUDGET_PART),
            breaker: Breaker::new(policy.breaker),
            endpoints: Mutex::default(),
        }
    }

    /// Makes the call that `work` makes, to `endpoint`, in `total` time with all its repeats. `work` sends the request anew
    /// each time and returns when it has what it needs of the answer; its place is free from then on.
    ///
    /// # Errors
    /// The last try's error; [`TransportError::Timeout`] at the end of `total`; [`TransportError::Crowded`] without a
    /// place; [`TransportError::CutOff`] while a breaker is open.
    pub async fn call<T, E, F>(
        &self,
        endpoint: &str,
        effect: Effect,
        total: Duration,
        work: impl Fn() -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: Judged,
    {
        let begun = Instant::now();
        let deadline = begun + total;
        let endpoint = self.endpoint(endpoint);
        let service = self.breaker.enter(begun).map_err(|wait| self.cut_off(wait))?;
        let path = endpoint.breaker.enter(begun).map_err(|wait| self.cut_off(wait))?;
        let _place = self.place(&endpoint, deadline).await?;
        self.budget.deposit();
        let outcome = self.tries(effect, deadline, work).await;
        let fault = outcome.as_ref().err().map_or(Fault::None, |error| error.judge().0);
        let failed = |pass: Pass<'_>| {
            pass.failed(Instant::now(), jitter::part_of(self.policy.breaker.pause, &*self.random)).then_some("open")
        };
        let changed = match fault {
            Fault::None => {
                let (service, path) = (service.worked(), path.worked());
                (service || path).then_some("closed")
            }
            // An answer of any kind shows that the service is there.
            Fault::Endpoint => {
                service.worked();
                failed(path)
            }
            Fault::Service => failed(service),
            Fault::Stranger => {
                tracing::error!(
                    target: "security",
                    event = "upstream_insecure",
                    upstream = self.name,
                    "no secure connection to an upstream"
                );
                failed(service)
            }
        };
        if let Some(state) = changed {
            tracing::warn!(
                event = "breaker",
                upstream = self.name,
                state,
                "calls to an upstream are cut off or resumed"
            );
            metrics::counter!("upstream_breaker_total", "upstream" => self.name, "state" => state).increment(1);
        }
        outcome
    }

    async fn tries<T, E, F>(&self, effect: Effect, deadline: Instant, work: impl Fn() -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: Judged,
    {
        let mut repeats = 0;
        loop {
            let outcome = timeout_at(deadline, work()).await.unwrap_or_else(|_| Err(TransportError::Timeout.into()));
            let Err(error) = &outcome else { return outcome };
            let pause = match error.judge().1 {
                _ if effect == Effect::Changes || repeats >= self.policy.repeats => return outcome,
                Again::No => return outcome,
                Again::After(wait) if wait > self.policy.longest_pause => return outcome,
                Again::After(wait) => wait + jitter::part_of(self.policy.pause, &*self.random),
                Again::Soon => jitter::pause(self.policy.pause, self.policy.longest_pause, repeats, &*self.random),
            };
            if Instant::now() + pause >= deadline || !self.budget.withdraw() {
                return outcome;
            }
            repeats += 1;
            metrics::counter!("upstream_repeats_total", "upstream" => self.name).increment(1);
            sleep(pause).await;
        }
    }

    async fn place<'e>(
        &'e self,
        endpoint: &'e Endpoint,
        deadline: Instant,
    ) -> Result<(SemaphorePermit<'e>, SemaphorePermit<'e>), TransportError> {
        let crowded = || {
            metrics::counter!("upstream_crowded_total", "upstream" => self.name).increment(1);
            TransportError::Crowded
        };
        let _waiting = self.waiting.try_acquire().map_err(|_| crowded())?;
        let both = async { Some((endpoint.places.acquire().await.ok()?, self.places.acquire().await.ok()?)) };
        let until = deadline.min(Instant::now() + self.policy.wait);
        timeout_at(until, both).await.ok().flatten().ok_or_else(crowded)
    }

    fn cut_off(&self, wait: Duration) -> TransportError {
        metrics::counter!("upstream_cut_off_total", "upstream" => self.name).increment(1);
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        TransportError::CutOff(u32::try_from(seconds.max(1)).unwrap_or(u32::MAX))
    }

    fn endpoint(&self, name: &str) -> Arc<Endpoint> {
        let mut endpoints = self.endpoints.lock().unwrap_or_else(PoisonError::into_inner);
        let name = if endpoints.len() < ENDPOINTS || endpoints.contains_key(name) { name } else { "" };
        if let Some(endpoint) = endpoints.get(name) {
            return Arc::clone(endpoint);
        }
        let endpoint = Arc::new(Endpoint {
            places: Semaphore::new(self.policy.endpoint_places),
            breaker: Breaker::new(self.policy.breaker),
        });
        endpoints.insert(name.to_owned(), Arc::clone(&endpoint));
        endpoint
    }
}

#[cfg(test)]
mod tests;
