//! "This period" as an answer: used, included, left or over, days to go, and the sums a reader can check.

use super::{
    day::{Date, Period},
    figure::Decimal,
    money::{Money, Rate},
};
use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
use serde::{Deserialize, Serialize};

/// What can be said of an allowance; every part is `None` when what it needs is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodAnswer {
    /// Whole percent of the allowance used, rounded; can pass 100.
    pub percent: Option<i64>,
    /// What is left of, or over, the allowance.
    pub balance: Option<Balance>,
    /// Days from today to the period's last day, not counting today; none once it is over.
    pub days_left: Option<i64>,
    /// Minutes over the allowance at the overage rate.
    pub overage: Option<Charge>,
    /// SMS over those included at the SMS rate.
    pub sms: Option<Charge>,
    /// Where the period ends at the present pace.
    pub estimate: Option<Estimate>,
}

/// What is left of, or over, an allowance, in minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Balance {
    /// Still free.
    Left(#[serde(with = "rust_decimal::serde::str")] Decimal),
    /// Beyond it.
    Over(#[serde(with = "rust_decimal::serde::str")] Decimal),
}

/// units × rate = amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// How many.
    #[serde(with = "rust_decimal::serde::str")]
    pub units: Decimal,
    /// At what price.
    pub rate: Rate,
    /// What that makes, before tax.
    pub amount: Money,
}

/// A straight line from the period's first day through today to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// Minutes by the last day, rounded to whole minutes.
    #[serde(with = "rust_decimal::serde::str")]
    pub minutes: Decimal,
    /// Days the line rests on, today included.
    pub days_elapsed: i64,
    /// What would be over the allowance, priced.
    pub overage: Option<Charge>,
}

/// The figures an answer is made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures<'a> {
    /// Minutes used.
    pub minutes_used: Option<Decimal>,
    /// Minutes included.
    pub minutes_included: Option<Decimal>,
    /// SMS sent.
    pub sms_sent: Option<i64>,
    /// SMS included; with none said, no SMS charge is worked out.
    pub sms_included: Option<i64>,
    /// Price of a minute over the allowance.
    pub overage_rate: Option<&'a Rate>,
    /// Price of an SMS over those included.
    pub sms_rate: Option<&'a Rate>,
    /// The billing period.
    pub period: Option<Period>,
}

/// Days that must have passed before a line through them says anything.
const DAYS_BEFORE_ESTIMATE: i64 = 3;

impl PeriodAnswer {
    /// What `figures` say on the tenant's calendar day `today`.
    #[must_use]
    pub fn of(figures: &Figures<'_>, today: Date) -> Self {
        let over = |used: Decimal, included: Decimal| used.saturating_sub(included).max(Decimal::ZERO);
        let both = figures.minutes_used.zip(figures.minutes_included);
        let sms = figures.sms_sent.zip(figures.sms_included);
        Self {
            percent: both.and_then(|(used, included)| percent(used, included)),
            balance: both.map(|(used, included)| {
                if used > included {
                    Balance::Over(used.saturating_sub(included))
                } else {
                    Balance::Left(included.saturating_sub(used))
                }
            }),
            days_left: figures.period.map(|period| today.days_until(period.end)).filter(|days| *days >= 0),
            overage: both.and_then(|(used, included)| charge(over(used, included), figures.overage_rate)),
            sms: sms.and_then(|(sent, included)| charge(over(sent.into(), included.into()), figures.sms_rate)),
            estimate: estimate(figures, today),
        }
    }
}

fn percent(used: Decimal, included: Decimal) -> Option<i64> {
    let share = used.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(included)?;
    i64::try_from(share.round_dp_with_strategy(0, MidpointAwayFromZero)).ok()
}

fn charge(units: Decimal, rate: Option<&Rate>) -> Option<Charge> {
    let rate = rate.filter(|_| units > Decimal::ZERO)?;
    Some(Charge { units, rate: rate.clone(), amount: rate.charge(units)? })
}

fn estimate(figures: &Figures<'_>, today: Date) -> Option<Estimate> {
    let period = figures.period.filter(|p| p.start <= today && today < p.end)?;
    let (used, included) = figures.minutes_used.zip(figures.minutes_included)?;
    let days_elapsed = period.start.days_until(today) + 1;
    if days_elapsed <= DAYS_BEFORE_ESTIMATE {
        return None;
    }
    let length = period.start.days_until(period.end) + 1;
    let minutes = used
        .checked_mul(length.into())?
        .checked_div(days_elapsed.into())?
        .round_dp_with_strategy(0, MidpointAwayFromZero);
    let overage = charge(minutes.saturating_sub(included).max(Decimal::ZERO), figures.overage_rate);
    Some(Estimate { minutes, days_elapsed, overage })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::date;
    use crate::model::money::Currency;

    fn rate(text: &str) -> Rate {
        Rate { currency: Currency { code: "AUD".into(), exponent: 2 }, per_unit: text.parse().unwrap() }
    }

    fn november() -> Option<Period> {
        Some(Period { start: date(2026, 11, 1), end: date(2026, 11, 30) })
    }

    #[test]
    fn over_the_allowance_the_sum_can_be_checked() {
        let overage_rate = rate("0.285");
        let figures = Figures {
            minutes_used: Some(636.into()),
            minutes_included: Some(600.into()),
            overage_rate: Some(&overage_rate),
            period: november(),
            ..Figures::default()
        };
        let answer = PeriodAnswer::of(&figures, date(2026, 11, 22));
        assert_eq!(answer.percent, Some(106));
        assert_eq!(answer.balance, Some(Balance::Over(36.into())));
        assert_eq!(answer.days_left, Some(8));
        assert_eq!(answer.overage.unwrap().amount.display(), "$10.26");
        let estimate = answer.estimate.unwrap();
        assert_eq!(estimate.minutes, 867.into());
        assert_eq!(estimate.overage.unwrap().units, 267.into());
    }

    #[test]
    fn nothing_is_said_of_an_unknown_or_empty_allowance() {
        let none = Figures { minutes_used: Some(5.into()), period: november(), ..Figures::default() };
        let answer = PeriodAnswer::of(&none, date(2026, 11, 22));
        assert_eq!((answer.percent, answer.balance, answer.estimate), (None, None, None));
        let zero = Figures { minutes_included: Some(0.into()), ..none };
        assert_eq!(PeriodAnswer::of(&zero, date(2026, 11, 22)).percent, None);
    }

    #[test]
    fn no_estimate_in_the_first_three_days_nor_on_the_last() {
        let figures = Figures {
            minutes_used: Some(30.into()),
            minutes_included: Some(600.into()),
            period: november(),
            ..Figures::default()
        };
        let on = |day| PeriodAnswer::of(&figures, date(2026, 11, day)).estimate.map(|e| e.days_elapsed);
        assert_eq!(on(3), None);
        assert_eq!(on(4), Some(4));
        assert_eq!(on(30), None);
        assert_eq!(PeriodAnswer::of(&figures, date(2026, 12, 2)).days_left, None);
    }
}
