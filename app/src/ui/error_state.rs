//! A state without figures: what it is, what it means, and the next step.

use super::{ButtonKind, ContactSupport, Glyph, Icon, LinkButton, RefreshControl, figures_kept, here};
use crate::{
    error::{ErrorKind, PortalError},
    issues::{self, Issue},
    paths,
    words::{self, Next, Words},
};
use leptos::prelude::*;

/// The state of a part that an error left without figures.
#[must_use]
pub fn error_state(error: &PortalError) -> AnyView {
    error_state_in(words::of_error(error.kind), error, None)
}

/// The same in words of the part's own, with a further step.
#[must_use]
pub fn error_state_in(words: Words, error: &PortalError, step: Option<AnyView>) -> AnyView {
    draw(words, Glyph::Warning, Some(error), Level::Part(true, step))
}

/// The state of a part that has nothing to show; `refresh` says whether reading it again could change that.
#[must_use]
pub fn empty_state(words: Words, glyph: Glyph, refresh: bool) -> AnyView {
    draw(words, glyph, None, Level::Part(refresh, None))
}

/// A whole page that is an error. Its "Refresh" loads the page again.
#[must_use]
pub fn error_page(error: &PortalError) -> AnyView {
    view! {
        {draw(words::of_error(error.kind), Glyph::Warning, Some(error), Level::Page(None))}
        {figures_kept(words::of_error(error.kind), error)}
    }
    .into_any()
}

/// A whole page that only says something and offers `steps`.
#[must_use]
pub fn message_page(words: Words, glyph: Glyph, steps: AnyView) -> AnyView {
    draw(words, glyph, None, Level::Page(Some(steps)))
}

/// Whether the state is the page, or a part of one, which may be read again; with further steps.
enum Level {
    Page(Option<AnyView>),
    Part(bool, Option<AnyView>),
}

fn draw(words: Words, glyph: Glyph, error: Option<&PortalError>, level: Level) -> AnyView {
    let wait = error.map(|error| words::wait(error.retry_after)).filter(|wait| !wait.is_empty());
    let entry = match error {
        Some(error) if words == words::of_error(error.kind) => Issue::of(error.kind),
        Some(_) => None,
        None if words == words::of_error(ErrorKind::NoBillingAccess) => Issue::of(ErrorKind::NoBillingAccess),
        None => (words == words::NOT_CONFIGURED).then_some(issues::NOT_CONFIGURED),
    };
    let entry = entry.map(|entry| view! { <p><a href=entry.href()>"See Troubleshooting"</a></p> });
    let incident = error.and_then(|error| error.incident.as_ref());
    let (heading, steps) = match level {
        Level::Page(more) => {
            let steps = [next_step(words.next, Refresh::Page, error), more];
            (view! { <h1 tabindex="-1">{words.title}</h1> }.into_any(), steps)
        }
        Level::Part(refresh, more) => (
            view! { <h2>{words.title}</h2> }.into_any(),
            [next_step(words.next, if refresh { Refresh::Part } else { Refresh::Page }, error), more],
        ),
    };
    let steps: Vec<_> = steps.into_iter().flatten().collect();
    let steps = (!steps.is_empty()).then(|| view! { <div class="error-state-next">{steps}</div> });
    let reference = incident.map(|incident| {
        view! {
            <p class="error-state-reference">
                "Reference: " <code>{incident.as_str().to_owned()}</code>
            </p>
        }
    });
    view! {
        <section class="error-state">
            <span class="error-state-icon">
                <Icon glyph />
            </span>
            {heading}
            <p>{words.body}</p>
            {wait.map(|wait| view! { <p>{wait}</p> })}
            {entry}
            {steps}
            {reference}
        </section>
    }
    .into_any()
}

/// What "Refresh" does: reads the part again, or loads the page.
enum Refresh {
    Part,
    Page,
}

fn next_step(next: Next, refresh: Refresh, error: Option<&PortalError>) -> Option<AnyView> {
    let step = match (next, refresh) {
        (Next::Nothing, _) => return None,
        (Next::Refresh, Refresh::Part) => view! { <RefreshControl /> }.into_any(),
        (Next::Refresh, Refresh::Page) => view! {
            <LinkButton href=here() external=true>
                "Refresh"
            </LinkButton>
        }
        .into_any(),
        (Next::SignIn, _) => view! {
            <LinkButton href=paths::sign_in_returning_to(&here()) kind=ButtonKind::Primary external=true>
                "Sign in"
            </LinkButton>
        }
        .into_any(),
        (Next::Support(topic), _) => view! { <ContactSupport topic error=error.cloned() /> }.into_any(),
        (Next::Billing, _) => view! { <LinkButton href=paths::BILLING>"Back to Billing"</LinkButton> }.into_any(),
    };
    Some(step)
}
