//! Says what has changed to those who do not see it change.

use crate::in_place;
use leptos::prelude::*;

/// The one polite announcement of a page, silent at first. It is there from the start, since assistive technology only hears
/// changes of a region that it knows.
#[component]
pub fn LiveRegion() -> impl IntoView {
    view! { <p class="visually-hidden" id=in_place::SAID role="status" data-own="true"></p> }.into_any()
}

/// What to announce when a turn of the page in place has brought this.
#[component]
pub fn Announced(
    /// The sentence.
    text: String,
) -> impl IntoView {
    view! { <template data-says=text></template> }.into_any()
}
