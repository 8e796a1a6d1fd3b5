//! The one place that decides what a part shows in each of its states, so that no page can forget one.

use super::{
    Glyph, LiveRegion, Notice, Question, Reading, Refresh, RefreshControl, Shown, Tone, empty_state, error_state,
};
use crate::{error::PortalError, view_state::ViewState, words};
use leptos::{prelude::*, suspense::Unsuspend};

/// Shows a reading: its skeleton, its figures, or why there are none.
pub fn state_view<Q: Question, T: Shown>(
    reading: Reading<Q, T>,
    skeleton: fn() -> AnyView,
    figures: fn(T, Refresh) -> AnyView,
) -> AnyView {
    let refresh = reading.refresh();
    let body = move || {
        let state = reading.state();
        // The server walks the tree more than once while it waits; only the last walk should draw.
        Unsuspend::new(move || draw(state, refresh, skeleton, figures))
    };
    view! {
        <div class="state-view" aria-busy=move || if refresh.pending.get() { "true" } else { "false" }>
            <LiveRegion text=reading.said() />
            <Transition fallback=skeleton>{body}</Transition>
        </div>
    }
    .into_any()
}

fn draw<T>(
    state: ViewState<T>,
    refresh: Refresh,
    skeleton: fn() -> AnyView,
    figures: fn(T, Refresh) -> AnyView,
) -> AnyView {
    match state {
        ViewState::Loading => skeleton(),
        ViewState::NotConfigured => empty_state(words::NOT_CONFIGURED, Glyph::Billing, Some(refresh)),
        ViewState::ConfigurationError => empty_state(words::CONFIGURATION_ERROR, Glyph::Warning, Some(refresh)),
        ViewState::Failed(error) => error_state(&error, refresh),
        ViewState::Figures { value, problem } => view! {
            {problem.map(|problem| kept(&problem, refresh))}
            {figures(value, refresh)}
        }
        .into_any(),
    }
}

/// Says above the last good figures why there are no newer ones.
fn kept(problem: &PortalError, refresh: Refresh) -> AnyView {
    let words = words::of_error(problem.kind);
    let mut body = format!("{} {}", words::FIGURES_KEPT, words::wait(problem.retry_after));
    if let Some(incident) = &problem.incident {
        body.push_str(&format!(" Reference: {}", incident.as_str()));
    }
    let actions = view! { <RefreshControl refresh /> }.into_any();
    view! { <Notice tone=Tone::Warn glyph=Glyph::Warning title=format!("{}.", words.title) body actions /> }.into_any()
}
