//! "Refresh": a link to the same address, which the hydrated page turns into a re-read in place.

use super::{Glyph, Icon};
use crate::in_place;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The address of the page that is being made, with its query.
#[must_use]
pub fn here() -> String {
    let location = use_location();
    let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    if search.is_empty() { path } else { format!("{path}?{search}") }
}

/// The "Refresh" control.
#[component]
pub fn RefreshControl() -> impl IntoView {
    view! {
        <a class="button refresh" href=here() data-in-place=in_place::REFRESH>
            <Icon glyph=Glyph::Refresh />
            "Refresh"
        </a>
    }
    .into_any()
}
