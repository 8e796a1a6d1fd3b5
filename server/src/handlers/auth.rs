//! `/auth/…`: starting a login, finishing it, and signing out. Every way out is a redirect to an address of this portal
//! or of the issuer; nothing that the issuer or the browser said is repeated.

use crate::{
    clock::SharedClock,
    oidc::{AttemptError, CallbackError, LoginAttempts, Provider},
    session::{CookieNames, Keyring, Sessions, SharedRandom, SignInFailure, Tokens, sign_in_failed, sign_in_ok},
    store::SessionStore,
};
use app::{
    model::sign_in_problem::SignInProblem,
    paths::{self, ReturnPath},
};
use axum::{
    Form,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, LOCATION, RETRY_AFTER, SET_COOKIE},
};
use secrecy::SecretString;
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use url::form_urlencoded;

/// Longest email passed on (RFC 5321).
const EMAIL_MAX: usize = 254;
/// Longest authorization code taken.
const CODE_MAX: usize = 4_096;
/// How long a sign-out waits for the issuer; then the person is signed out here, and told so here.
const REVOCATION_PATIENCE: Duration = Duration::from_secs(3);

/// What signing in and out needs: the state of its three routes.
#[derive(Clone)]
pub struct AuthRoutes(Arc<Auth>);

struct Auth {
    sessions: Arc<Sessions>,
    provider: Arc<Provider>,
    /// Where used login states are kept.
    store: Arc<dyn SessionStore>,
    attempts: LoginAttempts,
}

impl AuthRoutes {
    /// Sign-in at `provider` into `sessions`.
    #[must_use]
    pub fn new(
        sessions: Arc<Sessions>,
        provider: Arc<Provider>,
        keyring: Arc<Keyring>,
        store: Arc<dyn SessionStore>,
        clock: SharedClock,
        random: SharedRandom,
        cookies: CookieNames,
    ) -> Self {
        let attempts = LoginAttempts::new(keyring, clock, random, cookies);
        Self(Arc::new(Auth { sessions, provider, store, attempts }))
    }
}

/// The sign-in form.
#[derive(Deserialize)]
pub struct LoginForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    return_to: String,
}

/// `POST /auth/login`: to the issuer, with `email` as a hint; comes back to `return_to`.
pub async fn login(
    State(AuthRoutes(auth)): State<AuthRoutes>,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Response {
    let return_to = ReturnPath::parse(&form.return_to).unwrap_or_default();
    let email = form.email.trim();
    let hint = (!email.is_empty() && email.len() <= EMAIL_MAX && !email.contains(char::is_control)).then_some(email);
    let Ok(started) = auth.attempts.start(&headers, &return_to) else {
        return problem(SignInProblem::Unavailable, Some(&return_to), None);
    };
    match auth.provider.authorize_url(&started, hint).await {
        Ok(url) => redirect(url.as_str(), started.set_cookies),
        Err(_) => {
            sign_in_failed(SignInFailure::IssuerUnavailable);
            problem(SignInProblem::Unavailable, Some(&return_to), None)
        }
    }
}

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
        attempt: &crate::oidc::Attempt,
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

/// `POST /auth/sign-out`: ends the session here, then at the issuer.
pub async fn sign_out(State(AuthRoutes(auth)): State<AuthRoutes>, headers: HeaderMap) -> Response {
    let session = match auth.sessions.find(&headers).await {
        Ok(session) => session,
        Err(_) => return not_signed_out(),
    };
    let mut next = paths::SIGN_IN.to_owned();
    if let Some(session) = session {
        if auth.sessions.end(&session).await.is_err() {
            return not_signed_out();
        }
        if let Some(url) = auth.leave_issuer(session.tokens()).await {
            next = url;
        }
    }
    let mut response = redirect(&next, auth.sessions.removal_cookie());
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), clear);
    response
}

impl Auth {
    /// Revokes the refresh token, and says where to end the issuer's session if the issuer is up.
    async fn leave_issuer(&self, tokens: Arc<Tokens>) -> Option<String> {
        use crate::session::TokenIssuer;
        let (provider, revoked) = (Arc::clone(&self.provider), Arc::clone(&tokens));
        // On its own, so that it also ends when the browser has left.
        let revocation = tokio::spawn(async move { provider.revoke(&revoked).await });
        let up = matches!(tokio::time::timeout(REVOCATION_PATIENCE, revocation).await, Ok(Ok(true)));
        up.then(|| self.provider.end_session_url(&tokens)).flatten().map(Into::into)
    }
}

/// The session lives on, and the person must know it.
fn not_signed_out() -> Response {
    let text = "You are still signed in: the portal could not end your session. Try again in a moment.\n";
    let retry = [(RETRY_AFTER, HeaderValue::from_static("5")), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::SERVICE_UNAVAILABLE, retry, text).into_response()
}

fn refuse(failure: SignInFailure, return_to: Option<&ReturnPath>, removal: Option<HeaderValue>) -> Response {
    sign_in_failed(failure);
    let shown = match failure {
        SignInFailure::Cancelled => SignInProblem::Cancelled,
        SignInFailure::Expired => SignInProblem::Expired,
        SignInFailure::IssuerUnavailable | SignInFailure::StoreUnavailable => SignInProblem::Unavailable,
        SignInFailure::Malformed
        | SignInFailure::ForeignState
        | SignInFailure::Replayed
        | SignInFailure::WrongIssuer
        | SignInFailure::IssuerError
        | SignInFailure::CodeRefused
        | SignInFailure::IdTokenRefused => SignInProblem::Refused,
    };
    problem(shown, return_to, removal)
}

fn problem(problem: SignInProblem, return_to: Option<&ReturnPath>, removal: Option<HeaderValue>) -> Response {
    let mut page = format!("{}?{}={}", paths::SIGN_IN, SignInProblem::FIELD, problem.key());
    if let Some(path) = return_to.filter(|path| **path != ReturnPath::default()) {
        page.push_str(&format!("&{}={}", paths::RETURN_FIELD, paths::encode(path.as_str())));
    }
    redirect(&page, removal)
}

/// 303 to an address made here.
fn redirect(to: &str, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    let Ok(location) = HeaderValue::from_str(to) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, location);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
    response
}
