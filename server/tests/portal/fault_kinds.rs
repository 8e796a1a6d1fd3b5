//! What can go wrong with an answer, and what the portal makes of it: for JSON that is read whole, and for a PDF that is
//! passed on as it comes.

use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

/// What whoever asked is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The answer.
    Fine,
    /// An error: status, code, `Retry-After`.
    Error(u16, &'static str, Option<&'static str>),
    /// A transfer that begins, and then breaks so that nobody takes it for whole; or an error of 503 before it begins.
    Broken,
}

pub const UNAVAILABLE: Told = Told::Error(503, "unavailable", None);
pub const TIMED_OUT: Told = Told::Error(504, "timed_out", None);
const STRIPE_UNAVAILABLE: Told = Told::Error(503, "stripe_unavailable", None);
const NOT_UNDERSTOOD: Told = Told::Error(502, "not_understood", None);
const TOO_LARGE: Told = Told::Error(502, "pdf_too_large", None);

#[derive(Debug)]
pub struct Trouble {
    pub kind: FaultKind,
    pub value: Value,
    /// For JSON.
    pub json: Told,
    /// For a PDF.
    pub pdf: Told,
    /// Whether the request was carried out although its answer does not come through.
    pub done: bool,
}

impl Trouble {
    /// At `place`: a path, or a method and a path.
    pub fn at(&self, place: &str) -> Fault {
        let fault = match place.split_once(' ') {
            Some((method, path)) => Fault::new(path, self.kind).method(method),
            None => Fault::new(place, self.kind),
        };
        fault.value(self.value.clone())
    }

    /// For JSON without a number in it.
    pub fn numberless(&self) -> Told {
        if self.kind == FaultKind::Numbers { Told::Fine } else { self.json }
    }

    /// For JSON with numbers that nobody needs: no reason to refuse it while it is JSON.
    pub fn numbers_unread(&self) -> Told {
        if self.kind == FaultKind::Numbers && self.value != "NaN" { Told::Fine } else { self.json }
    }

    /// What whoever asks for Stripe's portal is told.
    pub fn stripe(&self) -> Told {
        let status = self.value.as_u64().or_else(|| self.value["status"].as_u64());
        match (self.kind, status, self.numbers_unread()) {
            (FaultKind::Status, Some(409), _) => STRIPE_UNAVAILABLE,
            (FaultKind::Status | FaultKind::Body, Some(400..500), _) => Told::Error(502, "stripe_refused", None),
            (.., Told::Error(503, _, wait)) => Told::Error(503, "stripe_unavailable", wait),
            (.., Told::Error(504, ..)) => Told::Error(504, "stripe_timed_out", None),
            (.., NOT_UNDERSTOOD) => Told::Error(502, "stripe_bad_link", None),
            (.., told) => told,
        }
    }

    pub fn slow(&self) -> bool {
        self.json == TIMED_OUT
    }
}

/// Text as `aidial_api` would send it.
fn text(text: &str) -> Value {
    json!({"headers": {"content-type": "application/json"}, "text": text})
}

fn head(rest: &str) -> Value {
    Value::from(format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{rest}"))
}

pub fn all() -> Vec<Trouble> {
    let both = |kind, value, told| Trouble { kind, value, json: told, pdf: told, done: false };
    let each = |kind, value, json, pdf| Trouble { kind, value, json, pdf, done: false };
    let done = |kind, value, json, pdf| Trouble { kind, value, json, pdf, done: true };
    let late = Told::Error(504, "pdf_timed_out", None);
    let wait = |seconds| Told::Error(429, "rate_limited", Some(seconds));
    let again = json!({"status": 503, "after": 9});
    let elsewhere = |status: u16, to: &str| json!({"status": status, "location": to});
    let (status, raw, body) = (FaultKind::Status, FaultKind::Raw, FaultKind::Body);
    vec![
        both(FaultKind::Delay, json!(50), Told::Fine),
        both(status, json!(400), NOT_UNDERSTOOD),
        both(status, json!(401), Told::Error(401, "signed_out", None)),
        each(status, json!(404), Told::Error(404, "not_found", None), Told::Error(404, "pdf_not_found", None)),
        both(status, json!(409), NOT_UNDERSTOOD),
        both(status, json!(418), NOT_UNDERSTOOD),
        both(status, json!(500), UNAVAILABLE),
        both(status, json!(502), UNAVAILABLE),
        both(status, json!(503), UNAVAILABLE),
        both(status, json!(504), UNAVAILABLE),
        both(
            body,
            json!({"status": 403, "json": {"code": "access_suspended"}}),
            Told::Error(403, "access_suspended", None),
        ),
        both(body, json!({"status": 403, "json": {"code": "canary"}}), NOT_UNDERSTOOD),
        both(FaultKind::RetryAfter, json!(7), wait("7")),
        both(FaultKind::RetryAfter, json!(315_360_000), wait("300")),
        both(FaultKind::RetryAfter, json!("soon"), Told::Error(429, "rate_limited", None)),
        both(FaultKind::RetryAfter, json!("Wed, 21 Oct 2099 07:28:00 GMT"), Told::Error(429, "rate_limited", None)),
        both(FaultKind::RetryAfter, again, Told::Error(503, "unavailable", Some("9"))),
        both(FaultKind::Reset, json!("before"), UNAVAILABLE),
        done(FaultKind::Reset, json!("after"), UNAVAILABLE, UNAVAILABLE),
        done(FaultKind::Reset, json!("mid_body"), UNAVAILABLE, Told::Broken),
        done(FaultKind::Truncate, Value::Null, UNAVAILABLE, Told::Broken),
        // A PDF that its sender calls whole cannot be told from a whole one.
        done(FaultKind::Malformed, Value::Null, NOT_UNDERSTOOD, Told::Fine),
        done(FaultKind::WrongType, Value::Null, NOT_UNDERSTOOD, NOT_UNDERSTOOD),
        done(FaultKind::WrongType, json!("html"), NOT_UNDERSTOOD, NOT_UNDERSTOOD),
        done(FaultKind::Oversize, json!({"bytes": 8 << 20}), NOT_UNDERSTOOD, Told::Broken),
        done(FaultKind::Oversize, json!({"bytes": 100 << 20, "declared": true}), NOT_UNDERSTOOD, TOO_LARGE),
        done(FaultKind::SlowDrip, Value::Null, TIMED_OUT, late),
        // A head that does not end, and one that nothing follows.
        each(raw, json!({"text": head("\r\n{}"), "every": 100}), TIMED_OUT, late),
        each(FaultKind::SlowDrip, json!(60_000), TIMED_OUT, late),
        each(FaultKind::Hang, Value::Null, TIMED_OUT, late),
        both(FaultKind::Redirect, Value::Null, NOT_UNDERSTOOD),
        both(FaultKind::Redirect, elsewhere(301, "https://evil.example/canary"), NOT_UNDERSTOOD),
        both(FaultKind::Redirect, elsewhere(307, "/v1/billing/usage"), NOT_UNDERSTOOD),
        both(FaultKind::Redirect, elsewhere(308, "/v1/billing/usage"), NOT_UNDERSTOOD),
        both(FaultKind::Redirect, elsewhere(302, "/v1/billing/usage"), NOT_UNDERSTOOD),
        // Members that nobody knows yet are no trouble; those that are said twice are, and figures that are none.
        done(FaultKind::Set, json!({"/canary": {"canary": ["<script>", null]}}), Told::Fine, Told::Fine),
        done(FaultKind::Twice, Value::Null, NOT_UNDERSTOOD, Told::Fine),
        done(FaultKind::Numbers, json!("NaN"), NOT_UNDERSTOOD, Told::Fine),
        done(FaultKind::Numbers, json!("1e400"), NOT_UNDERSTOOD, Told::Fine),
        done(FaultKind::Numbers, json!("92233720368547758080"), NOT_UNDERSTOOD, Told::Fine),
        both(FaultKind::Empty, json!(200), NOT_UNDERSTOOD),
        both(FaultKind::Empty, json!(204), NOT_UNDERSTOOD),
        both(body, text(""), NOT_UNDERSTOOD),
        both(body, text("null"), NOT_UNDERSTOOD),
        both(body, text("[]"), NOT_UNDERSTOOD),
        both(body, text("{}"), NOT_UNDERSTOOD),
        both(body, text("\u{feff}{}"), NOT_UNDERSTOOD),
        both(body, text("{\"canary\": NaN}"), NOT_UNDERSTOOD),
        both(body, text("{\"canary\": 1e400}"), NOT_UNDERSTOOD),
        both(body, text(&"[".repeat(10_000)), NOT_UNDERSTOOD),
        // Bytes that are no UTF-8, and a gzip stream that nobody asked for.
        both(
            body,
            json!({"headers": {"content-type": "application/json"}, "base64": "ey8v/////////w=="}),
            NOT_UNDERSTOOD,
        ),
        both(
            body,
            json!({
                "headers": {"content-type": "application/json", "content-encoding": "gzip"},
                "base64": "H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==",
            }),
            NOT_UNDERSTOOD,
        ),
        both(raw, json!(""), UNAVAILABLE),
        both(raw, json!("canary\r\n\r\n"), UNAVAILABLE),
        both(raw, json!("HTTP/1.1 200 OK\r\ncontent-ty"), UNAVAILABLE),
        both(raw, json!("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(200)), UNAVAILABLE),
        both(raw, head(&format!("x-canary: {}\r\n\r\n{{}}", "a".repeat(1 << 20))), UNAVAILABLE),
        both(raw, json!("HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{}"), NOT_UNDERSTOOD),
        both(raw, head("content-length: 1\r\n\r\n{}"), NOT_UNDERSTOOD),
        each(raw, head("content-length: 100\r\n\r\n{}"), UNAVAILABLE, NOT_UNDERSTOOD),
        each(raw, head("transfer-encoding: chunked\r\n\r\nzz\r\n{}"), UNAVAILABLE, NOT_UNDERSTOOD),
    ]
}
