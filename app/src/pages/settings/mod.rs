//! Settings: the organisation's, where the role has them, and the person's own sessions. The section is the address's.

mod contacts;
mod draft;
mod form;
mod section;
mod sessions;
mod summary;
mod tenant;
mod unsent;

pub use section::Section;
pub use unsent::unsent;

use crate::{
    model::viewer::Viewer,
    pages::{not_found::NotFoundPage, posted::Posted},
    ui::{PageHead, RefreshControl, Tab, Tabs},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Settings.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let Some(viewer) = use_context::<Viewer>() else { return ().into_any() };
    let asked = use_location().search.with_untracked(|search| Section::asked(search, viewer.role));
    // The frame has looked before; this is for the day when somebody shows the page without it.
    // A form is Tenant Settings'; another section has none that is sent to this page.
    let is_form = Posted::here().is_some();
    let Some(section) = asked.filter(|section| !is_form || *section == Section::Tenant) else {
        return view! { <NotFoundPage /> }.into_any();
    };
    let tabs: Vec<_> =
        Section::of(viewer.role).map(|one| Tab { label: one.label(), href: one.address().to_owned() }).collect();
    let (line, body) = match section {
        Section::Tenant => ("How your organisation appears, and who is written to", tenant::section()),
        Section::Sessions => ("Where you are signed in", sessions::section()),
    };
    let about = view! { <p class="page-about">{line}</p> }.into_any();
    let tools = view! { <RefreshControl /> }.into_any();
    view! {
        <PageHead heading="Settings" title=words::title(&[section.label(), "Settings"]) about tools />
        <Tabs label="Settings" tabs current=section.address() />
        {body}
    }
    .into_any()
}
