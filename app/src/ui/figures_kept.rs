//! The line above the last good figures when a refresh has failed. The page that failed brings it, and the hydrated page puts
//! it above the figures that it still shows.

use super::{Glyph, Notice, RefreshControl, Tone};
use crate::{
    error::PortalError,
    in_place,
    words::{self, Words},
};
use leptos::prelude::*;

/// Why there are no newer figures; nothing for an error that takes the figures away.
#[must_use]
pub(super) fn figures_kept(words: Words, problem: &PortalError) -> Option<AnyView> {
    if !problem.kind.keeps_figures() {
        return None;
    }
    let mut body = format!("{} {}", words::FIGURES_KEPT, words::wait(problem.retry_after));
    if let Some(incident) = &problem.incident {
        body.push_str(&format!(" Reference: {}", incident.as_str()));
    }
    let actions = view! { <RefreshControl /> }.into_any();
    let line = view! {
        <template data-kept="true">
            <div class=in_place::KEPT>
                <Notice tone=Tone::Warn glyph=Glyph::Warning title=format!("{}.", words.title) body actions />
            </div>
        </template>
    };
    Some(line.into_any())
}
