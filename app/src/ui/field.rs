//! A field of a form: its label, what to know before filling it in, what is wrong with it, and the control that all this is
//! about, tied together for those who do not see it.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// One choice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it says.
    pub label: String,
    /// The group that it stands in; neighbours of one group stand together.
    pub group: Option<String>,
}

impl Choice {
    /// A choice in no group.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), group: None }
    }
}

/// A field in the making.
pub struct Field {
    id: String,
    label: &'static str,
    hint: Option<&'static str>,
    error: Option<&'static str>,
    beside: Option<AnyView>,
    read_only: bool,
}

impl Field {
    /// A field; `id` is its control's.
    #[must_use]
    pub fn new(id: impl Into<String>, label: &'static str) -> Self {
        Self { id: id.into(), label, hint: None, error: None, beside: None, read_only: false }
    }

    /// What to know before filling it in.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// What is wrong with what was typed, if anything is.
    #[must_use]
    pub fn error(self, error: Option<&'static str>) -> Self {
        Self { error, ..self }
    }

    /// What stands below the control.
    #[must_use]
    pub fn beside(self, beside: Option<AnyView>) -> Self {
        Self { beside, ..self }
    }

    /// Shown to be read, copied and sent as it is.
    #[must_use]
    pub fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    /// A line to type in; `kind` is the input's type.
    #[must_use]
    pub fn input(self, name: &'static str, kind: &'static str, value: String) -> AnyView {
        let (id, described, wrong) = (self.id.clone(), self.described_by(), self.wrong());
        // Free words are not the browser's to fill in: they are the organisation's, not the person's.
        let control = view! {
            <input
                class="field-input"
                id=id
                name=name
                type=kind
                value=value
                readonly=self.read_only
                autocomplete="off"
                aria-describedby=described
                aria-invalid=wrong
            />
        };
        self.around(control.into_any())
    }

    /// Several lines to type in.
    #[must_use]
    pub fn lines(self, name: &'static str, rows: u8, value: String) -> AnyView {
        let (id, described, wrong) = (self.id.clone(), self.described_by(), self.wrong());
        let control = view! {
            <textarea
                class="field-input"
                id=id
                name=name
                rows=rows.to_string()
                readonly=self.read_only
                autocomplete="off"
                spellcheck="false"
                aria-describedby=described
                aria-invalid=wrong
            >
                {area_text(&value)}
            </textarea>
        };
        self.around(control.into_any())
    }

    /// One of a list; what was sent before and is not in it stays to be chosen.
    #[must_use]
    pub fn select(self, name: &'static str, choices: Vec<Choice>, chosen: &str) -> AnyView {
        let (id, described, wrong) = (self.id.clone(), self.described_by(), self.wrong());
        let further = (!choices.iter().any(|choice| choice.value == chosen)).then(|| Choice::new(chosen, chosen));
        let choices: Vec<_> = further.into_iter().chain(choices).collect();
        let options =
            choices.chunk_by(|one, next| one.group == next.group).map(|chunk| group(chunk, chosen)).collect_view();
        let control = view! {
            <select class="field-input" id=id name=name aria-describedby=described aria-invalid=wrong>
                {options}
            </select>
        };
        self.around(control.into_any())
    }

    const fn wrong(&self) -> Option<&'static str> {
        if self.error.is_some() { Some("true") } else { None }
    }

    fn described_by(&self) -> Option<String> {
        let of = |what: &str, is: bool| is.then(|| format!("{}-{what}", self.id));
        let ids: Vec<_> =
            [of("error", self.error.is_some()), of("hint", self.hint.is_some())].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn around(self, control: AnyView) -> AnyView {
        let Self { id, label, hint, error, beside, .. } = self;
        let hint = hint.map(|hint| {
            view! {
                <p class="field-hint" id=format!("{id}-hint")>
                    {hint}
                </p>
            }
        });
        let error = error.map(|error| {
            view! {
                <p class="field-error" id=format!("{id}-error")>
                    <Icon glyph=Glyph::Warning />
                    <span>{error}</span>
                </p>
            }
        });
        view! {
            <div class="field">
                <label class="field-label" for=id>
                    {label}
                </label>
                {hint}
                {error}
                {control}
                {beside}
            </div>
        }
        .into_any()
    }
}

fn group(chunk: &[Choice], chosen: &str) -> AnyView {
    let options = chunk
        .iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! {
                <option value=choice.value.clone() selected=selected>
                    {choice.label.clone()}
                </option>
            }
        })
        .collect_view();
    match chunk.first().and_then(|choice| choice.group.clone()) {
        Some(group) => view! { <optgroup label=group>{options}</optgroup> }.into_any(),
        None => options.into_any(),
    }
}

/// Text inside a `textarea`, which leptos 0.8 writes as it is: without this, `</textarea>` in it would end the field. The
/// line break in front is the one that a browser leaves out there.
fn area_text(typed: &str) -> String {
    format!("\n{}", typed.replace('&', "&amp;").replace('<', "&lt;"))
}
