//! A request's body, during whose gaps the connection counts as one that waits for its client. Imports `waiting`.

use super::waiting::{AwaitingMore, Seat};
use axum::body::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

pub(super) struct ArrivingBody {
    body: Incoming,
    seat: Arc<Seat>,
    /// From the first gap on: whoever sends a byte now and then has waited since.
    awaiting: Option<AwaitingMore>,
}

impl ArrivingBody {
    pub(super) const fn new(body: Incoming, seat: Arc<Seat>) -> Self {
        Self { body, seat, awaiting: None }
    }
}

impl HttpBody for ArrivingBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let this = &mut *self;
        let polled = Pin::new(&mut this.body).poll_frame(context);
        if polled.is_pending() {
            this.awaiting.get_or_insert_with(|| this.seat.await_more());
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
