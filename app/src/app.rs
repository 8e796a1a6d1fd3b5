//! The route table.

use leptos::prelude::*;

/// The portal.
#[component]
pub fn App() -> impl IntoView {
    view! { <p>"…"</p> }
}
