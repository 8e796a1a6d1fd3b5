//! A line above the content: what holds, what is behind, what needs someone.

use super::{Glyph, Icon, Tone};
use leptos::prelude::*;

/// A notice with an icon and, where there is something to do, its actions.
#[component]
pub fn Notice(
    /// How it is coloured.
    tone: Tone,
    /// Its icon.
    glyph: Glyph,
    /// The line in bold.
    #[prop(into)]
    title: String,
    /// What follows it; empty for nothing.
    #[prop(into, optional)]
    body: String,
    /// What can be done.
    #[prop(optional)]
    actions: Option<AnyView>,
) -> impl IntoView {
    let body = (!body.is_empty()).then(|| view! { <span class="quiet">{format!(" {body}")}</span> });
    let actions = actions.map(|actions| view! { <div class="notice-actions">{actions}</div> });
    view! {
        <div class="notice" data-tone=tone.key()>
            <Icon glyph />
            <p>
                <strong>{title}</strong>
                {body}
            </p>
            {actions}
        </div>
    }
    .into_any()
}
