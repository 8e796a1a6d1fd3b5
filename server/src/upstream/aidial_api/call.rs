//! One call: address, token, status, size and type checks. Everything that reads from `aidial_api` goes through here.

use super::UpstreamError;
use crate::outbound::{self, ClientBuildError, Deadlines, Effect, Line, PassingClient, TransportError};
use app::backend::{Bearer, Credential};
use reqwest::{
    Client, Method, Request, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER},
};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use std::{future::Future, sync::Arc, time::Duration};
use url::Url;

const JSON: &str = "application/json";
/// The largest JSON answer read. Two hundred projects are about 80 KiB.
pub(super) const ANSWER_CAP: usize = 4 * 1024 * 1024;
/// The largest error answer read.
pub(super) const ERROR_CAP: usize = 16 * 1024;
/// The longest wait that is passed on; an upstream that asks for years is not believed.
const RETRY_AFTER_CAP: u32 = 300;

/// `aidial_api`, as one person at a time.
#[derive(Clone)]
pub struct AidialApi {
    pub(super) http: Client,
    base: Url,
    /// For one call with its repeats.
    within: Duration,
    line: Arc<Line>,
}

impl AidialApi {
    /// A client of the service at `base` over `line`, each call with its repeats ending within `timeout`.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(base: Url, timeout: Duration, line: Arc<Line>) -> Result<Self, ClientBuildError> {
        // An answer that has not begun by then will hardly be whole in the rest.
        let idle = timeout.mul_f64(0.75);
        let deadlines = Deadlines { connect: idle.min(Duration::from_secs(2)), idle, total: timeout };
        Ok(Self { http: outbound::client(deadlines)?, base, within: timeout, line })
    }

    /// `GET` of `path` (plain segments, encoded here) with `query`; an answer as `T`.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        credential: &dyn Credential,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T, UpstreamError> {
        let url = self.address(path, query)?;
        self.json(credential, path, (Method::GET, Effect::Reads), url).await
    }

    /// `POST` to `path` without a body; an answer as `T`. Never repeated.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        credential: &dyn Credential,
        path: &[&str],
    ) -> Result<T, UpstreamError> {
        let url = self.address(path, &[])?;
        self.json(credential, path, (Method::POST, Effect::Changes), url).await
    }

    async fn json<T: DeserializeOwned>(
        &self,
        credential: &dyn Credential,
        path: &[&str],
        (method, effect): (Method, Effect),
        url: Url,
    ) -> Result<T, UpstreamError> {
        let ask = |token: Bearer| {
            let (api, method, url) = (self.clone(), method.clone(), url.clone());
            async move {
                let request = api.request(method, url, &token, JSON)?;
                let sent = api.http.execute(request).await;
                let response = answer(sent.map_err(TransportError::from)?, JSON).await?;
                Ok(outbound::read_capped(response, ANSWER_CAP).await?)
            }
        };
        let body = self.as_person(credential, path, effect, ask).await?;
        serde_json::from_slice(&body).map_err(|_| UpstreamError::Malformed)
    }

    /// `GET` as in [`AidialApi::get`], sent by `client`; the answer with its body unread, when it is a 200 of the media type
    /// `kind`.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub(super) async fn open(
        &self,
        client: &PassingClient,
        credential: &dyn Credential,
        path: &[&str],
        query: &[(&str, &str)],
        kind: &'static str,
    ) -> Result<Response, UpstreamError> {
        let url = self.address(path, query)?;
        let read = |token: Bearer| {
            let (api, url) = (self.clone(), url.clone());
            async move { answer(client.send(api.request(Method::GET, url, &token, kind)?).await?, kind).await }
        };
        self.as_person(credential, path, Effect::Reads, read).await
    }

    /// Makes the call that `work` makes with a token, over the line; once more with a renewed token when the first is
    /// refused.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub(super) async fn as_person<T, F>(
        &self,
        credential: &dyn Credential,
        path: &[&str],
        effect: Effect,
        work: impl Fn(Bearer) -> F,
    ) -> Result<T, UpstreamError>
    where
        F: Future<Output = Result<T, UpstreamError>>,
    {
        let endpoint = endpoint(path);
        let token = credential.bearer().await.map_err(UpstreamError::Credential)?;
        let answer = self.line.call(&endpoint, effect, self.within, || work(token.clone())).await;
        let Err(UpstreamError::Unauthenticated) = answer else { return answer };
        // Refused tokens have no effect, so this is no repeat of one.
        let token = credential.renew(&token).await.map_err(UpstreamError::Credential)?;
        self.line.call(&endpoint, effect, self.within, || work(token.clone())).await
    }

    /// The address of `path` below the base. Every part is one encoded segment, and the result is held against that, so that
    /// no id can reach another resource (acceptance TEN-04).
    pub(super) fn address(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Url, UpstreamError> {
        let mut url = self.base.clone();
        let before = {
            let mut segments = url.path_segments_mut().map_err(|()| UpstreamError::Malformed)?;
            segments.pop_if_empty();
            drop(segments);
            url.path_segments().map_or(0, |segments| segments.filter(|s| !s.is_empty()).count())
        };
        url.path_segments_mut().map_err(|()| UpstreamError::Malformed)?.extend(path);
        let after = url.path_segments().map_or(0, Iterator::count);
        if after != before + path.len() || path.iter().any(|part| part.is_empty()) {
            return Err(UpstreamError::NotFound);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    /// A request without a body.
    fn request(&self, method: Method, url: Url, token: &Bearer, kind: &'static str) -> Result<Request, UpstreamError> {
        let request = self.http.request(method, url).header(AUTHORIZATION, bearer(token)?).header(ACCEPT, kind);
        Ok(request.build().map_err(TransportError::from)?)
    }
}

/// `response`, when it is a 200 of the media type `kind`.
async fn answer(response: Response, kind: &str) -> Result<Response, UpstreamError> {
    let response = accepted(response).await?;
    if response.status() == StatusCode::OK && is_of(&response, kind) {
        Ok(response)
    } else {
        Err(UpstreamError::Malformed)
    }
}

/// The header that says who asks.
pub(super) fn bearer(token: &Bearer) -> Result<HeaderValue, UpstreamError> {
    let value = HeaderValue::try_from(format!("Bearer {}", token.expose_secret()));
    let mut value = value.map_err(|_| UpstreamError::Unauthenticated)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether the answer says that it is of this media type.
pub(super) fn is_of(response: &Response, kind: &str) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.to_str().is_ok_and(|text| text.split(';').next().is_some_and(|t| t.trim() == kind)))
}

/// What the calls to `path` have in common, whatever the id in it. An id comes fourth in every path of the contract, after
/// the version, the area and the noun.
fn endpoint(path: &[&str]) -> String {
    let noun = path.iter().take(3);
    let rest = path.iter().skip(3).enumerate().map(|(at, part)| if at == 0 { &"-" } else { part });
    noun.chain(rest).copied().collect::<Vec<_>>().join("/")
}

#[derive(serde::Deserialize)]
struct ErrorBody {
    code: String,
}

/// Sorts out every status that is no answer.
pub(super) async fn accepted(response: Response) -> Result<Response, UpstreamError> {
    let status = response.status();
    let wait = retry_after(&response);
    match status.as_u16() {
        200..=299 => Ok(response),
        401 => Err(UpstreamError::Unauthenticated),
        403 => {
            let body = outbound::read_capped(response, ERROR_CAP).await?;
            let code = serde_json::from_slice::<ErrorBody>(&body).map(|body| body.code);
            match code.as_deref() {
                Ok("access_suspended") => Err(UpstreamError::Suspended),
                _ => Err(UpstreamError::UnexpectedStatus(403)),
            }
        }
        404 => Err(UpstreamError::NotFound),
        409 => {
            let body = outbound::read_capped(response, ERROR_CAP).await?;
            let code = serde_json::from_slice::<ErrorBody>(&body).map(|body| body.code);
            match code.as_deref() {
                Ok("pdf_unavailable") => Err(UpstreamError::PdfUnavailable),
                _ => Err(UpstreamError::UnexpectedStatus(409)),
            }
        }
        429 => Err(UpstreamError::RateLimited(wait)),
        code @ 500..=599 => Err(UpstreamError::Status(code, wait)),
        code => Err(UpstreamError::UnexpectedStatus(code)),
    }
}

/// Whole seconds only: the date form would need the other side's clock.
fn retry_after(response: &Response) -> Option<u32> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    text.parse::<u64>().ok().and_then(|seconds| u32::try_from(seconds.min(RETRY_AFTER_CAP.into())).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn api(base: &str) -> AidialApi {
        let random = Arc::new(crate::session::SystemRandom::new());
        let line = Line::new("test", crate::outbound::LinePolicy::default(), random);
        AidialApi::new(base.parse().unwrap(), Duration::from_secs(1), Arc::new(line)).unwrap()
    }

    #[test]
    fn calls_that_differ_by_an_id_are_of_one_endpoint_and_others_are_not() {
        assert_eq!(
            endpoint(&["v1", "billing", "invoices", "inv_1"]),
            endpoint(&["v1", "billing", "invoices", "inv_2"])
        );
        let all = [
            endpoint(&["v1", "billing", "invoices"]),
            endpoint(&["v1", "billing", "invoices", "inv_1"]),
            endpoint(&["v1", "billing", "invoices", "inv_1", "pdf"]),
            endpoint(&["v1", "billing", "usage"]),
            endpoint(&["v1", "billing", "usage", "history"]),
        ];
        assert_eq!(all.iter().collect::<std::collections::HashSet<_>>().len(), all.len(), "{all:?}");
    }

    #[test]
    fn a_base_with_a_path_keeps_it() {
        let url = api("http://h.test/api/").address(&["v1", "billing", "usage"], &[("client_id", "a&b")]).unwrap();
        assert_eq!(url.as_str(), "http://h.test/api/v1/billing/usage?client_id=a%26b");
    }

    proptest! {
        #[test]
        fn no_id_reaches_another_resource(id in "\\PC{0,40}") {
            let api = api("http://h.test");
            if let Ok(url) = api.address(&["v1", "partner", "clients", &id], &[]) {
                prop_assert_eq!(url.host_str(), Some("h.test"));
                prop_assert!(url.path().starts_with("/v1/partner/clients/"));
                prop_assert_eq!(url.path_segments().unwrap().count(), 4);
                prop_assert_eq!(url.query(), None);
                prop_assert_eq!(url.fragment(), None);
            }
        }
    }
}
