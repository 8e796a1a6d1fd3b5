//! What the Usage panel says in words. Pure: figures in, text out.

use crate::model::{
    adjustment::{Adjustment, AdjustmentKind},
    day::{self, Date},
    figure::{self, Decimal},
    period_answer::{Balance, Charge, Estimate, PeriodAnswer},
    usage::Usage,
    usage_history::{Amounts, UsageHistory, change},
};

/// "1–30 November 2026 · times in Australia/Brisbane".
pub(super) fn period_and_zone(usage: &Usage) -> String {
    match usage.period {
        Some(period) => format!("{} · times in {}", period.long(), usage.zone),
        None => format!("Times in {}", usage.zone),
    }
}

/// "1 minute", "1,518 minutes".
pub(super) fn minutes(count: Decimal) -> String {
    format!("{} {}", figure::grouped(count), minutes_unit(count))
}

/// What follows so many of them.
pub(super) fn minutes_unit(count: Decimal) -> &'static str {
    if count == Decimal::ONE { "minute" } else { "minutes" }
}

/// "324 of 600", or what is known of it.
pub(super) fn used_of(used: Decimal, included: Option<Decimal>) -> String {
    match included {
        Some(included) => format!("{} of {}", figure::grouped(used), figure::grouped(included)),
        None => figure::grouped(used),
    }
}

/// "318 of 500", or what is known of it.
pub(super) fn sent_of(sent: i64, included: Option<i64>) -> String {
    match included {
        Some(included) => format!("{} of {}", figure::count(sent), figure::count(included)),
        None => figure::count(sent),
    }
}

/// The meter's value: "1,518 of 1,800 minutes, 84%".
pub(super) fn meter(used: Decimal, included: Decimal, percent: i64) -> String {
    format!("{} of {}, {percent}%", figure::grouped(used), minutes(included))
}

/// "282 minutes left, 8 days to go."; none when neither is known.
pub(super) fn balance(answer: &PeriodAnswer) -> Option<String> {
    let balance = answer.balance.as_ref().map(|balance| match balance {
        Balance::Left(left) if left.is_zero() => "The whole allowance is used".to_owned(),
        Balance::Left(left) => format!("{} left", minutes(*left)),
        Balance::Over(over) => format!("{} over the allowance", minutes(*over)),
    });
    let days = answer.days_left.map(|days| match days {
        0 => "last day of the period".to_owned(),
        1 => "1 day to go".to_owned(),
        days => format!("{days} days to go"),
    });
    match (balance, days) {
        (Some(balance), Some(days)) => Some(format!("{balance}, {days}.")),
        (Some(one), None) | (None, Some(one)) => Some(format!("{one}.")),
        (None, None) => None,
    }
}

/// The left side of a sum: "36 minutes over × $0.285".
pub(super) fn overage(charge: &Charge) -> String {
    format!("{} over × {}", minutes(charge.units), charge.rate.display())
}

/// The same where there is little room: "36 min over × $0.285".
pub(super) fn overage_short(charge: &Charge) -> String {
    format!("{} min over × {}", figure::grouped(charge.units), charge.rate.display())
}

/// The left side of a sum: "18 SMS over × $0.085".
pub(super) fn sms(charge: &Charge) -> String {
    format!("{} SMS over × {}", figure::grouped(charge.units), charge.rate.display())
}

/// "about 2,070 minutes by 30 November 2026, 270 over: 270 × $0.285 = $76.95."
pub(super) fn estimate(estimate: &Estimate, end: Option<Date>) -> String {
    let by = end.map(|end| format!(" by {}", day::long(end))).unwrap_or_default();
    let over = estimate.overage.as_ref().map(|charge| {
        let (units, rate) = (figure::grouped(charge.units), charge.rate.display());
        format!(", {units} over: {units} × {rate} = {}", charge.amount.display())
    });
    format!("about {}{by}{}.", minutes(estimate.minutes), over.unwrap_or_default())
}

/// How the estimate was made.
pub(super) fn method(estimate: &Estimate) -> String {
    format!("A straight line through the first {} days, today included; not a bill.", estimate.days_elapsed)
}

/// "+12%", "−3%", "0%".
pub(super) fn signed_percent(percent: i64) -> String {
    let sign = if percent > 0 { "+" } else { "" };
    format!("{sign}{}%", figure::count(percent))
}

/// What the days come to, beside the period before: "318 minutes and 12 SMS so far. The period before, 1–31 October 2026, had 402
/// minutes and 18 SMS in all."
pub(super) fn compared(history: &UsageHistory, is_over: bool) -> String {
    let said = |used: Amounts| format!("{} and {} SMS", minutes(used.minutes), figure::count(used.sms));
    let total = history.total();
    let this = said(total);
    let Some(before) = history.periods.first() else {
        return if is_over { format!("{this}.") } else { format!("{this} so far.") };
    };
    let named = before.period.long();
    if is_over {
        let more = change(total.minutes, before.used.minutes);
        let more = more.map(|more| format!(", minutes {}", signed_percent(more))).unwrap_or_default();
        format!("{this}{more} beside the period before, {named}: {}.", said(before.used))
    } else {
        format!("{this} so far. The period before, {named}, had {} in all.", said(before.used))
    }
}

/// "Discount", "Adjustment"; empty for a kind without a word.
pub(super) const fn kind(kind: AdjustmentKind) -> &'static str {
    match kind {
        AdjustmentKind::Discount => "Discount",
        AdjustmentKind::Adjustment => "Adjustment",
        AdjustmentKind::Other => "",
    }
}

/// "15% off", "−$25.00", both or neither.
pub(super) fn worth(adjustment: &Adjustment) -> Option<String> {
    let percent = adjustment.percent_off.map(|percent| format!("{}% off", figure::grouped(percent)));
    let amount = adjustment.amount.as_ref().map(|amount| amount.display());
    match (percent, amount) {
        (Some(percent), Some(amount)) => Some(format!("{percent}, {amount}")),
        (one, other) => one.or(other),
    }
}

/// Whether `detail` says `worth` already, however it is spaced: "15 % off the monthly fee" says "15% off".
fn says(detail: &str, worth: &str) -> bool {
    let spaceless = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    spaceless(detail).contains(&spaceless(worth))
}

/// What an adjustment in force does: "Discount · 15% off the monthly fee · until 31 January 2027".
pub(super) fn in_force(adjustment: &Adjustment, today: Date) -> String {
    let kind = Some(kind(adjustment.kind).to_owned()).filter(|kind| !kind.is_empty());
    let from = (adjustment.starts_on > today).then(|| format!("from {}", day::long(adjustment.starts_on)));
    let until = adjustment.ends_on.map(|end| format!("until {}", day::long(end)));
    let detail = adjustment.detail.clone();
    let worth = worth(adjustment).filter(|worth| !detail.as_deref().is_some_and(|detail| says(detail, worth)));
    [kind, worth, detail, from, until].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::date;
    use crate::model::money::{Currency, Money, Rate};

    fn aud() -> Currency {
        Currency { code: "AUD".into(), exponent: 2 }
    }

    fn charge(units: i64) -> Charge {
        let rate = Rate { currency: aud(), per_unit: "0.285".parse().unwrap() };
        let amount = rate.charge(units.into()).unwrap();
        Charge { units: units.into(), rate, amount }
    }

    #[test]
    fn what_is_left_and_for_how_long_reads_as_one_sentence() {
        let said = |balance, days_left| balance_of(balance, days_left).unwrap_or_default();
        assert_eq!(said(Some(Balance::Left(282.into())), Some(8)), "282 minutes left, 8 days to go.");
        assert_eq!(said(Some(Balance::Over(1.into())), Some(1)), "1 minute over the allowance, 1 day to go.");
        assert_eq!(
            said(Some(Balance::Left(0.into())), Some(0)),
            "The whole allowance is used, last day of the period."
        );
        assert_eq!(said(None, Some(8)), "8 days to go.");
        assert_eq!(said(None, None), "");
    }

    fn balance_of(balance: Option<Balance>, days_left: Option<i64>) -> Option<String> {
        super::balance(&PeriodAnswer { balance, days_left, ..PeriodAnswer::default() })
    }

    #[test]
    fn an_estimate_shows_its_sum_and_its_method() {
        let line = Estimate { minutes: 2070.into(), days_elapsed: 22, overage: Some(charge(270)) };
        assert_eq!(
            estimate(&line, Some(date(2026, 11, 30))),
            "about 2,070 minutes by 30 November 2026, 270 over: 270 × $0.285 = $76.95."
        );
        assert!(method(&line).contains("first 22 days"));
    }

    #[test]
    fn an_adjustment_says_what_it_is_worth_and_until_when() {
        let mut adjustment = Adjustment {
            id: "a".into(),
            kind: AdjustmentKind::Discount,
            title: "Launch".into(),
            detail: Some("monthly fee".into()),
            percent_off: Some("15.0".parse().unwrap()),
            amount: None,
            starts_on: date(2026, 2, 1),
            ends_on: Some(date(2027, 1, 31)),
            invoice_number: None,
        };
        let today = date(2026, 11, 22);
        assert_eq!(in_force(&adjustment, today), "Discount · 15% off · monthly fee · until 31 January 2027");
        adjustment.detail = Some("15 % off the monthly fee".into());
        assert_eq!(in_force(&adjustment, today), "Discount · 15 % off the monthly fee · until 31 January 2027");
        adjustment.kind = AdjustmentKind::Other;
        adjustment.percent_off = None;
        adjustment.amount = Some(Money { currency: aud(), minor: -2500 });
        assert_eq!(in_force(&adjustment, today), "−$25.00 · 15 % off the monthly fee · until 31 January 2027");
    }
}
