//! Buttons, and links that look like them.

use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one step the page is for.
    Primary,
    /// Any other step.
    #[default]
    Secondary,
    /// A step inside a row or a sentence.
    Plain,
}

impl ButtonKind {
    /// The value of `data-kind` that the stylesheet reads.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Plain => "plain",
        }
    }
}

/// Sends the form it stands in.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <button class="button" type="submit" data-kind=kind.key()>
            {children()}
        </button>
    }
    .into_any()
}

/// Goes somewhere.
#[component]
pub fn LinkButton(
    /// Where.
    #[prop(into)]
    href: String,
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether the router keeps out of it: an address that is no page of the portal.
    #[prop(optional)]
    external: bool,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="button" href=href data-kind=kind.key() rel=external.then_some("external")>
            {children()}
        </a>
    }
    .into_any()
}
