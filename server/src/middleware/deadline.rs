//! A page is there within its deadline, or a 504 is (acceptance UPS-02). Work for it stops then: its future is dropped.

use super::{
    Asker, LayerConfig,
    chain::Next,
    timed_body::{TimedBody, is_page},
};
use app::error::ErrorKind;
use axum::{body::Body, extract::Request, response::Response};
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

pub(super) async fn enforce(config: Arc<LayerConfig>, request: Request, next: Next) -> Response {
    let asker = Asker::of(&request);
    let deadline = Instant::now() + config.page_time;
    match timeout_at(deadline, next.run(request)).await {
        Ok(response) if is_page(response.headers()) => response.map(|body| Body::new(TimedBody::new(body, deadline))),
        Ok(response) => response,
        Err(_) => {
            tracing::warn!(event = "deadline", "a request was not answered in time");
            asker.refuse(ErrorKind::TimedOut)
        }
    }
}
