//! "Refresh": a link to the same address, which the hydrated page turns into a re-read in place.

use super::{Glyph, Icon};
use leptos::{ev::MouseEvent, prelude::*};
use leptos_router::{hooks::use_location, location::Location};

/// How a part is read again. Without script the link reloads the page.
#[derive(Clone, Copy)]
pub struct Refresh {
    /// Whether a re-read is under way.
    pub pending: Signal<bool>,
    /// Starts one, unless one is under way.
    pub again: Callback<()>,
}

/// The address of the page on the screen, with its query.
#[must_use]
pub fn here(location: Location) -> Signal<String> {
    Signal::derive(move || {
        let (path, search) = (location.pathname.get(), location.search.get());
        if search.is_empty() { path } else { format!("{path}?{search}") }
    })
}

/// The "Refresh" control.
#[component]
pub fn RefreshControl(
    /// What it does.
    refresh: Refresh,
) -> impl IntoView {
    let here = here(use_location());
    let again = move |event: MouseEvent| {
        let plain =
            event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if plain {
            event.prevent_default();
            refresh.again.run(());
        }
    };
    view! {
        <a class="button refresh" href=move || here.get() on:click=again data-pending=move || refresh.pending.get().then_some("true")>
            <Icon glyph=Glyph::Refresh />
            "Refresh"
        </a>
    }
    .into_any()
}
