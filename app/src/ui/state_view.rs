//! The one place that decides what a part shows in each of its states, so that no page can forget one, and that tells the
//! hydrated page which states may give way to the last good figures.

use super::{Answer, Glyph, Reading, Shown, empty_state, error_state_in, figures_kept};
use crate::{
    error::ErrorKind,
    in_place::Standing,
    model::panel::Panel,
    words::{self, Words},
};
use leptos::prelude::*;

/// Shows a reading: its figures, or why there are none.
pub fn state_view<T: Shown>(reading: Reading<T>, figures: impl FnOnce(T) -> AnyView + Send + 'static) -> AnyView {
    part_view(reading, words::of_error, figures)
}

/// Shows a reading whose errors have words of their own, since they are not billing's.
pub fn part_view<T: Shown>(
    reading: Reading<T>,
    words_of: fn(ErrorKind) -> Words,
    figures: impl FnOnce(T) -> AnyView + Send + 'static,
) -> AnyView {
    Suspend::new(async move {
        let answer = reading.answer().await;
        let standing = standing(&answer);
        let body = match answer {
            Ok(Panel::NotConfigured) => empty_state(words::NOT_CONFIGURED, Glyph::Billing, true),
            Ok(Panel::ConfigurationError) => empty_state(words::CONFIGURATION_ERROR, Glyph::Warning, true),
            Ok(Panel::Ready(value)) => figures(value),
            Err(error) => view! {
                {error_state_in(words_of(error.kind), &error, None)}
                {figures_kept(words_of(error.kind), &error)}
            }
            .into_any(),
        };
        view! {
            <div class="state-view" data-part=standing.key()>
                {body}
            </div>
        }
    })
    .into_any()
}

/// Something small of a reading, such as its "as of", that stands outside the part and is kept with it.
pub fn aside<T: Shown>(reading: Reading<T>, draw: impl FnOnce(Option<T>) -> AnyView + Send + 'static) -> AnyView {
    Suspend::new(async move {
        let answer = reading.answer().await;
        let standing = standing(&answer);
        let value = match answer {
            Ok(Panel::Ready(value)) => Some(value),
            Ok(Panel::NotConfigured | Panel::ConfigurationError) | Err(_) => None,
        };
        view! { <span data-part=standing.key()>{draw(value)}</span> }
    })
    .into_any()
}

fn standing<T>(answer: &Answer<T>) -> Standing {
    match answer {
        Ok(Panel::Ready(_)) => Standing::Figures,
        Err(error) if error.kind.keeps_figures() => Standing::Passing,
        Ok(Panel::NotConfigured | Panel::ConfigurationError) | Err(_) => Standing::Other,
    }
}
