//! What a page does to the HTTP response it is rendered for: its status, or a redirect.

use crate::error::PortalError;
use leptos::prelude::*;

/// Gives the page the status of the error that is its main content; a visitor who is signed out is sent to sign in and then
/// back.
pub fn answer_with(error: &PortalError) {
    #[cfg(feature = "ssr")]
    if error.kind == crate::error::ErrorKind::SignedOut {
        send_to_sign_in(error);
    } else {
        crate::backend::set_status(error);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

/// Gives a page that shows a form again the status of the error: nobody is led away from what they typed.
pub fn answer_again(error: &PortalError) {
    #[cfg(feature = "ssr")]
    crate::backend::set_status(error);
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

/// Gives the page the status of a form with something wrong in it.
pub fn answer_invalid() {
    answer_status(422);
}

/// Gives the page the status of a form that somebody else was quicker than.
pub fn answer_conflict() {
    answer_status(409);
}

fn answer_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}

/// Sends the visitor to sign in, coming back to the address being rendered. A page that is turned in place is told so
/// instead, where the reader is.
#[cfg(feature = "ssr")]
fn send_to_sign_in(error: &PortalError) {
    let Some(parts) = use_context::<http::request::Parts>() else { return };
    if parts.headers.contains_key(crate::api::SCRIPT_HEADER) {
        return crate::backend::set_status(error);
    }
    let here = parts.uri.path_and_query().map(|address| address.as_str()).unwrap_or_default();
    redirect(&crate::paths::sign_in_returning_to(here));
}

#[cfg(feature = "ssr")]
fn redirect(to: &str) {
    use http::{HeaderValue, StatusCode, header::LOCATION};
    let Some(response) = use_context::<leptos_axum::ResponseOptions>() else { return };
    if let Ok(to) = HeaderValue::from_str(to) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(LOCATION, to);
    }
}

/// Sends the visitor on.
pub fn send_on(to: &str) -> AnyView {
    #[cfg(feature = "ssr")]
    redirect(to);
    #[cfg(not(feature = "ssr"))]
    let _ = to;
    ().into_any()
}
