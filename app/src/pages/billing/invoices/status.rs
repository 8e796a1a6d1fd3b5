//! How an invoice stands, by word and icon.

use crate::{
    model::invoice::InvoiceStanding,
    ui::{Badge, Glyph, Tone},
};
use leptos::prelude::*;

/// The badge.
pub(super) fn badge(standing: &InvoiceStanding) -> AnyView {
    let (tone, glyph) = match standing {
        InvoiceStanding::Draft => (Tone::Neutral, Glyph::Dash),
        InvoiceStanding::Open => (Tone::Info, Glyph::Info),
        InvoiceStanding::Overdue => (Tone::Bad, Glyph::Warning),
        InvoiceStanding::Processing => (Tone::Warn, Glyph::Clock),
        InvoiceStanding::Paid => (Tone::Good, Glyph::Check),
        InvoiceStanding::Void => (Tone::Neutral, Glyph::Cross),
        InvoiceStanding::Uncollectible => (Tone::Neutral, Glyph::Lock),
        InvoiceStanding::Other(_) => (Tone::Neutral, Glyph::Question),
    };
    view! { <Badge tone glyph text=standing.label() /> }.into_any()
}
