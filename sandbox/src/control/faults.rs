//! Which faults are to be played on which requests. Imports nothing of the rest of the crate.

use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What goes wrong. Each says what `value` means to it; where a value is optional, the default follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The real answer, so many milliseconds later (1000).
    Delay,
    /// This status with a matching error body: a number, or `{"status", "body", "headers"}` (503).
    Status,
    /// 429 with `Retry-After`: seconds, any text, or `{"status", "after"}` (1).
    RetryAfter,
    /// The TCP connection is aborted: `"before"` the request is looked at, `"after"` it was carried out, or in the
    /// `"mid_body"` of the answer (`"before"`).
    Reset,
    /// The real answer promises its whole length and stops after so many bytes (half of it).
    Truncate,
    /// The real answer, cut to this many bytes but sent as if whole (half of it): JSON that does not parse.
    Malformed,
    /// The real answer with every scalar of another JSON type; `"html"`: a page instead (always, when it is not JSON).
    WrongType,
    /// The real answer with filler in it: so many bytes, or `{"bytes", "declared", "rate"}` (100 MiB, undeclared, as fast as
    /// it goes; a rate in bytes a second).
    Oversize,
    /// The real answer, a byte every so many milliseconds (1000).
    SlowDrip,
    /// A redirect: a location, or `{"status", "location"}` (302 to a page of the sandbox).
    Redirect,
    /// No body: a status (200).
    Empty,
    /// No answer, ever.
    Hang,
    /// This instead: `{"status", "headers", "json" | "text" | "base64"}` (200).
    Body,
    /// The real JSON answer with members set: an object from JSON pointers to values.
    Set,
    /// The real JSON answer with every member of its object twice.
    Twice,
    /// The real JSON answer with this text for every number; it need not be one.
    Numbers,
    /// These bytes instead of HTTP, then the connection is closed: text, or `{"text" | "base64", "every"}`, one byte every so
    /// many milliseconds.
    Raw,
}

impl FaultKind {
    /// The word in the control interface.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Delay => "delay",
            Self::Status => "status",
            Self::RetryAfter => "retry_after",
            Self::Reset => "reset",
            Self::Truncate => "truncate",
            Self::Malformed => "malformed",
            Self::WrongType => "wrong_type",
            Self::Oversize => "oversize",
            Self::SlowDrip => "slow_drip",
            Self::Redirect => "redirect",
            Self::Empty => "empty",
            Self::Hang => "hang",
            Self::Body => "body",
            Self::Set => "set",
            Self::Twice => "twice",
            Self::Numbers => "numbers",
            Self::Raw => "raw",
        }
    }
}

/// A fault to play on every matching request, the first that was added first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// A path in which `*` stands for any text; with a `?` in it, path and query are compared.
    #[serde(rename = "match")]
    pub pattern: String,
    /// Only requests of this method.
    #[serde(default)]
    pub method: Option<String>,
    /// What goes wrong.
    pub kind: FaultKind,
    /// See [`FaultKind`].
    #[serde(default)]
    pub value: Value,
    /// How often it is played; `None`: until cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// How many matching requests are let through first.
    #[serde(default)]
    pub skip: u32,
}

impl Fault {
    /// A fault with no value, played until cleared.
    #[must_use]
    pub fn new(pattern: &str, kind: FaultKind) -> Self {
        Self { pattern: pattern.to_owned(), method: None, kind, value: Value::Null, times: None, skip: 0 }
    }

    /// The same with a value.
    #[must_use]
    pub fn value(self, value: impl Into<Value>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// The same, played so often.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The same for one method.
    #[must_use]
    pub fn method(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    /// The same, letting so many matching requests through first.
    #[must_use]
    pub fn skip(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    fn fits(&self, method: &str, path: &str, query: Option<&str>) -> bool {
        if self.method.as_deref().is_some_and(|wanted| !wanted.eq_ignore_ascii_case(method)) {
            return false;
        }
        if self.pattern.contains('?') {
            glob(self.pattern.as_bytes(), format!("{path}?{}", query.unwrap_or_default()).as_bytes())
        } else {
            glob(self.pattern.as_bytes(), path.as_bytes())
        }
    }
}

/// Whether text fits a pattern in which `*` stands for any run of bytes.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|from| text.get(from..).is_some_and(|text| glob(rest, text))),
        Some((byte, rest)) => text.split_first().is_some_and(|(first, text)| first == byte && glob(rest, text)),
    }
}

#[derive(Default)]
pub(crate) struct Faults {
    list: Mutex<Vec<Fault>>,
    /// The length of the list, so that a request without faults takes no lock.
    count: AtomicUsize,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        let mut list = self.list.lock();
        list.push(fault);
        self.count.store(list.len(), Ordering::Release);
    }

    pub(crate) fn clear(&self) {
        let mut list = self.list.lock();
        list.clear();
        self.count.store(0, Ordering::Release);
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.list.lock().clone()
    }

    /// The fault to play on this request, if any; it is counted as played.
    pub(crate) fn take(&self, method: &str, path: &str, query: Option<&str>) -> Option<Fault> {
        if self.count.load(Ordering::Acquire) == 0 {
            return None;
        }
        let mut list = self.list.lock();
        for fault in list.iter_mut() {
            if fault.times == Some(0) || !fault.fits(method, path, query) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if let Some(times) = &mut fault.times {
                *times -= 1;
            }
            return Some(fault.clone());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_paths_and_with_a_question_mark_queries_too() {
        let fault = Fault::new("/v1/billing/invoices*", FaultKind::Reset);
        assert!(fault.fits("GET", "/v1/billing/invoices", None));
        assert!(fault.fits("GET", "/v1/billing/invoices/inv-1/pdf", Some("client_id=x")));
        assert!(!fault.fits("GET", "/v1/billing/usage", None));
        let of_client = Fault::new("/v1/billing/*?*client_id=harbour*", FaultKind::Reset).method("get");
        assert!(of_client.fits("GET", "/v1/billing/usage", Some("client_id=harbour")));
        assert!(!of_client.fits("GET", "/v1/billing/usage", Some("client_id=orchard")));
        assert!(!of_client.fits("POST", "/v1/billing/usage", Some("client_id=harbour")));
    }

    #[test]
    fn a_fault_is_skipped_then_played_so_often_and_then_no_more() {
        let faults = Faults::default();
        faults.add(Fault::new("/x", FaultKind::Empty).skip(1).times(2));
        let played: Vec<bool> = (0..5).map(|_| faults.take("GET", "/x", None).is_some()).collect();
        assert_eq!(played, [false, true, true, false, false]);
    }
}
