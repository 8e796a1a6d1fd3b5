//! The head of a page: its one `h1`, what it is about, and its tools.

use leptos::{html::H1, prelude::*};
use leptos_meta::Title;

/// Whether the next heading that appears should take the focus: a page was asked for whose heading was not there yet.
#[derive(Clone, Copy)]
pub struct FocusOwed(pub StoredValue<bool>);

/// The page's heading and the document's title.
#[component]
pub fn PageHead(
    /// The `h1`; the router moves focus to it after a change of page.
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
    let heading_ref = NodeRef::<H1>::new();
    let owed = use_context::<FocusOwed>();
    Effect::new(move || {
        let Some(heading) = heading_ref.get() else { return };
        if owed.and_then(|FocusOwed(owed)| owed.try_update_value(std::mem::take)).unwrap_or_default() {
            // Focus is a courtesy: where it cannot be moved the page is still right.
            let _ = heading.focus();
        }
    });
    view! {
        <Title text=title />
        <header class="page-head">
            <div class="page-head-text">
                <h1 tabindex="-1" node_ref=heading_ref>{heading}</h1>
                {about}
            </div>
            {tools.map(|tools| view! { <div class="page-head-tools">{tools}</div> })}
        </header>
    }
    .into_any()
}
