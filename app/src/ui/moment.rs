//! Days and instants with their machine-readable form. Both come with the data, in the tenant's zone.

use crate::model::day::{self, Date, Moment};
use leptos::prelude::*;

/// "1 December 2026", or "1 Dec 2026" when `short`.
#[component]
pub fn Day(
    /// Which day.
    date: Date,
    /// Three-letter months, for tables and cards.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let text = if short { day::short(date) } else { day::long(date) };
    view! { <time datetime=date.to_string()>{text}</time> }.into_any()
}

/// "2:05 pm", with its day unless it was today.
#[component]
pub fn Instant(
    /// When.
    moment: Moment,
    /// The tenant's calendar day.
    today: Date,
) -> impl IntoView {
    let text = moment.relative_to(today);
    view! { <time datetime=moment.utc>{text}</time> }.into_any()
}
