//! The answer to an address that is no page.

use super::response;
use crate::{
    error::{ErrorKind, PortalError},
    paths, ui, words,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// "Page not found", with HTTP 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let error = PortalError::local(ErrorKind::NotFound);
    response::answer_with(&error);
    view! {
        <Title text=words::title(&[words::of_error(error.kind).title]) />
        <StandalonePage>{ui::error_page(&error)}</StandalonePage>
    }
    .into_any()
}

/// A page of its own, without the sidebar: for visitors who are not, or not quite, signed in.
#[component]
pub fn StandalonePage(
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="standalone">
            <header class="standalone-head">
                <a class="brand" href=paths::ROOT>
                    <span class="brand-mark" aria-hidden="true">"A"</span>
                    "AiDial"
                </a>
            </header>
            <main class="standalone-main" id="main">
                {children()}
            </main>
        </div>
    }
    .into_any()
}
