//! The Usage panel: "this period" as an answer, projects, and what was taken off.

mod adjustments;
mod period;
mod project_card;
mod projects;
mod sentences;

use crate::{
    api::usage::usage_panel,
    model::{usage::Usage, viewer::Viewer},
    pages::{frame::navigation, response},
    ui::{Glyph, Instant, Notice, PageHead, Reading, RefreshControl, Tab, Tabs, Tone, aside, state_view},
    words,
};
use leptos::prelude::*;

/// The Usage panel of one's own organisation.
#[component]
pub fn UsagePage() -> impl IntoView {
    let tabs = use_context::<Viewer>().map(|viewer| navigation::panels(viewer.role)).unwrap_or_default();
    panel(None, "Billing".to_owned(), tabs)
}

/// The Usage panel of one's own organisation, or of the client named.
pub(super) fn panel(client: Option<String>, heading: String, tabs: Vec<Tab>) -> AnyView {
    let reading = Reading::new(async move {
        let answer = usage_panel(client).await;
        if let Err(error) = &answer {
            response::answer_with(error);
        }
        answer
    });
    let title = words::title(&["Usage", &heading]);
    let tabs = (!tabs.is_empty()).then(|| view! { <Tabs label="Billing" tabs /> });
    view! {
        <PageHead heading title about=about(reading) tools=tools(reading) />
        {tabs}
        {state_view(reading, figures)}
    }
    .into_any()
}

/// The billing period and the zone its days are in.
fn about(reading: Reading<Usage>) -> AnyView {
    let line = aside(reading, |usage| {
        usage
            .map_or_else(
                || "Usage of the current billing period".to_owned(),
                |usage| sentences::period_and_zone(&usage),
            )
            .into_any()
    });
    view! { <p class="page-about">{line}</p> }.into_any()
}

/// As of when, and "Refresh".
fn tools(reading: Reading<Usage>) -> AnyView {
    let as_of = aside(reading, |usage| {
        let as_of = usage.and_then(|usage| Some((usage.as_of?, usage.today)));
        as_of.map(|(moment, today)| view! { "As of " <Instant moment today /> }).into_any()
    });
    view! {
        <span class="as-of">{as_of}</span>
        <RefreshControl />
    }
    .into_any()
}

fn figures(usage: Usage) -> AnyView {
    let stale = usage.stale.then(|| {
        let title = words::FIGURES_BEHIND.title;
        view! { <Notice tone=Tone::Warn glyph=Glyph::Clock title body=words::FIGURES_BEHIND.body /> }
    });
    let plan = usage.plan.as_ref().map(|plan| plan.name.clone());
    view! {
        <div class="usage">
            {stale}
            {adjustments::notices(&usage)}
            {period::card(&usage)}
            {projects::section(usage.projects, plan)}
            {adjustments::history(usage.history)}
        </div>
    }
    .into_any()
}
