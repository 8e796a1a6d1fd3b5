//! `/help`: the pages of Help and what each is for.

use crate::{
    paths,
    ui::{Card, PageHead, SupportEmail},
    words,
};
use leptos::prelude::*;

const PAGES: [(&str, &str, &str); 3] = [
    ("Settings Overview", paths::HELP_SETTINGS, "Manage your portal settings"),
    ("Role Reference", paths::HELP_ROLES, "Understand billing access by role"),
    ("Troubleshooting", paths::TROUBLESHOOTING, "Common errors and resolution steps"),
];

/// The pages of Help.
#[component]
pub fn HelpPage() -> impl IntoView {
    let pages = PAGES.map(|(title, href, about)| {
        view! {
            <li>
                <a href=href>{title}</a>
                <span class="quiet">{about}</span>
            </li>
        }
    });
    view! {
        <PageHead heading="Help" title=words::title(&["Help"]) />
        <Card labelled_by="help-pages">
            <h2 id="help-pages">"Related Pages"</h2>
            <ul class="help-pages">{pages.into_iter().collect_view()}</ul>
        </Card>
        <Card labelled_by="help-support">
            <h2 id="help-support">"Support"</h2>
            <p>
                "Something else? Open " <a href=paths::NEW_TICKET>"a new ticket"</a> ", or write to "
                <SupportEmail /> "."
            </p>
        </Card>
    }
    .into_any()
}
