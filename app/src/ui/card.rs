//! A surface that holds one thing.

use leptos::prelude::*;

/// A card, as a section named by its heading.
#[component]
pub fn Card(
    /// The id of the heading inside that names the section.
    #[prop(into)]
    labelled_by: String,
    /// Further class names.
    #[prop(optional)]
    class: &'static str,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("card {class}") aria-labelledby=labelled_by>
            {children()}
        </section>
    }
    .into_any()
}
