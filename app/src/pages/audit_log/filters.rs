//! The presets and what narrows them: links and a form, since the address is the state.

use super::Asked;
use crate::{
    in_place,
    model::{
        audit::{AuditEvent, AuditOutcome},
        audit_log::AuditPreset,
        day::Date,
    },
    paths,
    ui::{Button, Choice, Field, LinkButton},
};
use leptos::prelude::*;

/// The bar above the list.
pub(super) fn bar(asked: &Asked) -> AnyView {
    let presets = AuditPreset::ALL
        .into_iter()
        .map(|preset| {
            let here = (preset == asked.query.preset).then_some("true");
            view! {
                <li>
                    <a href=asked.with_preset(preset).address() aria-current=here data-ahead="true">
                        {preset.label()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="audit-filters">
            <nav class="segments" aria-label="Parts of the audit log">
                <ul>{presets}</ul>
            </nav>
            {form(asked)}
            {one_person(asked)}
        </div>
    }
    .into_any()
}

fn form(asked: &Asked) -> AnyView {
    let query = &asked.query;
    let preset = (query.preset != AuditPreset::default())
        .then(|| view! { <input type="hidden" name="preset" value=query.preset.key() /> });
    let actor = query.actor.as_ref().map(|actor| {
        view! { <input type="hidden" name="actor" value=actor.as_str().to_owned() /> }
    });
    let clear = asked.is_filtered().then(|| {
        view! { <LinkButton href=asked.without_filters().address()>"Clear filters"</LinkButton> }
    });
    view! {
        <search>
            <form class="audit-form" method="get" action=paths::AUDIT_LOG data-in-place=in_place::FORM>
                {preset}
                {actor}
                {Field::new("audit-event", "What").select("event", events(asked), query.event.map_or("", AuditEvent::key))}
                {Field::new("audit-outcome", "Outcome").select("outcome", outcomes(), query.outcome.map_or("", AuditOutcome::key))}
                {day("audit-from", "From", "from", query.from)}
                {day("audit-until", "To", "until", query.until)}
                <div class="audit-form-steps">
                    <Button>"Apply"</Button>
                    {clear}
                </div>
            </form>
        </search>
    }
    .into_any()
}

/// The events of the preset, and the one that is chosen where it is none of them.
fn events(asked: &Asked) -> Vec<Choice> {
    let (preset, chosen) = (asked.query.preset.events(), asked.query.event);
    let further = chosen.filter(|event| !preset.contains(event));
    let events = preset.iter().copied().chain(further).map(|event| Choice::new(event.key(), event.label()));
    std::iter::once(Choice::new("", "Everything")).chain(events).collect()
}

fn outcomes() -> Vec<Choice> {
    let outcomes = AuditOutcome::ALL.iter().map(|outcome| Choice::new(outcome.key(), outcome.label()));
    std::iter::once(Choice::new("", "Any")).chain(outcomes).collect()
}

fn day(id: &'static str, label: &'static str, name: &'static str, day: Option<Date>) -> AnyView {
    Field::new(id, label).input(name, "date", day.map(|day| day.to_string()).unwrap_or_default())
}

/// That only one person's rows are shown, and the way to everybody's.
fn one_person(asked: &Asked) -> Option<AnyView> {
    asked.query.actor.as_ref()?;
    let href = asked.of_actor(None).address();
    let line = view! {
        <p class="audit-person">
            "Only what one person did is shown. " <a href=href>"Show everybody"</a>
        </p>
    };
    Some(line.into_any())
}
