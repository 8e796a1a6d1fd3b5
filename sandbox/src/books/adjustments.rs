//! Discounts and adjustments with their dates. May import `tenants` and its neighbours in `books`.

use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

use crate::{
    books::{amounts::Money, calendar::Period, invoices::number},
    tenants::{AdjustmentSeed, TenantSeed},
};

#[derive(Clone, Serialize)]
pub(crate) struct Adjustment {
    id: String,
    kind: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    percent_off: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Money>,
    starts_on: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice_number: Option<String>,
}

fn period_of(ago: i32, current: Period) -> Period {
    let months = i64::from(ago).months();
    Period {
        start: current.start.saturating_sub(months),
        end: current.resets_on().saturating_sub(months).saturating_sub(1.day()),
    }
}

fn dated(tenant: &TenantSeed, place: usize, seed: &AdjustmentSeed, current: Period) -> Adjustment {
    Adjustment {
        id: format!("adj-{}-{}", tenant.id, place + 1),
        kind: seed.kind,
        title: seed.title,
        detail: seed.detail,
        percent_off: seed.percent_off,
        amount: seed.minor.map(Money::aud),
        starts_on: period_of(seed.began, current).start,
        ends_on: seed.ends.map(|ago| period_of(ago, current).end),
        invoice_number: seed.invoiced.map(|ago| number(tenant, ago, 0)),
    }
}

/// (in force now, of the past), each newest first.
pub(crate) fn adjustments(tenant: &TenantSeed, current: Period) -> (Vec<Adjustment>, Vec<Adjustment>) {
    let mut seeds: Vec<_> = tenant.adjustments.iter().enumerate().collect();
    seeds.sort_by_key(|(_, seed)| seed.began);
    let (now, past): (Vec<_>, Vec<_>) = seeds.into_iter().partition(|(_, seed)| seed.ends.is_none_or(|ago| ago <= 0));
    let all = |list: Vec<(usize, &AdjustmentSeed)>| {
        list.into_iter().map(|(place, seed)| dated(tenant, place, seed, current)).collect()
    };
    (all(now), all(past))
}
