//! Usage day by day in a period, and period by period before it.

use super::{
    checked_text::{checked_text, is_plain_id},
    day::{Date, Period},
    figure::Decimal,
    invoice::InvoiceId,
};
use serde::{Deserialize, Serialize};

checked_text! {
    /// A well-formed `project_id`.
    ProjectId, "a project id", is_plain_id
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// The first day of a past period; none is the current one.
    pub period: Option<Date>,
    /// One project; none is all of them.
    pub project: Option<ProjectId>,
}

/// The days of one period and the periods before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageHistory {
    /// The days, oldest first.
    pub daily: Vec<DayUsage>,
    /// The periods before, newest first, at most twelve.
    pub periods: Vec<PastPeriod>,
}

/// Minutes and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// Minutes used.
    #[serde(with = "rust_decimal::serde::str")]
    pub minutes: Decimal,
    /// SMS sent.
    pub sms: i64,
}

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayUsage {
    /// The day.
    pub date: Date,
    /// What was used on it.
    pub used: Amounts,
}

/// A period that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastPeriod {
    /// Which.
    pub period: Period,
    /// What was used in it.
    pub used: Amounts,
    /// The allowance of it, when known.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub minutes_included: Option<Decimal>,
    /// The invoice over it, when there is one.
    pub invoice: Option<InvoiceId>,
}

impl UsageHistory {
    /// What the days come to.
    #[must_use]
    pub fn total(&self) -> Amounts {
        self.daily.iter().fold(Amounts::default(), |sum, day| Amounts {
            minutes: sum.minutes.saturating_add(day.used.minutes),
            sms: sum.sms.saturating_add(day.used.sms),
        })
    }
}

/// By how many whole percent `now` is more than `before` (less, below zero); none when there is nothing to compare with.
#[must_use]
pub fn change(now: Decimal, before: Decimal) -> Option<i64> {
    let more = now.saturating_sub(before).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before)?;
    i64::try_from(more.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::date;

    #[test]
    fn a_change_is_in_whole_percent_and_unknown_beside_nothing() {
        let of = |now: i64, before: i64| change(now.into(), before.into());
        assert_eq!((of(110, 100), of(75, 100), of(100, 100), of(0, 3)), (Some(10), Some(-25), Some(0), Some(-100)));
        assert_eq!((of(5, 0), of(1, 3)), (None, Some(-67)));
    }

    #[test]
    fn the_days_come_to_their_sum() {
        let day = |day, minutes: &str, sms| DayUsage {
            date: date(2026, 11, day),
            used: Amounts { minutes: minutes.parse().unwrap(), sms },
        };
        let history = UsageHistory { daily: vec![day(1, "1.25", 2), day(2, "0.75", 3)], periods: Vec::new() };
        assert_eq!(history.total(), Amounts { minutes: 2.into(), sms: 5 });
    }
}
