//! The panels of an area, as links.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// One panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What it is called.
    pub label: &'static str,
    /// Where it is.
    pub href: String,
}

/// Links to panels, the present one marked.
#[component]
pub fn Tabs(
    /// What the links are for.
    label: &'static str,
    /// The panels.
    tabs: Vec<Tab>,
    /// Where the present one is; where nothing is said, at the path of the page.
    #[prop(optional, into)]
    current: Option<String>,
) -> impl IntoView {
    let path = current.unwrap_or_else(|| use_location().pathname.get_untracked());
    let links = tabs
        .into_iter()
        .map(|Tab { label, href }| {
            let here = (path == href).then_some("page");
            view! {
                <li>
                    <a href=href aria-current=here>
                        {label}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}
