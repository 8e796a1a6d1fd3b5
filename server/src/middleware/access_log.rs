//! One log line and one measurement a request: method, route template, status, duration, id. Never the path itself, the
//! query, or a header: they hold ids, codes and tokens, and whatever a client likes to write.

use super::{RequestId, chain::Next};
use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
    response::Response,
};
use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};
use tracing::Instrument as _;

/// The route that took the request, known only behind the routing, needed before it.
#[derive(Clone, Default)]
struct RouteSlot(Arc<OnceLock<MatchedPath>>);

pub(super) fn note_route(request: Request) -> Request {
    if let (Some(slot), Some(path)) =
        (request.extensions().get::<RouteSlot>(), request.extensions().get::<MatchedPath>())
    {
        // Set once: a request has one route.
        let _ = slot.0.set(path.clone());
    }
    request
}

pub(super) async fn record(mut request: Request, next: Next) -> Response {
    let route = RouteSlot::default();
    request.extensions_mut().insert(route.clone());
    let id = request.extensions().get::<RequestId>().map(|id| id.0.as_str().to_owned()).unwrap_or_default();
    // At the highest level, so that no filter takes the id away from the lines inside.
    let span = tracing::error_span!("request", request_id = id);
    let mut line = Line { method: method(request.method()), route, status: None, id, started: Instant::now() };
    let response = next.run(request).instrument(span).await;
    line.status = Some(response.status());
    response
}

/// Written when dropped, so that a request whose client went away has its line too.
struct Line {
    method: &'static str,
    route: RouteSlot,
    status: Option<StatusCode>,
    id: String,
    started: Instant,
}

impl Drop for Line {
    fn drop(&mut self) {
        let route = self.route.0.get().map_or("none", MatchedPath::as_str);
        let status = self.status.map_or_else(|| "client_gone".to_owned(), |status| status.as_u16().to_string());
        let took = self.started.elapsed();
        tracing::info!(
            target: "access",
            method = self.method,
            route,
            status,
            duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            request_id = self.id,
            "request"
        );
        metrics::counter!("http_requests_total", "method" => self.method, "route" => route.to_owned(), "status" => status)
            .increment(1);
        metrics::histogram!("http_request_duration_seconds", "method" => self.method, "route" => route.to_owned())
            .record(took.as_secs_f64());
    }
}

/// The method as a word of a closed list: a client may send any.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
