//! One of a few choices, beside each other: all of them are seen at once, unlike those of a list.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// A group of choices called `label`, sent as `name`; each has its value and what it says.
#[must_use]
pub fn choices(
    label: &'static str,
    name: &'static str,
    choices: &[(&'static str, &'static str)],
    chosen: &str,
    error: Option<&'static str>,
) -> AnyView {
    let of_error = format!("{name}-error");
    let options = choices
        .iter()
        .map(|(value, label)| {
            view! {
                <label class="choice">
                    <input type="radio" name=name value=*value checked=*value == chosen />
                    {*label}
                </label>
            }
        })
        .collect_view();
    let described = error.is_some().then(|| of_error.clone());
    let error = error.map(|error| {
        view! {
            <p class="field-error" id=of_error>
                <Icon glyph=Glyph::Warning />
                <span>{error}</span>
            </p>
        }
    });
    view! {
        <fieldset class="choices" aria-describedby=described>
            <legend class="field-label">{label}</legend>
            {error}
            <div class="choices-row">{options}</div>
        </fieldset>
    }
    .into_any()
}
