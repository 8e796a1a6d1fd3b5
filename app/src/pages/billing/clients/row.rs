//! One client: its figures as far as they are known, what needs attention, and the way to its billing.

use super::flags;
use crate::{
    model::{
        client::{ClientFigures, ClientRow, KnownFigures},
        day::{self, Moment},
        figure,
    },
    paths,
    ui::{self, LinkButton, Meter, Row, Share},
};
use leptos::prelude::*;

/// The row, its cells in the order of the list's columns. What is not known is an empty cell, never a zero.
pub(super) fn row(row: &ClientRow) -> Row {
    let none = KnownFigures::default();
    let known = match &row.figures {
        ClientFigures::Known(known) => known,
        ClientFigures::Unreadable | ClientFigures::NotConfigured | ClientFigures::ConfigurationError => &none,
    };
    let cells = vec![
        name(&row.name, known.plan_name.as_deref()),
        minutes(known).unwrap_or_default().into_any(),
        share(known),
        known.sms_sent.map(figure::count).unwrap_or_default().into_any(),
        known.outstanding.as_ref().map_or_else(|| ().into_any(), ui::amount),
        flags::flags(&row.figures),
        known.as_of.as_ref().map_or_else(|| ().into_any(), |moment| as_of(moment, &known.zone)),
        open(row),
    ];
    Row::new(row.client_id.as_str(), cells)
}

fn name(name: &str, plan: Option<&str>) -> AnyView {
    let plan = plan.map(|plan| view! { <span class="quiet">{plan.to_owned()}</span> });
    view! {
        <span class="described">
            <strong>{name.to_owned()}</strong>
            {plan}
        </span>
    }
    .into_any()
}

/// "1,518.25 of 1,800".
fn minutes(known: &KnownFigures) -> Option<String> {
    let used = figure::grouped(known.minutes_used?);
    Some(match known.minutes_included {
        Some(included) => format!("{used} of {}", figure::grouped(included)),
        None => used,
    })
}

fn share(known: &KnownFigures) -> AnyView {
    let Some(percent) = known.percent else { return ().into_any() };
    let (share, text) = (Share(percent), format!("{percent}%"));
    view! {
        <span class="client-share">
            <Meter name="Minutes used of the plan allowance" share tone=share.tone() text=text.clone() />
            <span>{text}</span>
        </span>
    }
    .into_any()
}

/// "24 Nov 2026, 2:05 pm" and the zone that is true in.
fn as_of(moment: &Moment, zone: &str) -> AnyView {
    let text = format!("{}, {}", day::short(moment.day), moment.clock());
    view! {
        <span class="client-as-of">
            <time datetime=moment.utc.clone()>{text}</time>
            <span class="quiet">{zone.to_owned()}</span>
        </span>
    }
    .into_any()
}

fn open(row: &ClientRow) -> AnyView {
    let of = format!(" of {}", row.name);
    view! {
        <LinkButton href=paths::usage(Some(&row.client_id))>
            "Open client billing"
            <span class="visually-hidden">{of}</span>
        </LinkButton>
    }
    .into_any()
}
