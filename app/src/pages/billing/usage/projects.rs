//! Usage by project, or why there is none. Many projects can be narrowed to one state; the address says which.

use super::{
    asked::{Asked, STATE},
    project_card,
};
use crate::{
    model::usage::{ProjectState, ProjectUsage, Projects},
    ui::{Glyph, empty_state},
    words,
};
use leptos::prelude::*;

/// From so many projects on they stand closer, the pressing ones first, and can be narrowed.
const MANY: usize = 13;

/// The states to narrow to, the most pressing first, with their key in the address.
const STATES: [(&str, ProjectState); 4] = [
    ("over_limit", ProjectState::OverLimit),
    ("approaching_limit", ProjectState::ApproachingLimit),
    ("active", ProjectState::Active),
    ("not_active_yet", ProjectState::NotActiveYet),
];

/// The section.
pub(super) fn section(projects: Projects, plan: Option<String>, asked: &Asked) -> AnyView {
    let body = match projects {
        Projects::NotSaid => return ().into_any(),
        Projects::MetadataUnavailable => missing(words::PROJECT_DETAILS_UNAVAILABLE),
        Projects::UsageUnavailable => missing(words::PROJECT_USAGE_UNAVAILABLE),
        Projects::Available(all) if all.is_empty() => empty_state(words::NO_PROJECTS, Glyph::Dash, true),
        Projects::Available(all) if all.len() < MANY => list(&all, plan.as_deref(), None),
        Projects::Available(mut all) => {
            all.sort_by_key(|project| {
                STATES.iter().position(|(_, state)| *state == project.state).unwrap_or(STATES.len())
            });
            narrowed(&all, plan.as_deref(), asked)
        }
    };
    view! {
        <section class="projects" aria-labelledby="projects">
            <h2 id="projects">"Projects"</h2>
            {body}
        </section>
    }
    .into_any()
}

fn missing(words: words::Words) -> AnyView {
    empty_state(words, Glyph::Info, true)
}

fn list(projects: &[ProjectUsage], plan: Option<&str>, only: Option<&ProjectState>) -> AnyView {
    let shown = projects.iter().filter(|project| only.is_none_or(|state| project.state == *state));
    let cards = shown.map(|project| project_card::card(project, plan)).collect_view();
    let many = (projects.len() >= MANY).then_some("true");
    view! { <ul class="project-list" data-many=many>{cards}</ul> }.into_any()
}

fn narrowed(projects: &[ProjectUsage], plan: Option<&str>, asked: &Asked) -> AnyView {
    let key = asked.value(STATE);
    let wanted = STATES.iter().position(|(name, _)| Some(*name) == key.as_deref());
    let count = |state: &ProjectState| projects.iter().filter(|project| project.state == *state).count();
    let all = (None, "All".to_owned(), projects.len());
    let choices = STATES.iter().enumerate().map(|(index, (_, state))| {
        let (_, _, text) = project_card::state(state);
        (Some(index), text, count(state))
    });
    let links = std::iter::once(all)
        .chain(choices.filter(|(_, _, count)| *count > 0))
        .map(|(index, text, count)| {
            let key = index.and_then(|index| STATES.get(index)).map(|(key, _)| *key);
            let href = asked.with(STATE, key);
            view! {
                <li>
                    <a
                        href=href
                        aria-current=(wanted == index).then_some("true")
                    >
                        {text}
                        " "
                        <span class="segment-count">{count}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let only = wanted.and_then(|index| STATES.get(index)).map(|(_, state)| state);
    let cards = list(projects, plan, only);
    view! {
        <nav class="segments" aria-label="Projects by state">
            <ul>{links}</ul>
        </nav>
        {cards}
    }
    .into_any()
}
