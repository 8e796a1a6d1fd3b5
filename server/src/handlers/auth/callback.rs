//! Finishing a login: from the issuer into a session, once, and in the browser that started it.

use super::{Auth, AuthRoutes, redirect, refuse};
use crate::{
    oidc::{Attempt, AttemptError, CallbackError},
    session::{SignInFailure, sign_in_failed, sign_in_ok},
};
use app::paths::ReturnPath;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::{HeaderMap, HeaderValue};
use secrecy::SecretString;
use url::form_urlencoded;

/// Longest authorization code taken.
const CODE_MAX: usize = 4_096;

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
pub async fn callback(
    State(AuthRoutes(auth)): State<AuthRoutes>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(callback) = Callback::parse(&query.unwrap_or_default()) else {
        return refuse(SignInFailure::Malformed, None, None);
    };
    let Some(state) = callback.state.as_deref().filter(|state| !state.is_empty()) else {
        return refuse(SignInFailure::Malformed, None, None);
    };
    let removal = auth.attempts.removal_cookie(state);
    match auth.attempts.finish(&headers, state) {
        Ok(attempt) => {
            let (return_to, state) = (attempt.return_to(), state.to_owned());
            match auth.finish(&headers, &attempt, &state, callback).await {
                Ok(session) => redirect(return_to.as_str(), removal.into_iter().chain(session)),
                Err(failure) => refuse(failure, Some(&return_to), removal),
            }
        }
        Err(AttemptError::Absent) => match auth.sessions.find(&headers).await {
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
        headers: &HeaderMap,
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
        let begun = self.sessions.begin(headers, &tokens).await.map_err(|_| SignInFailure::StoreUnavailable)?;
        sign_in_ok(begun.key, &tokens.issuer, &tokens.subject);
        Ok(Some(begun.set_cookie))
    }
}
