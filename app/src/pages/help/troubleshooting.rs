//! Common errors and what to do, word for word as the product says it; states of the portal lead to their entry.

use crate::{
    issues::ISSUES,
    paths,
    ui::{Card, SupportEmail},
};
use leptos::prelude::*;

/// The common issues.
#[component]
pub fn TroubleshootingPage() -> impl IntoView {
    let issues = ISSUES
        .iter()
        .map(|issue| {
            view! {
                <div class="issue" id=issue.id>
                    <dt>{issue.title}</dt>
                    <dd>{issue.text}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        {super::head("Troubleshooting", "Common errors and resolution steps")}
        <Card labelled_by="issues">
            <h2 id="issues">"Common Issues"</h2>
            <dl class="issues">{issues}</dl>
        </Card>
        <Card labelled_by="issues-else">
            <h2 id="issues-else">"Not here?"</h2>
            <p>
                "Open " <a href=paths::NEW_TICKET>"a new ticket"</a>
                " with the reference that the error showed, or write to "
                <SupportEmail /> "."
            </p>
        </Card>
    }
    .into_any()
}
