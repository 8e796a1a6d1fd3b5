//! What a page does to the HTTP response it is rendered for: its status, or a redirect. In the browser the router does it.

use crate::error::PortalError;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Gives the page the status of the error that is its main content; a visitor who is signed out is sent to sign in and then
/// back. In the browser the error is only shown.
pub fn answer_with(error: &PortalError) {
    #[cfg(feature = "ssr")]
    if error.kind == crate::error::ErrorKind::SignedOut {
        send_to_sign_in();
    } else {
        crate::backend::set_status(error);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

/// Sends the visitor to sign in, coming back to the address being rendered. In the browser [`SendOn`] does it.
pub fn send_to_sign_in() {
    #[cfg(feature = "ssr")]
    {
        let here = use_context::<http::request::Parts>()
            .and_then(|parts| parts.uri.path_and_query().map(|address| address.as_str().to_owned()))
            .unwrap_or_default();
        redirect(&crate::paths::sign_in_returning_to(&here));
    }
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

/// Sends the visitor on: a redirect on the server, a navigation that leaves no step behind in the browser.
#[component]
pub fn SendOn(
    /// Where.
    #[prop(into)]
    to: String,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    redirect(&to);
    let navigate = use_navigate();
    Effect::new(move || navigate(&to, NavigateOptions { replace: true, ..NavigateOptions::default() }));
}
