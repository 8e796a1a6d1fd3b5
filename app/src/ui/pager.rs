//! The pages of a list, as links. At either end the link stays where it was, without an address, so that focus does too.

use leptos::prelude::*;

/// "Previous", what is shown, and "Next"; nothing for a list of one page but its count.
#[component]
pub fn Pager(
    /// What the pages are of.
    label: &'static str,
    /// What is shown, as "1–20 of 57".
    range: String,
    /// Where the page before is; none on the first.
    previous: Option<String>,
    /// Where the page after is; none on the last.
    next: Option<String>,
) -> impl IntoView {
    let many = previous.is_some() || next.is_some();
    let (previous, next) =
        if many { (Some(step("Previous", previous)), Some(step("Next", next))) } else { (None, None) };
    view! {
        <nav class="pager" aria-label=label>
            <p class="pager-range">{range}</p>
            {previous}
            {next}
        </nav>
    }
    .into_any()
}

fn step(label: &'static str, href: Option<String>) -> AnyView {
    let end = href.is_none();
    view! {
        <a
            class="button"
            href=href
            role=end.then_some("link")
            data-ahead=(!end).then_some("true")
            aria-disabled=end.then_some("true")
            tabindex=end.then_some("0")

        >
            {label}
        </a>
    }
    .into_any()
}
