//! What of a client needs attention, or why its figures are not there: a word and an icon each.

use crate::{
    model::client::ClientFigures,
    ui::{Badge, Glyph, Tone},
};
use leptos::prelude::*;

/// The flags of a row; nothing when all is well.
pub(super) fn flags(figures: &ClientFigures) -> AnyView {
    let said = said(figures);
    if said.is_empty() {
        return ().into_any();
    }
    let badges = said.into_iter().map(|(tone, glyph, text)| view! { <Badge tone glyph text /> }).collect_view();
    view! { <span class="client-flags">{badges}</span> }.into_any()
}

fn said(figures: &ClientFigures) -> Vec<(Tone, Glyph, &'static str)> {
    match figures {
        ClientFigures::Unreadable => vec![(Tone::Neutral, Glyph::Question, "Figures could not be read")],
        ClientFigures::NotConfigured => vec![(Tone::Neutral, Glyph::Dash, "Billing is not configured")],
        ClientFigures::ConfigurationError => {
            vec![(Tone::Warn, Glyph::Warning, "Billing configuration needs attention")]
        }
        ClientFigures::Known(known) => {
            let over = known.over_limit.then_some((Tone::Bad, Glyph::ArrowUp, "Over limit"));
            let overdue = known.overdue.then_some((Tone::Bad, Glyph::Clock, "Overdue"));
            over.into_iter().chain(overdue).collect()
        }
    }
}
