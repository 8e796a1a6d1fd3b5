//! The accept loop. axum's own has no header timeout and no limits, so this one is made of hyper's HTTP/1 connection:
//! header and idle timeout, caps on heads and connections, cut-off of stalled readers, graceful stop.
//!
//! When the cap is reached, the connection that has waited longest for its client gives its place to the next one
//! (`waiting.rs`); while all are being worked for, more wait in the kernel's queue. What is too much work for the portal is a
//! matter of requests (`middleware/overload.rs`), not of connections. HTTP/1 only, no upgrades.

mod arriving_body;
mod lingering_close;
mod stalled_writer;
mod strict_head;
mod waiting;
mod working_body;

use arriving_body::ArrivingBody;
use axum::{Router, body::Body, extract::ConnectInfo};
use http::{
    HeaderValue,
    header::{CONNECTION, TRANSFER_ENCODING},
};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use lingering_close::LingeringClose;
use stalled_writer::StalledWriter;
use std::{convert::Infallible, future::Future, io, net::SocketAddr, sync::Arc, time::Duration};
use strict_head::StrictHead;
use tokio::{
    io::join,
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{Instant, sleep, timeout},
};
use tower::Service as _;
use waiting::{Seat, Waiting};
use working_body::WorkingBody;

/// How long the loop waits after the system had no place for a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long a connection that was cut may take to give its place up, before the next one is looked for.
const CUT_PAUSE: Duration = Duration::from_millis(50);

/// What a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// For a whole head to arrive, and for an idle connection to send the next one.
    pub head_time: Duration,
    /// Largest head, in bytes; a larger one is answered 431.
    pub head_bytes: usize,
    /// Most headers; more are answered 431.
    pub headers: usize,
    /// How long a client may take nothing of an answer that waits for it.
    pub stall: Duration,
    /// For work in flight at a stop.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 768,
            head_time: Duration::from_secs(10),
            // Large enough for an address of 32 KiB to reach the layer that answers it 414.
            head_bytes: 48 * 1024,
            headers: 100,
            stall: Duration::from_secs(20),
            grace: Duration::from_secs(20),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Serving,
    Draining,
    Cut,
}

/// Serves `router` on `listener` until `stop` is done; then takes no more connections, closes idle ones at once, gives
/// work in flight [`Limits::grace`], and cuts the rest. Handlers find the peer's address as `ConnectInfo<SocketAddr>`.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()> + Send) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let (phase, watched) = watch::channel(Phase::Serving);
    tokio::select! {
        () = accept(&listener, &router, limits, &places, &watched) => {}
        () = stop => {}
    }
    drop(listener);
    let _ = phase.send(Phase::Draining);
    if timeout(limits.grace, everyone_gone(&places, limits.connections)).await.is_err() {
        tracing::warn!(
            connections = limits.connections.saturating_sub(places.available_permits()),
            "connections cut at the end of the grace time"
        );
        let _ = phase.send(Phase::Cut);
        everyone_gone(&places, limits.connections).await;
    }
}

async fn everyone_gone(places: &Semaphore, connections: usize) {
    // An error would say that the semaphore is closed; nothing closes it.
    let _ = places.acquire_many(u32::try_from(connections).unwrap_or(u32::MAX)).await;
}

async fn accept(
    listener: &TcpListener,
    router: &Router,
    limits: Limits,
    places: &Arc<Semaphore>,
    phase: &watch::Receiver<Phase>,
) {
    let waiting = Waiting::default();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let Some(place) = place(places, &waiting).await else { return };
                let seat = waiting.seat();
                tokio::spawn(connection((stream, peer), router.clone(), limits, phase.clone(), seat, place));
            }
            // The client was gone before it was accepted; the next one may be fine.
            Err(error) if belongs_to_one_client(&error) => {}
            Err(error) => {
                tracing::error!(kind = %error.kind(), "connections cannot be accepted");
                metrics::counter!("accept_errors_total").increment(1);
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// A free place, at the cost of the connection that has waited longest if there is none.
async fn place(places: &Arc<Semaphore>, waiting: &Waiting) -> Option<OwnedSemaphorePermit> {
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        return Some(place);
    }
    loop {
        if waiting.cut_longest(Instant::now()) {
            metrics::counter!("connections_cut_total").increment(1);
        }
        match timeout(CUT_PAUSE, Arc::clone(places).acquire_owned()).await {
            Ok(place) => return place.ok(),
            Err(_) => continue,
        }
    }
}

fn belongs_to_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}

async fn connection(
    (stream, peer): (TcpStream, SocketAddr),
    router: Router,
    limits: Limits,
    mut phase: watch::Receiver<Phase>,
    seat: Arc<Seat>,
    _place: OwnedSemaphorePermit,
) {
    // Without it small answers would wait for the client's acknowledgement; a failure costs only speed.
    let _ = stream.set_nodelay(true);
    let (reader, writer) = stream.into_split();
    let both = join(StrictHead::new(reader), StalledWriter::new(writer, limits.stall));
    let io = TokioIo::new(LingeringClose::new(both, Arc::clone(&seat)));
    let own = Arc::clone(&seat);
    let service = service_fn(move |request: Request<Incoming>| {
        let working = own.work();
        let mut router = router.clone();
        let mut request = request.map(|body| Body::new(ArrivingBody::new(body, Arc::clone(&own))));
        request.extensions_mut().insert(ConnectInfo(peer));
        // A chunked body ends the watch over heads (`strict_head.rs`), and the connection with it. No browser sends one.
        let last = request.headers().contains_key(TRANSFER_ENCODING);
        async move {
            let mut answer = router.call(request).await?;
            if last {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(answer.map(|body| WorkingBody::new(body, working)))
        }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_header_size(limits.head_bytes)
        .max_buf_size(limits.head_bytes.max(64 * 1024))
        .max_headers(limits.headers)
        .serve_connection(io, service);
    tokio::pin!(served);
    // Errors here are the client's doing (timeouts, resets, malformed heads, answered by hyper) and of no use in the log.
    tokio::select! {
        _ = served.as_mut() => return,
        () = seat.cut() => return,
        _ = phase.wait_for(|phase| *phase != Phase::Serving) => served.as_mut().graceful_shutdown(),
    }
    tokio::select! {
        _ = served => {}
        _ = phase.wait_for(|phase| *phase == Phase::Cut) => {}
    }
}
