//! More requests at once than the portal can serve are answered 503 at once, so that the others stay fast (acceptance
//! DOS-04). A page holds its place until its last byte is made.

use super::{Asker, timed_body::is_page};
use app::error::ErrorKind;
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Seconds after which to try again.
const WAIT: u32 = 1;

/// Places for requests.
#[derive(Clone)]
pub(super) struct Places(Arc<Semaphore>);

impl Places {
    pub(super) fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places)))
    }
}

pub(super) async fn shed(State(places): State<Places>, request: Request, next: Next) -> Response {
    let Ok(place) = Arc::clone(&places.0).try_acquire_owned() else {
        metrics::counter!("requests_shed_total").increment(1);
        return Asker::of(&request).refuse_for(ErrorKind::Overloaded, WAIT);
    };
    let response = next.run(request).await;
    // Only pages: their bodies end at their deadline, while a download may take as long as its reader likes.
    if is_page(response.headers()) { response.map(|body| Body::new(Held { body, _place: place })) } else { response }
}

struct Held {
    body: Body,
    _place: OwnedSemaphorePermit,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
