//! Finishing a login: from the issuer into a session, once, and in the browser that started it.

use super::{Auth, AuthRoutes, redirect, refuse};
use crate::{
    audit::{Identity, Origin},
    oidc::{Attempt, AttemptError, CallbackError},
    session::{SignInFailure, Tokens, sign_in_failed, sign_in_ok},
};
use app::{
    backend::{Deed, Meeting},
    model::audit::{AuditEvent, AuditOutcome},
    paths::ReturnPath,
};
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::{HeaderMap, HeaderValue, header::COOKIE, request::Parts};
use secrecy::SecretString;
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;
use url::form_urlencoded;

/// Longest authorization code taken.
const CODE_MAX: usize = 4_096;

/// How long a sign-in waits for `aidial_api` to say whose log it stands in.
const PATIENCE: Duration = Duration::from_secs(2);

/// The callback's parameters; any of them twice is not what an issuer sends.
#[derive(Default)]
struct Callback {
    state: Option<String>,
    code: Option<SecretString>,
    error: Option<String>,
    iss: Option<String>,
}

impl Callback {
    fn parse(query: &str) -> Option<Self> {
        let mut found = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let repeated = match &*name {
                "state" => found.state.replace(value).is_some(),
                "code" => value.len() > CODE_MAX || found.code.replace(value.into()).is_some(),
                "error" => found.error.replace(value).is_some(),
                "iss" => found.iss.replace(value).is_some(),
                _ => false,
            };
            if repeated {
                return None;
            }
        }
        Some(found)
    }
}

/// `GET /auth/callback`: from the issuer into a session.
pub async fn callback(State(AuthRoutes(auth)): State<AuthRoutes>, RawQuery(query): RawQuery, parts: Parts) -> Response {
    let headers = &parts.headers;
    let Some(callback) = Callback::parse(&query.unwrap_or_default()) else {
        return refuse(SignInFailure::Malformed, None, None);
    };
    let Some(state) = callback.state.as_deref().filter(|state| !state.is_empty()) else {
        return refuse(SignInFailure::Malformed, None, None);
    };
    let removal = auth.attempts.removal_cookie(state);
    match auth.attempts.finish(headers, state) {
        Ok(attempt) => {
            let (return_to, state) = (attempt.return_to(), state.to_owned());
            match auth.finish(&parts, &attempt, &state, callback).await {
                Ok(session) => redirect(return_to.as_str(), removal.into_iter().chain(session)),
                Err(failure) => refuse(failure, Some(&return_to), removal),
            }
        }
        Err(AttemptError::Absent) => match auth.sessions.find(headers).await {
            // Back to a callback that was used: its cookie is gone, the session it made is not.
            Ok(Some(_)) => redirect(ReturnPath::default().as_str(), None),
            Ok(None) => refuse(SignInFailure::Expired, None, None),
            Err(_) => refuse(SignInFailure::StoreUnavailable, None, None),
        },
        Err(AttemptError::Expired) => refuse(SignInFailure::Expired, None, removal),
        Err(AttemptError::Malformed) => refuse(SignInFailure::Malformed, None, None),
        Err(AttemptError::Foreign) => refuse(SignInFailure::ForeignState, None, None),
    }
}

impl Auth {
    /// Makes a session of a callback that belongs to `attempt`; none when the callback was used before, which changes
    /// nothing.
    async fn finish(
        &self,
        parts: &Parts,
        attempt: &Attempt,
        state: &str,
        callback: Callback,
    ) -> Result<Option<HeaderValue>, SignInFailure> {
        match self.provider.names_itself(callback.iss.as_deref()).await {
            Ok(true) => {}
            Ok(false) => return Err(SignInFailure::WrongIssuer),
            Err(_) => return Err(SignInFailure::IssuerUnavailable),
        }
        if let Some(error) = callback.error {
            return Err(if error == "access_denied" { SignInFailure::Cancelled } else { SignInFailure::IssuerError });
        }
        let code = callback.code.ok_or(SignInFailure::Malformed)?;
        let (mark, until) = self.attempts.mark(attempt, state);
        let first = self.store.use_login_state(&mark, until).await.map_err(|_| SignInFailure::StoreUnavailable)?;
        if !first {
            sign_in_failed(SignInFailure::Replayed);
            return Ok(None);
        }
        let tokens = self.provider.redeem(attempt, code).await.map_err(|error| match error {
            CallbackError::Down => SignInFailure::IssuerUnavailable,
            CallbackError::CodeRefused => SignInFailure::CodeRefused,
            CallbackError::IdTokenRefused => SignInFailure::IdTokenRefused,
        })?;
        let begun = self.sessions.begin(&parts.headers, &tokens).await.map_err(|_| SignInFailure::StoreUnavailable)?;
        sign_in_ok(begun.key, &tokens.issuer, &tokens.subject);
        self.record_sign_in(&begun.set_cookie, &tokens, Origin::of(parts)).await;
        Ok(Some(begun.set_cookie))
    }

    /// The record stands in the log of the person's tenant, which `aidial_api` has to be asked for. The page that follows asks
    /// the same and finds the answer remembered. Without an answer the record is kept without a tenant.
    async fn record_sign_in(&self, set_cookie: &HeaderValue, tokens: &Tokens, origin: Origin) {
        let cookies = set_cookie.as_bytes().split(|byte| *byte == b';').next().and_then(|pair| {
            let pair = HeaderValue::from_bytes(pair).ok()?;
            Some(HeaderMap::from_iter([(COOKIE, pair)]))
        });
        let met = match &cookies {
            Some(cookies) => timeout(PATIENCE, self.reception.greet(cookies, &origin)).await.ok().and_then(Result::ok),
            None => None,
        };
        let (trail, tenant) = match met {
            Some(Meeting::Person(person)) => {
                (Some(Arc::clone(&person.trail)), person.tenant.as_ref().map(|tenant| tenant.client_id.clone()))
            }
            Some(Meeting::Stranger | Meeting::Suspended) | None => {
                let person = Identity { issuer: tokens.issuer.clone(), subject: tokens.subject.clone() };
                (self.trail.of_request(&person, None, origin), None)
            }
        };
        if let Some(trail) = trail {
            trail.note(Deed { event: AuditEvent::SignIn, outcome: AuditOutcome::Done, tenant, about: None }).await;
        }
    }
}
