//! One call that changes something. A refused token is renewed once, as in reading: a call that was refused has done nothing.
//! Nothing is repeated otherwise, since a call without an answer may have done its work.

use super::{
    AidialApi, UpstreamError,
    call::{ANSWER_CAP, ERROR_CAP, accepted, bearer, is_of},
};
use crate::outbound::{self, Effect, TransportError};
use app::{
    backend::{Bearer, Credential},
    model::once_key::OnceKey,
};
use bytes::Bytes;
use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use url::Url;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What came of a change.
pub(super) enum Written<T> {
    /// It was made.
    Done(T),
    /// It was not: the names of the fields that the upstream does not take. Its words stay behind.
    Invalid(Vec<String>),
    /// It was not: somebody else changed the same thing first.
    Conflict,
}

/// A change: method, path and what makes it happen once.
pub(super) struct Change<'a, B> {
    pub(super) method: Method,
    pub(super) path: &'a [&'a str],
    pub(super) once: Option<OnceKey>,
    pub(super) body: &'a B,
}

#[derive(Deserialize)]
struct RefusedBody {
    code: String,
    #[serde(default)]
    field_errors: BTreeMap<String, serde::de::IgnoredAny>,
}

impl AidialApi {
    /// Sends `change` as JSON; the answer as `T`.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub(super) async fn write<T, B>(
        &self,
        credential: &dyn Credential,
        change: Change<'_, B>,
    ) -> Result<Written<T>, UpstreamError>
    where
        T: DeserializeOwned,
        B: Serialize + Sync,
    {
        let url = self.address(change.path, &[])?;
        let body = Bytes::from(serde_json::to_vec(change.body).map_err(|_| UpstreamError::Malformed)?);
        let head = (change.method.clone(), change.once);
        let make = |token: Bearer| {
            let (api, url, body, head) = (self.clone(), url.clone(), body.clone(), head.clone());
            async move { api.send_change(url, head, body, &token).await }
        };
        self.as_person(credential, change.path, Effect::Changes, make).await
    }

    async fn send_change<T: DeserializeOwned>(
        &self,
        url: Url,
        (method, once): (Method, Option<OnceKey>),
        body: Bytes,
        token: &Bearer,
    ) -> Result<Written<T>, UpstreamError> {
        let mut request = self
            .http
            .request(method, url)
            .header(AUTHORIZATION, bearer(token)?)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json");
        if let Some(once) = once {
            request = request.header(IDEMPOTENCY_KEY, once.to_string());
        }
        let response = request.body(body).send().await.map_err(TransportError::from)?;
        match response.status() {
            StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => refused(response).await,
            StatusCode::OK | StatusCode::CREATED if is_of(&response, "application/json") => {
                let body = outbound::read_capped(response, ANSWER_CAP).await?;
                serde_json::from_slice(&body).map(Written::Done).map_err(|_| UpstreamError::Malformed)
            }
            _ => accepted(response).await.and(Err(UpstreamError::Malformed)),
        }
    }
}

async fn refused<T>(response: Response) -> Result<Written<T>, UpstreamError> {
    let status = response.status();
    let body = outbound::read_capped(response, ERROR_CAP).await?;
    let refused: Option<RefusedBody> = serde_json::from_slice(&body).ok();
    match (status, refused) {
        (StatusCode::CONFLICT, Some(refused)) if refused.code == "version_conflict" => Ok(Written::Conflict),
        (StatusCode::UNPROCESSABLE_ENTITY, Some(refused)) if refused.code == "validation_failed" => {
            Ok(Written::Invalid(refused.field_errors.into_keys().collect()))
        }
        _ => Err(UpstreamError::UnexpectedStatus(status.as_u16())),
    }
}
