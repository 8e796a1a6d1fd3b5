//! Starting a login: to the issuer, or back to the sign-in page.

use super::{AuthRoutes, problem, redirect};
use crate::session::{SignInFailure, sign_in_failed};
use app::{model::sign_in_problem::SignInProblem, paths::ReturnPath};
use axum::{Form, extract::State, response::Response};
use http::HeaderMap;
use serde::Deserialize;

/// Longest email passed on (RFC 5321).
const EMAIL_MAX: usize = 254;

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
