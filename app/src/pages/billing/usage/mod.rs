//! The Usage panel: "this period" as an answer, or a past one, the history, projects, and what was taken off. The history is read
//! beside the rest and fails on its own.

mod adjustments;
mod asked;
mod history;
mod period;
mod project_card;
mod projects;
mod sentences;

use crate::{
    api::usage::{usage_history, usage_panel},
    model::{client_id::ClientId, panel::Panel, usage::Usage, usage_history::UsageHistory, viewer::Viewer},
    pages::{frame::navigation, response},
    ui::{
        Glyph, Instant, LinkButton, Notice, PageHead, Reading, RefreshControl, Tab, Tabs, Tone, aside, state_view,
        still,
    },
    words,
};
use asked::{Asked, PERIOD, PROJECT};
use leptos::prelude::*;

/// The Usage panel of one's own organisation.
#[component]
pub fn UsagePage() -> impl IntoView {
    let tabs = use_context::<Viewer>().map(|viewer| navigation::panels(viewer.role)).unwrap_or_default();
    panel(None, "Billing".to_owned(), tabs)
}

/// The Usage panel of one's own organisation, or of the client named.
pub(super) fn panel(client: Option<ClientId>, heading: String, tabs: Vec<Tab>) -> AnyView {
    let asked = Asked::here(client);
    let (client, period) = (asked.client.clone().map(String::from), asked.value(PERIOD));
    let reading = Reading::new({
        let (client, period) = (client.clone(), period.clone());
        async move {
            let answer = usage_panel(client, period).await;
            if let Err(error) = &answer {
                response::answer_with(error);
            }
            answer
        }
    });
    let project = asked.value(PROJECT);
    let history = Reading::new(async move { usage_history(client, period, project).await.map(Panel::Ready) });
    let title = words::title(&["Usage", &heading]);
    let tabs = (!tabs.is_empty()).then(|| view! { <Tabs label="Billing" tabs /> });
    view! {
        <PageHead heading title about=about(reading) tools=tools(reading) />
        {tabs}
        {state_view(reading, move |usage| figures(usage, history, &asked))}
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

fn figures(usage: Usage, history: Reading<UsageHistory>, asked: &Asked) -> AnyView {
    let stale = usage.stale.then(|| {
        let title = words::FIGURES_BEHIND.title;
        view! { <Notice tone=Tone::Warn glyph=Glyph::Clock title body=words::FIGURES_BEHIND.body /> }
    });
    let past = usage.is_over().then(|| {
        let actions = view! { <LinkButton href=asked.with(PERIOD, None)>"Current period"</LinkButton> }.into_any();
        view! { <Notice tone=Tone::Info glyph=Glyph::Clock title=words::PAST_PERIOD actions /> }
    });
    let plan = usage.plan.as_ref().map(|plan| plan.name.clone());
    view! {
        <div class="usage">
            {still(view! {
                {stale}
                {past}
                {adjustments::notices(&usage)}
                {period::card(&usage)}
            })}
            {history::card(history, &usage, asked)}
            {still(view! {
                {projects::section(usage.projects, plan, asked)}
                {adjustments::history(usage.history)}
            })}
        </div>
    }
    .into_any()
}
