//! Signing out: here by the person, or from the issuer's side by a back-channel notice.

use super::{Auth, AuthRoutes, redirect};
use crate::{
    audit::{Identity, Origin},
    oidc::LogoutTokenError,
    session::{TokenIssuer, Tokens},
};
use app::paths;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{
    Extensions, HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, RETRY_AFTER},
    request::Parts,
};
use serde::Deserialize;
use std::{sync::Arc, time::Duration};

/// Where the issuer's server says that somebody signed out elsewhere.
pub const BACK_CHANNEL_LOGOUT: &str = "/auth/backchannel-logout";
/// How long a sign-out waits for the issuer; then the person is signed out here, and told so here.
const REVOCATION_PATIENCE: Duration = Duration::from_secs(3);

/// `POST /auth/sign-out`: ends the session here, then at the issuer.
pub async fn sign_out(State(AuthRoutes(auth)): State<AuthRoutes>, parts: Parts) -> Response {
    let session = match auth.sessions.find(&parts.headers).await {
        Ok(session) => session,
        Err(_) => return not_signed_out(),
    };
    let mut next = paths::SIGN_IN.to_owned();
    if let Some(session) = session {
        if auth.sessions.end(&session).await.is_err() {
            return not_signed_out();
        }
        let (issuer, subject) = session.identity();
        auth.trail.signed_out(Some(&Identity { issuer, subject }), Origin::of(&parts)).await;
        if let Some(url) = auth.leave_issuer(session.tokens()).await {
            next = url;
        }
    }
    let mut response = redirect(&next, auth.sessions.removal_cookie());
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), clear);
    response
}

/// The form of a back-channel logout.
#[derive(Deserialize)]
pub struct LogoutForm {
    logout_token: String,
}

/// `POST` [`BACK_CHANNEL_LOGOUT`]: the issuer ends sessions. Comes from the issuer's server, so it has no cookie and no
/// origin; the signed token is what is believed.
pub async fn back_channel_logout(
    State(AuthRoutes(auth)): State<AuthRoutes>,
    extensions: Extensions,
    Form(form): Form<LogoutForm>,
) -> Response {
    let status = match auth.provider.logout_notice(&form.logout_token).await {
        Ok(notice) => match auth.sessions.end_for_issuer(&notice).await {
            Ok(Some(ended)) => {
                if ended > 0 {
                    let person = notice
                        .subject
                        .as_ref()
                        .map(|subject| Identity { issuer: notice.issuer.clone(), subject: subject.clone() });
                    auth.trail.signed_out(person.as_ref(), Origin::of_extensions(&extensions)).await;
                }
                StatusCode::OK
            }
            Ok(None) => StatusCode::BAD_REQUEST,
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        },
        Err(LogoutTokenError::IssuerDown) => StatusCode::SERVICE_UNAVAILABLE,
        Err(LogoutTokenError::Refused(reason)) => {
            tracing::warn!(target: "security", event = "logout_token_refused", reason);
            StatusCode::BAD_REQUEST
        }
    };
    (status, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))]).into_response()
}

impl Auth {
    /// Revokes the refresh token, and says where to end the issuer's session if the issuer is up.
    async fn leave_issuer(&self, tokens: Arc<Tokens>) -> Option<String> {
        let (provider, revoked) = (Arc::clone(&self.provider), Arc::clone(&tokens));
        // On its own, so that it also ends when the browser has left.
        let revocation = tokio::spawn(async move { provider.revoke(&revoked).await });
        let up = matches!(tokio::time::timeout(REVOCATION_PATIENCE, revocation).await, Ok(Ok(true)));
        up.then(|| self.provider.end_session_url()).flatten().map(Into::into)
    }
}

/// The session lives on, and the person must know it.
fn not_signed_out() -> Response {
    let text = "You are still signed in: the portal could not end your session. Try again in a moment.\n";
    let retry = [(RETRY_AFTER, HeaderValue::from_static("5")), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::SERVICE_UNAVAILABLE, retry, text).into_response()
}
