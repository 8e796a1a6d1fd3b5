//! What the sandbox received: enough to prove what did and did not go upstream, and no secret. May import `directory`.

use std::{collections::VecDeque, time::Duration};

use axum::http::{HeaderMap, HeaderName, Method};
use parking_lot::Mutex;
use serde::Serialize;
use tokio::time::Instant;

/// Requests remembered; the oldest go first.
const REMEMBERED: usize = 10_000;

/// One request as the sandbox saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// Counts from 1 since the sandbox started, and goes on after a clear.
    pub seq: u64,
    /// Milliseconds of real time since the sandbox started.
    pub at_ms: u64,
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names of the headers, in lower case, in the order they came.
    pub headers: Vec<String>,
    /// `none`, `unknown`, `expired` or `valid`.
    pub bearer: &'static str,
    /// The id of the user whose bearer it was, valid or expired.
    pub user: Option<&'static str>,
    /// The `client_id` in the query or the path of an aidial_api request.
    pub client_id: Option<String>,
    /// The `Idempotency-Key` header.
    pub idempotency_key: Option<String>,
    /// The kind of fault that was played.
    pub fault: Option<&'static str>,
    /// Status of the answer; `None` while there is none yet.
    pub status: Option<u16>,
}

pub(crate) struct Entry {
    pub(crate) method: Method,
    /// Path and query, copied: a kept `Uri` would keep the whole buffer it was read from.
    pub(crate) path: String,
    pub(crate) headers: Vec<HeaderName>,
    pub(crate) bearer: &'static str,
    pub(crate) user: Option<&'static str>,
    pub(crate) client_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) fault: Option<&'static str>,
}

struct Kept {
    at: Duration,
    entry: Entry,
    status: Option<u16>,
}

struct Tape {
    /// The number of the first one kept.
    first: u64,
    kept: VecDeque<Kept>,
}

pub(crate) struct Recorder {
    started: Instant,
    tape: Mutex<Tape>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self { started: Instant::now(), tape: Mutex::new(Tape { first: 1, kept: VecDeque::new() }) }
    }
}

pub(crate) fn header_names(headers: &HeaderMap) -> Vec<HeaderName> {
    headers.keys().cloned().collect()
}

impl Recorder {
    /// Answers the number of the request, with which its answer is noted.
    pub(crate) fn add(&self, entry: Entry) -> u64 {
        let at = self.started.elapsed();
        let mut tape = self.tape.lock();
        if tape.kept.len() >= REMEMBERED {
            tape.kept.pop_front();
            tape.first += 1;
        }
        tape.kept.push_back(Kept { at, entry, status: None });
        tape.first + tape.kept.len() as u64 - 1
    }

    pub(crate) fn answered(&self, seq: u64, status: u16) {
        let mut tape = self.tape.lock();
        let place = seq.checked_sub(tape.first).and_then(|place| usize::try_from(place).ok());
        if let Some(kept) = place.and_then(|place| tape.kept.get_mut(place)) {
            kept.status = Some(status);
        }
    }

    pub(crate) fn clear(&self) {
        let mut tape = self.tape.lock();
        tape.first += tape.kept.len() as u64;
        tape.kept.clear();
    }

    /// Everything remembered after this number, oldest first.
    pub(crate) fn list(&self, after: u64) -> Vec<Recorded> {
        let tape = self.tape.lock();
        (tape.first..)
            .zip(&tape.kept)
            .filter(|(seq, _)| *seq > after)
            .map(|(seq, kept)| {
                let entry = &kept.entry;
                Recorded {
                    seq,
                    at_ms: u64::try_from(kept.at.as_millis()).unwrap_or(u64::MAX),
                    method: entry.method.to_string(),
                    path: entry.path.clone(),
                    headers: entry.headers.iter().map(ToString::to_string).collect(),
                    bearer: entry.bearer,
                    user: entry.user,
                    client_id: entry.client_id.clone(),
                    idempotency_key: entry.idempotency_key.clone(),
                    fault: entry.fault,
                    status: kept.status,
                }
            })
            .collect()
    }
}
