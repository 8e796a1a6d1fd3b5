//! The Usage panel: "this period" as an answer, projects, and what was taken off.

mod adjustments;
mod period;
mod project_card;
mod projects;
mod sentences;
mod skeleton;

use crate::{
    api::usage::usage_panel,
    model::{usage::Usage, viewer::Viewer},
    pages::{frame::navigation, response},
    ui::{Glyph, Instant, Notice, PageHead, Reading, Refresh, RefreshControl, Tab, Tabs, Tone, state_view},
    view_state::ViewState,
    words,
};
use leptos::prelude::*;

/// The Usage panel of one's own organisation.
#[component]
pub fn UsagePage() -> impl IntoView {
    let tabs = use_context::<Viewer>().map(|viewer| navigation::panels(viewer.role)).unwrap_or_default();
    view! { <UsagePanel client=Signal::stored(None) heading="Billing" tabs /> }.into_any()
}

/// The Usage panel of one's own organisation, or of the client named.
#[component]
pub fn UsagePanel(
    /// The client, for partner roles only.
    client: Signal<Option<String>>,
    /// The page's heading.
    #[prop(into)]
    heading: String,
    /// The panels beside this one.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let reading = Reading::new(client, |client| async {
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
        {state_view(reading, skeleton::panel, figures)}
    }
    .into_any()
}

/// The billing period and the zone its days are in.
fn about(reading: Reading<Option<String>, Usage>) -> AnyView {
    let line = move || match reading.state() {
        ViewState::Figures { value, .. } => sentences::period_and_zone(&value),
        ViewState::Loading | ViewState::NotConfigured | ViewState::ConfigurationError | ViewState::Failed(_) => {
            "Usage of the current billing period".to_owned()
        }
    };
    view! {
        <p class="page-about">
            <Transition fallback=|| "Usage of the current billing period">{line}</Transition>
        </p>
    }
    .into_any()
}

/// As of when, and "Refresh".
fn tools(reading: Reading<Option<String>, Usage>) -> AnyView {
    let as_of = move || match reading.state() {
        ViewState::Figures { value, .. } => value.as_of.map(|moment| (moment, value.today)),
        ViewState::Loading | ViewState::NotConfigured | ViewState::ConfigurationError | ViewState::Failed(_) => None,
    };
    let as_of = move || as_of().map(|(moment, today)| view! { "As of " <Instant moment today /> });
    view! {
        <span class="as-of">
            <Transition>{as_of}</Transition>
        </span>
        <RefreshControl refresh=reading.refresh() />
    }
    .into_any()
}

fn figures(usage: Usage, refresh: Refresh) -> AnyView {
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
            {projects::section(usage.projects, plan, refresh)}
            {adjustments::history(usage.history)}
        </div>
    }
    .into_any()
}
