//! The bar at the side, which becomes a bar at the top where the screen is narrow.

use super::{account::Account, navigation};
use crate::{model::viewer::Viewer, paths, ui::Icon};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The sidebar.
#[component]
pub(super) fn Sidebar(
    /// Who is signed in.
    viewer: Viewer,
) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    let links = navigation::areas(viewer.role)
        .map(|area| {
            let below = path.strip_prefix(area.path);
            let inside = below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')).then_some("true");
            view! {
                <li>
                    <a href=area.path aria-current=inside>
                        <Icon glyph=area.glyph />
                        {area.label}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <header class="sidebar">
            <a class="brand" href=paths::ROOT>
                <span class="brand-mark" aria-hidden="true">"A"</span>
                "AiDial"
            </a>
            <nav class="areas" aria-label="Portal">
                <ul>{links}</ul>
            </nav>
            <Account viewer />
        </header>
    }
    .into_any()
}
