//! Discounts and adjustments: those in force, and those of the past.

use super::sentences;
use crate::{
    model::{
        adjustment::{Adjustment, AdjustmentKind},
        day::Period,
        usage::Usage,
    },
    ui::{Card, Column, Day, Glyph, Notice, Row, Table, Tone},
};
use leptos::prelude::*;

/// A notice for each one in force.
pub(super) fn notices(usage: &Usage) -> Option<AnyView> {
    let today = usage.today;
    let notice = |adjustment: &Adjustment| {
        let body = sentences::in_force(adjustment, today);
        view! { <Notice tone=Tone::Info glyph=glyph(adjustment.kind) title=adjustment.title.clone() body /> }
    };
    let all = usage.notices.iter().map(notice).collect_view();
    (!all.is_empty()).then(|| view! { <div class="notices">{all}</div> }.into_any())
}

const fn glyph(kind: AdjustmentKind) -> Glyph {
    match kind {
        AdjustmentKind::Discount => Glyph::Tag,
        AdjustmentKind::Adjustment | AdjustmentKind::Other => Glyph::Info,
    }
}

/// The history; nothing without one.
pub(super) fn history(history: Vec<Adjustment>) -> Option<AnyView> {
    if history.is_empty() {
        return None;
    }
    let worth = currency(&history).map_or_else(|| "Amount".to_owned(), |code| format!("Amount ({code})"));
    let columns = vec![
        Column::words("Date"),
        Column::words("Type"),
        Column::words("Description"),
        Column::words("Invoice"),
        Column::figures(worth),
    ];
    let rows = history
        .into_iter()
        .enumerate()
        .map(|(index, adjustment)| Row::new(index.to_string(), cells(adjustment)))
        .collect();
    Some(
        view! {
            <Card labelled_by="adjustments" class="list-card">
                <h2 id="adjustments">"Discount and adjustment history"</h2>
                <Table caption="Discount and adjustment history, newest first" columns rows />
            </Card>
        }
        .into_any(),
    )
}

fn cells(adjustment: Adjustment) -> Vec<AnyView> {
    let worth = sentences::worth(&adjustment).unwrap_or_default();
    let detail = adjustment.detail.map(|detail| view! { <span class="quiet">{detail}</span> });
    let when = match adjustment.ends_on {
        Some(end) => Period { start: adjustment.starts_on, end }.short().into_any(),
        None => view! { <Day date=adjustment.starts_on short=true /> }.into_any(),
    };
    vec![
        view! { <span class="nowrap">{when}</span> }.into_any(),
        sentences::kind(adjustment.kind).into_any(),
        view! {
            <span class="described">
                <strong>{adjustment.title}</strong>
                {detail}
            </span>
        }
        .into_any(),
        adjustment.invoice_number.unwrap_or_default().into_any(),
        view! { <span class="money">{worth}</span> }.into_any(),
    ]
}

fn currency(history: &[Adjustment]) -> Option<&str> {
    let mut codes = history.iter().filter_map(|a| a.amount.as_ref()).map(|amount| amount.currency.code.as_str());
    let first = codes.next()?;
    codes.all(|code| code == first).then_some(first)
}
