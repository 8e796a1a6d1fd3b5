//! Ways to spoil a real answer. May import `connection`.

use std::{io, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, StatusCode, header, response::Parts},
    response::Response,
};
use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::connection::Connection;

/// More than any endpoint of the sandbox answers.
const LARGEST: usize = 64 << 20;
/// Between the last byte that arrives and the break, so that it does arrive.
const PAUSE: Duration = Duration::from_millis(30);

/// A real answer with its body read.
pub(crate) struct Whole {
    parts: Parts,
    body: Bytes,
}

impl Whole {
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, LARGEST).await.unwrap_or_default();
        Self { parts, body }
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The same head with another body; a length is declared only if given.
    fn with(mut self, body: Body, length: Option<u64>) -> Response {
        self.parts.headers.remove(header::CONTENT_LENGTH);
        if let Some(length) = length {
            self.parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        Response::from_parts(self.parts, body)
    }

    fn with_json(self, value: &Value) -> Response {
        let body = serde_json::to_vec(value).unwrap_or_default();
        self.with(Body::from(body), None)
    }

    fn part(&self, bytes: Option<u64>) -> Bytes {
        let half = self.body.len() / 2;
        let wanted = bytes.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(half);
        self.body.slice(..wanted.min(self.body.len()))
    }
}

/// Promises the whole and stops early: by closing, or with `connection` by aborting.
pub(crate) fn cut_off(whole: Whole, bytes: Option<u64>, connection: Option<Connection>) -> Response {
    let length = whole.body.len() as u64;
    let part = whole.part(bytes);
    let broken = async move {
        tokio::time::sleep(PAUSE).await;
        if let Some(connection) = connection {
            connection.abort();
        }
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    };
    let body = stream::once(async move { Ok(part) }).chain(stream::once(broken));
    whole.with(Body::from_stream(body), Some(length))
}

pub(crate) fn malformed(whole: Whole, bytes: Option<u64>) -> Response {
    let part = whole.part(bytes);
    whole.with(Body::from(part), None)
}

fn other_type(value: &mut Value) {
    match value {
        Value::Null => *value = json!(0),
        Value::Bool(flag) => *value = json!(flag.to_string()),
        Value::Number(number) => *value = json!(number.to_string()),
        Value::String(_) => *value = json!(7),
        Value::Array(items) => items.iter_mut().for_each(other_type),
        Value::Object(members) => members.values_mut().for_each(other_type),
    }
}

pub(crate) fn wrong_type(mut whole: Whole, html: bool) -> Response {
    match whole.json().filter(|_| !html) {
        Some(mut value) => {
            other_type(&mut value);
            whole.with_json(&value)
        }
        None => {
            whole.parts.status = StatusCode::OK;
            whole.parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            whole.with(Body::from("<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>"), None)
        }
    }
}

/// JSON gets one more member of filler and stays valid; anything else gets filler at its end. `rate`: no faster than so many
/// bytes a second.
pub(crate) fn oversize(whole: Whole, bytes: u64, declared: bool, rate: Option<u64>) -> Response {
    const CHUNK: u64 = 64 << 10;
    let object = matches!(whole.json(), Some(Value::Object(_)));
    let (head, tail) = match whole.body.strip_suffix(b"}") {
        Some(open) if object => {
            let joint: &[u8] = if open == b"{" { b"\"filler\":\"" } else { b",\"filler\":\"" };
            (Bytes::from([open, joint].concat()), Bytes::from_static(b"\"}"))
        }
        _ => (whole.body.clone(), Bytes::new()),
    };
    let length = head.len() as u64 + bytes + tail.len() as u64;
    let filler = Bytes::from(vec![b'x'; usize::try_from(CHUNK).unwrap_or_default()]);
    let chunks = (0..bytes.div_ceil(CHUNK)).map(move |number| {
        let left = bytes - number * CHUNK;
        filler.slice(..usize::try_from(left.min(CHUNK)).unwrap_or_default())
    });
    let pieces = std::iter::once(head).chain(chunks).chain(std::iter::once(tail));
    let declared = declared.then_some(length);
    match rate {
        None => whole.with(Body::from_stream(stream::iter(pieces.map(Ok::<_, io::Error>))), declared),
        Some(rate) => whole.with(Body::from_stream(paced(pieces, rate)), declared),
    }
}

/// `pieces`, each when a wire of `rate` bytes a second would have brought it.
fn paced(pieces: impl Iterator<Item = Bytes>, rate: u64) -> impl Stream<Item = Result<Bytes, io::Error>> {
    let begun = Instant::now();
    let per_byte = Duration::from_secs(1).as_secs_f64() / rate.max(1) as f64;
    let timed = pieces.scan(0_u64, move |sent, piece| {
        *sent += piece.len() as u64;
        Some((begun + Duration::from_secs_f64(*sent as f64 * per_byte), piece))
    });
    stream::iter(timed).then(|(due, piece)| async move {
        tokio::time::sleep_until(due).await;
        Ok(piece)
    })
}

pub(crate) fn slow_drip(whole: Whole, every: Duration) -> Response {
    let length = whole.body.len() as u64;
    let body = whole.body.clone();
    let drops = (0..body.len()).map(move |at| body.slice(at..=at));
    let body = stream::iter(drops).then(move |drop| async move {
        tokio::time::sleep(every).await;
        Ok::<_, io::Error>(drop)
    });
    whole.with(Body::from_stream(body), Some(length))
}

fn set_at(value: &mut Value, pointer: &str, new: Value) {
    if let Some(place) = value.pointer_mut(pointer) {
        *place = new;
    } else if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(members)) = value.pointer_mut(parent)
    {
        members.insert(name.replace("~1", "/").replace("~0", "~"), new);
    }
}

/// Members of the real JSON answer, set by JSON pointer. A pointer to nowhere does nothing.
pub(crate) fn set(whole: Whole, changes: &Value) -> Response {
    let Some(mut value) = whole.json() else {
        let body = whole.body.clone();
        return whole.with(Body::from(body), None);
    };
    for (pointer, new) in changes.as_object().unwrap_or(&Map::new()) {
        set_at(&mut value, pointer, new.clone());
    }
    whole.with_json(&value)
}

/// An object with its members, and with them once more; anything else as it is.
pub(crate) fn twice(whole: Whole) -> Response {
    let members = whole.body.strip_prefix(b"{").and_then(|body| body.strip_suffix(b"}"));
    let body = match members.filter(|members| !members.is_empty()) {
        Some(members) => [b"{", members, b",", members, b"}"].concat().into(),
        None => whole.body.clone(),
    };
    whole.with(Body::from(body), None)
}

fn mark_numbers(value: &mut Value, mark: &str) {
    match value {
        Value::Number(_) => *value = json!(mark),
        Value::Array(items) => items.iter_mut().for_each(|item| mark_numbers(item, mark)),
        Value::Object(members) => members.values_mut().for_each(|member| mark_numbers(member, mark)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// JSON with `text` in the place of every number; anything else as it is.
pub(crate) fn numbers(whole: Whole, text: &str) -> Response {
    const MARK: &str = "a number was here";
    let body = match whole.json() {
        Some(mut value) => {
            mark_numbers(&mut value, MARK);
            Bytes::from(value.to_string().replace(&json!(MARK).to_string(), text))
        }
        None => whole.body.clone(),
    };
    whole.with(Body::from(body), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scalar_changes_its_type() {
        let mut value = json!({"a": [1, "x", true, null], "b": {"c": 2.5}});
        other_type(&mut value);
        assert_eq!(value, json!({"a": ["1", 7, "true", 0], "b": {"c": "2.5"}}));
    }

    #[test]
    fn a_member_that_is_not_there_is_added() {
        let mut value = json!({"plan": {"name": "x"}});
        set_at(&mut value, "/plan/name", json!(null));
        set_at(&mut value, "/plan/new", json!(1));
        set_at(&mut value, "/nowhere/new", json!(1));
        assert_eq!(value, json!({"plan": {"name": null, "new": 1}}));
    }
}
