//! `/auth/…`: starting a login, finishing it, and signing out. Every way out is a redirect to an address of this portal
//! or of the issuer; nothing that the issuer or the browser said is repeated.

mod callback;
mod login;
mod sign_out;

pub use callback::callback;
pub use login::{LoginForm, login};
pub use sign_out::{BACK_CHANNEL_LOGOUT, LogoutForm, back_channel_logout, sign_out};

use crate::{
    audit::AuditTrail,
    clock::SharedClock,
    oidc::{LoginAttempts, Provider},
    session::{CookieNames, Keyring, Sessions, SharedRandom, SignInFailure, sign_in_failed},
    store::SessionStore,
    visitor::Reception,
};
use app::{
    model::sign_in_problem::SignInProblem,
    paths::{self, ReturnPath},
};
use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, LOCATION, SET_COOKIE},
};
use std::sync::Arc;

/// What signing in and out needs: the state of its three routes.
#[derive(Clone)]
pub struct AuthRoutes(Arc<Auth>);

struct Auth {
    sessions: Arc<Sessions>,
    provider: Arc<Provider>,
    /// Where used login states are kept.
    store: Arc<dyn SessionStore>,
    attempts: LoginAttempts,
    reception: Arc<Reception>,
    trail: AuditTrail,
}

impl AuthRoutes {
    /// Sign-in at `provider` into `sessions`, recorded in `trail` under what `reception` knows of the person.
    #[must_use]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is another part of the portal, named by its type, and given once"
    )]
    pub fn new(
        sessions: Arc<Sessions>,
        provider: Arc<Provider>,
        keyring: Arc<Keyring>,
        store: Arc<dyn SessionStore>,
        clock: SharedClock,
        random: SharedRandom,
        cookies: CookieNames,
        reception: Arc<Reception>,
        trail: AuditTrail,
    ) -> Self {
        let attempts = LoginAttempts::new(keyring, clock, random, cookies);
        Self(Arc::new(Auth { sessions, provider, store, attempts, reception, trail }))
    }
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
