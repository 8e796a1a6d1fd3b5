//! One project: its state in a word, its share of the allowance, and its own rates.

use super::sentences;
use crate::{
    model::{
        figure,
        usage::{ProjectState, ProjectUsage},
    },
    ui::{self, Badge, Day, Fact, Facts, Glyph, Meter, Share, Tone},
};
use leptos::prelude::*;

/// The state as it is shown.
pub(super) fn state(state: &ProjectState) -> (Tone, Glyph, String) {
    match state {
        ProjectState::Active => (Tone::Good, Glyph::Check, "Active".to_owned()),
        ProjectState::ApproachingLimit => (Tone::Warn, Glyph::Clock, "Approaching limit".to_owned()),
        ProjectState::OverLimit => (Tone::Bad, Glyph::ArrowUp, "Over limit".to_owned()),
        ProjectState::NotActiveYet => (Tone::Neutral, Glyph::Dash, "Not active yet".to_owned()),
        ProjectState::Other(text) => (Tone::Neutral, Glyph::Question, text.clone()),
    }
}

/// The card.
pub(super) fn card(project: &ProjectUsage, plan: Option<&str>) -> AnyView {
    let (tone, glyph, text) = state(&project.state);
    let used = project.minutes_used.zip(project.minutes_included).zip(project.answer.percent);
    let meter = used.map(|((used, included), percent)| {
        let name = format!("Minutes used by {}", project.name);
        view! { <Meter name share=Share(percent) tone text=sentences::meter(used, included, percent) /> }
    });
    view! {
        <li class="card project">
            <div class="project-head">
                <div class="project-title">
                    <h3>{project.name.clone()}</h3>
                    {plan.map(|plan| view! { <p class="project-plan">{plan.to_owned()}</p> })}
                </div>
                <Badge tone glyph text />
            </div>
            {meter}
            <Facts facts=facts(project) />
        </li>
    }
    .into_any()
}

fn facts(project: &ProjectUsage) -> Vec<Option<Fact>> {
    let minutes = project.minutes_used.map(|used| sentences::used_of(used, project.minutes_included));
    let overage = project.answer.overage.as_ref();
    vec![
        Fact::maybe("Minutes used", minutes),
        Fact::maybe("SMS sent", project.sms_sent.map(figure::count)),
        overage.map(|charge| Fact::new(sentences::overage_short(charge), ui::amount(&charge.amount))),
        Fact::maybe("Overage rate", project.overage_rate.as_ref().map(|rate| ui::price(rate, "min"))),
        Fact::maybe("SMS rate", project.sms_rate.as_ref().map(|rate| ui::price(rate, "SMS"))),
        Fact::maybe("Resets", project.resets_on.map(|date| view! { <Day date short=true /> })),
    ]
}
