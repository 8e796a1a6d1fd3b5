//! Says what has changed to those who do not see it change.

use leptos::prelude::*;

/// A polite announcement. It is on the page from the start, since assistive technology only hears changes of a region it knows.
#[component]
pub fn LiveRegion(
    /// What to say; empty for nothing.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">
            {move || text.get()}
        </p>
    }
    .into_any()
}
