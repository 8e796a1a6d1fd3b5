//! The rows, newest first, or why there are none.

use super::{Asked, about};
use crate::{
    model::{
        audit::{AuditAbout, AuditOutcome},
        audit_log::{AuditActor, AuditEntry, AuditPage},
        day,
    },
    ui::{Announced, Badge, Card, Column, Glyph, LinkButton, Row, Table, Tone, empty_state},
    words,
};
use leptos::prelude::*;

/// The card.
pub(super) fn card(page: AuditPage, asked: &Asked) -> AnyView {
    if page.entries.is_empty() {
        let words = if asked.is_filtered() { words::NO_MATCHING_AUDIT_ROWS } else { words::NO_AUDIT_ROWS };
        return view! {
            <Announced text=format!("{}.", words.title) />
            {empty_state(words, Glyph::AuditLog, false)}
        }
        .into_any();
    }
    let shown = count(page.entries.len(), page.next.is_some());
    let columns = ["When", "What", "Outcome", "Who", "About"].map(Column::words).into();
    let rows = page.entries.iter().map(|entry| row(entry, asked)).collect();
    let more = page.next.map(|next| {
        view! { <LinkButton href=asked.load_more(next).address()>"Load more"</LinkButton> }
    });
    view! {
        <Announced text=format!("{}: {shown}.", asked.query.preset.label()) />
        <Card labelled_by="audit-rows" class="list-card">
            <h2 id="audit-rows" class="visually-hidden">
                "Audit log"
            </h2>
            <div class="audit-table">
                <Table caption="Audit log" columns rows />
            </div>
            <div class="pager">
                <p class="pager-range">{shown}</p>
                {more}
            </div>
        </Card>
    }
    .into_any()
}

/// "50 rows, newest first", or "7 rows, all there are".
fn count(rows: usize, more: bool) -> String {
    match (rows, more) {
        (1, true) => "1 row, newest first".to_owned(),
        (rows, true) => format!("{rows} rows, newest first"),
        (1, false) => "1 row, all there is".to_owned(),
        (rows, false) => format!("{rows} rows, all there are"),
    }
}

fn row(entry: &AuditEntry, asked: &Asked) -> Row {
    // Rows have no id of their own; two with the same key are alike to the eye as well.
    let about = entry.about.as_ref().map_or("", AuditAbout::as_str);
    let key = format!("{} {} {} {about}", entry.at.utc, entry.event.key(), entry.outcome.key());
    let when = format!("{}, {}", day::short(entry.at.day), entry.at.clock());
    let cells = vec![
        view! { <time datetime=entry.at.utc.clone()>{when}</time> }.into_any(),
        view! { <strong>{entry.event.label()}</strong> }.into_any(),
        outcome(entry.outcome),
        who(entry.actor.as_ref(), asked),
        about::about(entry.event, entry.about.as_ref()).into_any(),
    ];
    Row::new(key, cells)
}

fn outcome(outcome: AuditOutcome) -> AnyView {
    let (tone, glyph) = match outcome {
        AuditOutcome::Begun => (Tone::Neutral, Glyph::Clock),
        AuditOutcome::Done => (Tone::Good, Glyph::Check),
        AuditOutcome::Denied => (Tone::Warn, Glyph::Lock),
        AuditOutcome::NotFound => (Tone::Neutral, Glyph::Question),
        AuditOutcome::RateLimited => (Tone::Warn, Glyph::Clock),
        AuditOutcome::Failed => (Tone::Bad, Glyph::Cross),
    };
    view! { <Badge tone glyph text=outcome.label() /> }.into_any()
}

/// "You" or a role, as a link to everything that the same person did.
fn who(actor: Option<&AuditActor>, asked: &Asked) -> AnyView {
    let Some(actor) = actor else { return view! { <span class="quiet">"Sign-in service"</span> }.into_any() };
    let name = match (actor.is_you, actor.role) {
        (true, _) => "You",
        (false, Some(role)) => role.label(),
        (false, None) => "Not known",
    };
    if asked.query.actor.is_some() {
        return name.into_any();
    }
    let href = asked.of_actor(Some(actor.key.clone())).address();
    view! {
        <a href=href>
            {name}
            <span class="visually-hidden">": show only this person"</span>
        </a>
    }
    .into_any()
}
