//! A panic in a handler or in a page's rendering becomes a 500 without its text (acceptance INP-03).

use super::{Asker, RequestId, chain::Next};
use app::error::ErrorKind;
use axum::{extract::Request, response::Response};
use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;

pub(super) async fn answer(request: Request, next: Next) -> Response {
    let asker = Asker::of(&request);
    let id = request.extensions().get::<RequestId>().cloned();
    // What a panicking request held is dropped with it; shared state is behind locks that tell.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            let request_id = id.as_ref().map(|id| id.0.as_str()).unwrap_or_default();
            tracing::error!(event = "panic", request_id, "a request ended in a panic");
            metrics::counter!("panics_total").increment(1);
            asker.refuse(ErrorKind::Internal)
        }
    }
}
