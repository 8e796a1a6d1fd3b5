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
) -> impl IntoView {
    let path = use_location().pathname;
    let links = tabs
        .into_iter()
        .map(|Tab { label, href }| {
            let here = href.clone();
            view! {
                <li>
                    <a href=href aria-current=move || path.with(|path| *path == here).then_some("page")>
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
