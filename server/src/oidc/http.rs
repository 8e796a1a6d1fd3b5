//! `openidconnect`'s HTTP, over the one builder of outbound clients: deadlines, no redirects, a cap on what is read.

use crate::{
    outbound::{self, Again, ClientBuildError, Deadlines, Effect, Fault, Judged, Line, LinePolicy, TransportError},
    session::SharedRandom,
};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

/// Deadlines of every call to the issuer. A session's lease is longer than `total`.
pub const DEADLINES: Deadlines =
    Deadlines { connect: Duration::from_secs(3), idle: Duration::from_secs(5), total: Duration::from_secs(10) };
/// Most bytes read of any answer; discovery documents and key sets are a few KiB.
const MOST: usize = 256 * 1_024;

/// The issuer's HTTP client. Its errors and logs carry no address and no body.
#[derive(Clone)]
pub(super) struct IssuerHttp {
    client: reqwest::Client,
    line: Arc<Line>,
}

/// No usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum IssuerHttpError {
    /// The transfer failed.
    #[error("{0}")]
    Transport(#[from] TransportError),
    /// The issuer answered with its own trouble: 5xx or 429.
    #[error("the issuer is in trouble")]
    Trouble,
}

impl Judged for IssuerHttpError {
    /// An issuer in trouble is not asked again at once: discovery and keys have a pace of their own.
    fn judge(&self) -> (Fault, Again) {
        match self {
            Self::Transport(transport) => transport.judge(),
            Self::Trouble => (Fault::Endpoint, Again::No),
        }
    }
}

impl IssuerHttp {
    pub(super) fn new(random: SharedRandom) -> Result<Self, ClientBuildError> {
        let line = Arc::new(Line::new("issuer", LinePolicy::default(), random));
        outbound::client(DEADLINES).map(|client| Self { client, line })
    }

    /// A code and a refresh token can be spent once, so only reads (discovery, keys) are repeated.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, IssuerHttpError> {
        let effect = if request.method() == http::Method::GET { Effect::Reads } else { Effect::Changes };
        let endpoint = request.uri().path().to_owned();
        let work = || self.send_once(request.clone());
        self.line.call(&endpoint, effect, DEADLINES.total, work).await
    }

    async fn send_once(&self, request: HttpRequest) -> Result<HttpResponse, IssuerHttpError> {
        let request = reqwest::Request::try_from(request).map_err(TransportError::from)?;
        let answer = self.client.execute(request).await.map_err(TransportError::from)?;
        let status = answer.status();
        if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
            return Err(IssuerHttpError::Trouble);
        }
        let headers = answer.headers().clone();
        let body = outbound::read_capped(answer, MOST).await?;
        let mut response = http::Response::new(body.to_vec());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for IssuerHttp {
    type Error = IssuerHttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, IssuerHttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
