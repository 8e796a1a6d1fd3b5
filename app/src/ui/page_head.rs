//! The head of a page: its one `h1`, what it is about, and its tools.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page's heading and the document's title.
#[component]
pub fn PageHead(
    /// The `h1`; focus moves to it after a change of page in place.
    #[prop(into)]
    heading: String,
    /// The document's title, most specific part first.
    #[prop(into)]
    title: String,
    /// One line below the heading.
    #[prop(optional)]
    about: Option<AnyView>,
    /// What stands on the right.
    #[prop(optional)]
    tools: Option<AnyView>,
) -> impl IntoView {
    view! {
        <Title text=title />
        <header class="page-head">
            <div class="page-head-text">
                <h1 tabindex="-1">{heading}</h1>
                {about}
            </div>
            {tools.map(|tools| view! { <div class="page-head-tools">{tools}</div> })}
        </header>
    }
    .into_any()
}
