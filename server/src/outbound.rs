//! The one builder of outbound HTTP clients (documents that are passed on have their own, `passing.rs`): no redirects, no
//! system proxy, deadlines, and a cap on what is read. How calls are repeated, bounded and cut off is a matter of the line
//! they go over (`line.rs`).

mod breaker;
mod jitter;
mod line;
mod passing;

pub use breaker::BreakerPolicy;
pub use line::{Again, Effect, Fault, Judged, Line, LinePolicy};
pub use passing::PassingClient;

use bytes::{Bytes, BytesMut};
use reqwest::{Client, Response};
use std::{error::Error, io, sync::Once, time::Duration};

/// How long an idle connection is kept, and how many to one host.
const POOL_IDLE: Duration = Duration::from_secs(30);
const POOL_MOST: usize = 64;

/// Deadlines of one upstream.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// To open a connection.
    pub connect: Duration,
    /// Between two reads, and until the first byte.
    pub idle: Duration,
    /// From the first byte sent to the last byte read.
    pub total: Duration,
}

/// A client cannot be built, for example without a usable certificate store.
#[derive(Debug, thiserror::Error)]
#[error("the outbound HTTP client cannot be built")]
pub struct ClientBuildError;

/// A client with `deadlines`. Redirects are answers, not instructions (the bearer token must reach one host only), and
/// the environment's proxy settings are ignored (acceptance UPS-09).
///
/// # Errors
/// [`ClientBuildError`].
#[expect(clippy::disallowed_methods, reason = "the one builder")]
pub fn client(deadlines: Deadlines) -> Result<Client, ClientBuildError> {
    install_crypto();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .http1_only()
        .connect_timeout(deadlines.connect)
        .read_timeout(deadlines.idle)
        .timeout(deadlines.total)
        .pool_idle_timeout(POOL_IDLE)
        .pool_max_idle_per_host(POOL_MOST)
        .tcp_nodelay(true)
        .build()
        .map_err(|_| ClientBuildError)
}

fn install_crypto() {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // An error says that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// Why a call failed, without the address or any text of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection.
    #[error("connection failed")]
    Connect,
    /// No secure connection: above all, a certificate that is not the other side's.
    #[error("no secure connection")]
    Insecure,
    /// A deadline passed.
    #[error("timed out")]
    Timeout,
    /// The transfer broke off.
    #[error("transfer broken")]
    Broken,
    /// More bytes than the cap.
    #[error("answer too large")]
    TooLarge,
    /// Too many calls are under way already; this one was not made.
    #[error("no place for another call")]
    Crowded,
    /// Too many calls failed a moment ago; this one was not made. Seconds until one is.
    #[error("cut off for {0} s")]
    CutOff(u32),
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        Self::of(&error, error.is_timeout(), error.is_connect())
    }
}

impl TransportError {
    /// What `error` is, of a client that says `timed_out` and `at_connecting` of it.
    fn of(error: &(dyn Error + 'static), timed_out: bool, at_connecting: bool) -> Self {
        if timed_out {
            Self::Timeout
        } else if is_insecure(error) {
            Self::Insecure
        } else if at_connecting {
            Self::Connect
        } else {
            Self::Broken
        }
    }
}

/// Whether TLS was what failed.
fn is_insecure(error: &(dyn Error + 'static)) -> bool {
    has_cause(error, |cause| cause.is::<rustls::Error>())
}

/// Whether `error` or any cause of it is such a one. What stands inside an [`io::Error`] is not among its sources.
fn has_cause(error: &(dyn Error + 'static), is: fn(&(dyn Error + 'static)) -> bool) -> bool {
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    is(error)
        || inside
            .map_or_else(|| error.source().is_some_and(|source| has_cause(source, is)), |inside| has_cause(inside, is))
}

/// The body of `response`, refused once it passes `cap` bytes. Nothing is decoded: no upstream may answer compressed.
///
/// # Errors
/// [`TransportError`].
pub async fn read_capped(mut response: Response, cap: usize) -> Result<Bytes, TransportError> {
    if response.content_length().is_some_and(|length| length > cap as u64) {
        return Err(TransportError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > cap {
            return Err(TransportError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
