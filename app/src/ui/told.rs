//! Why a form is shown again, above it. It takes the focus and is announced, so that who sent the form is where the answer is.

use super::{Announced, Glyph, Notice, Tone};
use leptos::prelude::*;

/// What is the matter with the form as a whole.
#[component]
pub fn Told(
    /// The line in bold, without its stop.
    title: &'static str,
    /// What follows it.
    body: String,
    /// What can be done.
    #[prop(optional_no_strip)]
    actions: Option<AnyView>,
    /// Where to look, as a list.
    #[prop(optional_no_strip)]
    places: Option<AnyView>,
) -> impl IntoView {
    let title = format!("{title}.");
    let said = format!("{title} {body}");
    let places = places.map(|places| view! { <ul class="told-places">{places}</ul> });
    let notice = match actions {
        Some(actions) => view! { <Notice tone=Tone::Bad glyph=Glyph::Warning title body actions /> }.into_any(),
        None => view! { <Notice tone=Tone::Bad glyph=Glyph::Warning title body /> }.into_any(),
    };
    view! {
        <Announced text=said />
        <div class="told" tabindex="-1" autofocus=true>
            {notice}
            {places}
        </div>
    }
    .into_any()
}
