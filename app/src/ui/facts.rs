//! Terms and their values, aligned.

use leptos::prelude::*;

/// A term and its value.
pub struct Fact {
    term: String,
    value: AnyView,
}

impl Fact {
    /// A term and its value.
    #[must_use]
    pub fn new(term: impl Into<String>, value: impl IntoAny) -> Self {
        Self { term: term.into(), value: value.into_any() }
    }

    /// The same when there is a value; a term without one is not shown.
    #[must_use]
    pub fn maybe<V: IntoAny>(term: &str, value: Option<V>) -> Option<Self> {
        value.map(|value| Self::new(term, value))
    }
}

/// A list of facts; absent ones leave no gap.
#[component]
pub fn Facts(
    /// The facts, absent ones as `None`.
    facts: Vec<Option<Fact>>,
) -> impl IntoView {
    let rows = facts
        .into_iter()
        .flatten()
        .map(|fact| {
            view! {
                <div class="fact">
                    <dt>{fact.term}</dt>
                    <dd>{fact.value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}
