//! The HTML document around the app.

use leptos::prelude::*;

/// The document.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    view! { <p>"…"</p> }
}
