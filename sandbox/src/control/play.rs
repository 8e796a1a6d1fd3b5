//! Plays a fault on a request: the kinds that answer instead of the endpoint, and the hand-over to those that spoil its
//! answer. May import `world`.

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    aidial_api::error::ApiError,
    connection::Connection,
    control::{
        faults::{Fault, FaultKind},
        transform::{self, Whole},
    },
    world::World,
};

fn status_from(value: Option<&Value>, default: StatusCode) -> StatusCode {
    value
        .and_then(Value::as_u64)
        .and_then(|code| u16::try_from(code).ok())
        .and_then(|code| StatusCode::from_u16(code).ok())
        .unwrap_or(default)
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.get(name)
}

fn set_headers(response: &mut Response, headers: Option<&Value>) {
    for (name, value) in headers.and_then(Value::as_object).into_iter().flatten() {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = value.as_str().map_or_else(|| HeaderValue::from_str(&value.to_string()), HeaderValue::from_str);
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().insert(name, value);
        }
    }
}

/// An error as the service behind this path would put it.
fn error_of(path: &str, status: StatusCode) -> Response {
    if path.starts_with("/oidc/") {
        let error = if status.is_server_error() { "temporarily_unavailable" } else { "invalid_request" };
        (status, axum::Json(json!({"error": error, "error_description": "a fault that was asked for"}))).into_response()
    } else if path.starts_with("/stripe/") {
        let kind = if status == StatusCode::TOO_MANY_REQUESTS { "rate_limit_error" } else { "api_error" };
        (status, axum::Json(json!({"error": {"type": kind, "message": "A fault that was asked for."}}))).into_response()
    } else {
        ApiError::of_status(status).into_response()
    }
}

/// Milliseconds.
fn millis(value: &Value) -> Duration {
    Duration::from_millis(value.as_u64().unwrap_or(1000))
}

/// Bytes from text, `{"text": "..."}` or `{"base64": "..."}`.
fn bytes_of(value: &Value) -> Bytes {
    let encoded = member(value, "base64").and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
    let text = value.as_str().or_else(|| member(value, "text").and_then(Value::as_str));
    encoded.map_or_else(|| Bytes::from(text.unwrap_or_default().to_owned()), Bytes::from)
}

fn instead(value: &Value) -> Response {
    let status = status_from(member(value, "status"), StatusCode::OK);
    let mut response = if let Some(json) = member(value, "json") {
        (status, axum::Json(json.clone())).into_response()
    } else if let Some(text) = member(value, "text") {
        (status, [(header::CONTENT_TYPE, "application/json")], bytes_of(text)).into_response()
    } else {
        (status, bytes_of(value)).into_response()
    };
    set_headers(&mut response, member(value, "headers"));
    response
}

fn redirect(world: &World, value: &Value) -> Response {
    let status = status_from(member(value, "status"), StatusCode::FOUND);
    let location = value.as_str().or_else(|| member(value, "location").and_then(Value::as_str));
    let location = location.map_or_else(|| format!("{}/_control/landing", world.base_url), str::to_owned);
    let mut response = status.into_response();
    set_headers(&mut response, Some(&json!({"location": location})));
    response
}

fn retry_after(path: &str, value: &Value) -> Response {
    let status = status_from(member(value, "status"), StatusCode::TOO_MANY_REQUESTS);
    let mut response = error_of(path, status);
    let after =
        member(value, "after").cloned().or_else(|| (value.is_number() || value.is_string()).then(|| value.clone()));
    set_headers(&mut response, Some(&json!({"retry-after": after.unwrap_or(json!(1))})));
    response
}

pub(crate) async fn play(
    world: &World,
    connection: &Connection,
    fault: Fault,
    request: Request,
    next: Next,
) -> Response {
    let value = &fault.value;
    let path = request.uri().path().to_owned();
    match fault.kind {
        FaultKind::Delay => {
            tokio::time::sleep(millis(value)).await;
            next.run(request).await
        }
        FaultKind::Status => {
            let mut response = error_of(
                &path,
                status_from(
                    Some(value).filter(|v| v.is_number()).or(member(value, "status")),
                    StatusCode::SERVICE_UNAVAILABLE,
                ),
            );
            if let Some(body) = member(value, "body") {
                response = (response.status(), axum::Json(body.clone())).into_response();
            }
            set_headers(&mut response, member(value, "headers"));
            response
        }
        FaultKind::RetryAfter => retry_after(&path, value),
        FaultKind::Redirect => redirect(world, value),
        FaultKind::Empty => status_from(Some(value), StatusCode::OK).into_response(),
        FaultKind::Hang => std::future::pending().await,
        FaultKind::Body => instead(value),
        FaultKind::Raw => {
            connection.answer_raw(bytes_of(value), member(value, "every").map(millis));
            Response::new(Body::empty())
        }
        FaultKind::Reset if value.as_str() == Some("after") => {
            next.run(request).await;
            connection.abort();
            Response::new(Body::empty())
        }
        FaultKind::Reset if value.as_str() == Some("mid_body") => {
            transform::cut_off(Whole::read(next.run(request).await).await, None, Some(connection.clone()))
        }
        FaultKind::Reset => {
            connection.abort();
            Response::new(Body::empty())
        }
        FaultKind::Truncate => transform::cut_off(Whole::read(next.run(request).await).await, value.as_u64(), None),
        FaultKind::Malformed => transform::malformed(Whole::read(next.run(request).await).await, value.as_u64()),
        FaultKind::WrongType => {
            transform::wrong_type(Whole::read(next.run(request).await).await, value.as_str() == Some("html"))
        }
        FaultKind::Oversize => {
            let bytes = value.as_u64().or_else(|| member(value, "bytes").and_then(Value::as_u64)).unwrap_or(100 << 20);
            let declared = member(value, "declared").and_then(Value::as_bool).unwrap_or(false);
            let rate = member(value, "rate").and_then(Value::as_u64);
            transform::oversize(Whole::read(next.run(request).await).await, bytes, declared, rate)
        }
        FaultKind::SlowDrip => transform::slow_drip(Whole::read(next.run(request).await).await, millis(value)),
        FaultKind::Set => transform::set(Whole::read(next.run(request).await).await, value),
        FaultKind::Twice => transform::twice(Whole::read(next.run(request).await).await),
        FaultKind::Numbers => {
            transform::numbers(Whole::read(next.run(request).await).await, value.as_str().unwrap_or("0"))
        }
    }
}
