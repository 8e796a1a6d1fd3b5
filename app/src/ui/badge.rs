//! A state in one or two words, with an icon.

use super::{Glyph, Icon, Tone};
use leptos::prelude::*;

/// A state: word and icon say it, the colour repeats it.
#[component]
pub fn Badge(
    /// How it is coloured.
    tone: Tone,
    /// Its icon.
    glyph: Glyph,
    /// Its word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <span class="badge" data-tone=tone.key()>
            <Icon glyph />
            <span>{text}</span>
        </span>
    }
    .into_any()
}
