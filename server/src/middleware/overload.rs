//! More requests at once than the portal can serve are answered 503 soon, so that the others stay fast (acceptance DOS-04).
//! A request waits a moment for its place: a burst is served rather than refused, and whoever asks again at once is held
//! back, since refusing costs work too. A page holds its place until its last byte is made.

use super::{Asker, chain::Next, timed_body::is_page};
use app::error::ErrorKind;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    response::Response,
};
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Seconds after which to try again.
const WAIT: u32 = 1;
/// How long a request waits for its place.
const PATIENCE: Duration = Duration::from_millis(200);
/// Requests that wait, for each place; more are refused at once.
const WAITING: usize = 4;

/// Places for requests.
pub(super) struct Places {
    work: Arc<Semaphore>,
    waiting: Semaphore,
    patience: Duration,
}

impl Places {
    pub(super) fn new(places: usize) -> Self {
        let waiting = places.saturating_mul(WAITING).min(Semaphore::MAX_PERMITS);
        Self { work: Arc::new(Semaphore::new(places)), waiting: Semaphore::new(waiting), patience: PATIENCE }
    }

    async fn take(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.work).try_acquire_owned() {
            return Some(place);
        }
        let _waiting = self.waiting.try_acquire().ok()?;
        timeout(self.patience, Arc::clone(&self.work).acquire_owned()).await.ok()?.ok()
    }
}

pub(super) async fn shed(places: Arc<Places>, request: Request, next: Next) -> Response {
    let Some(place) = places.take().await else {
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

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{FutureExt, future::join_all};

    #[tokio::test]
    async fn a_burst_waits_a_moment_for_its_places() {
        let places = Places::new(1);
        let first = places.take().await.unwrap();
        let mut second = Box::pin(places.take());
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        assert!(second.await.is_some());
    }

    #[tokio::test]
    async fn no_more_wait_than_there_is_room_for_and_nobody_for_ever() {
        let places = Places { patience: Duration::from_millis(1), ..Places::new(1) };
        let _held = places.take().await.unwrap();
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(places.take())).collect();
        assert!(waiting.iter_mut().all(|wait| wait.as_mut().now_or_never().is_none()));
        assert!(places.take().now_or_never().unwrap().is_none(), "refused at once");
        assert!(join_all(waiting).await.iter().all(Option::is_none));
    }
}
