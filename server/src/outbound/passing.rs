//! The client for documents that are passed on as they arrive. reqwest reads up to 400 KiB of each ahead and cannot be told
//! less, which a hundred downloads at once multiply; otherwise this is to behave as the builder in `outbound.rs` has it.

use super::{ClientBuildError, TransportError, has_cause};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use reqwest::{Body, Request, Response};
use std::{io, time::Duration};

/// The most that is read ahead of a document, in bytes.
const AHEAD: usize = 64 * 1024;

/// For bodies that are read as fast as somebody else takes them.
#[derive(Clone, Debug)]
pub struct PassingClient(Client<HttpsConnector<HttpConnector>, Body>);

impl PassingClient {
    /// A client that gives up opening a connection after `connect`. Every other deadline is its user's.
    ///
    /// # Errors
    /// [`ClientBuildError`].
    pub fn new(connect: Duration) -> Result<Self, ClientBuildError> {
        super::install_crypto();
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(connect));
        let tls = HttpsConnectorBuilder::new()
            .try_with_platform_verifier()
            .map_err(|_| ClientBuildError)?
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(super::POOL_IDLE)
            .pool_max_idle_per_host(super::POOL_MOST)
            .http1_max_buf_size(AHEAD)
            .build(tls);
        Ok(Self(client))
    }

    /// The answer to `request`, its body unread.
    ///
    /// # Errors
    /// [`TransportError`].
    pub async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let request = request.try_into().map_err(|_| TransportError::Broken)?;
        let answer = self.0.request(request).await;
        let answer =
            answer.map_err(|error| TransportError::of(&error, has_cause(&error, is_late), error.is_connect()))?;
        Ok(answer.map(Body::wrap).into())
    }
}

/// reqwest tells a connection that took too long by itself.
fn is_late(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}
