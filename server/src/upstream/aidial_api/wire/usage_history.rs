//! The answer of `GET /v1/billing/usage/history`.

use super::{Malformed, figure::Figure, usage::WirePeriod};
use app::model::{
    day::Date,
    invoice::InvoiceId,
    usage_history::{Amounts, DayUsage, PastPeriod, UsageHistory},
};
use serde::Deserialize;

/// Days and periods as they come.
#[derive(Deserialize)]
pub(in super::super) struct WireUsageHistory {
    daily: Vec<WireDay>,
    periods: Vec<WirePastPeriod>,
}

#[derive(Deserialize)]
struct WireDay {
    date: Date,
    minutes: Figure,
    sms: i64,
}

#[derive(Deserialize)]
struct WirePastPeriod {
    start: Date,
    end: Date,
    minutes: Figure,
    sms: i64,
    minutes_included: Option<Figure>,
    invoice_id: Option<String>,
}

impl WireUsageHistory {
    /// The history, days oldest first and periods newest first however they came.
    pub(in super::super) fn read(self) -> Result<UsageHistory, Malformed> {
        let amounts = |minutes: Figure, sms| Amounts { minutes: minutes.0, sms };
        let day = |day: WireDay| DayUsage { date: day.date, used: amounts(day.minutes, day.sms) };
        let mut daily: Vec<_> = self.daily.into_iter().map(day).collect();
        daily.sort_by_key(|day| day.date);
        let past = |past: WirePastPeriod| {
            Ok(PastPeriod {
                period: WirePeriod { start: past.start, end: past.end }.read()?,
                used: amounts(past.minutes, past.sms),
                minutes_included: past.minutes_included.map(|figure| figure.0),
                invoice: past.invoice_id.as_deref().and_then(InvoiceId::parse),
            })
        };
        let mut periods = self.periods.into_iter().map(past).collect::<Result<Vec<_>, _>>()?;
        periods.sort_by_key(|past| std::cmp::Reverse(past.period.start));
        Ok(UsageHistory { daily, periods })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_oldest_first_and_a_period_that_ends_before_it_starts_is_not_understood() {
        let read = |text: &str| serde_json::from_str::<WireUsageHistory>(text).unwrap().read();
        let history = read(
            r#"{"daily":[{"date":"2026-11-02","minutes":1.25,"sms":0},{"date":"2026-11-01","minutes":2,"sms":1}],
                "periods":[{"start":"2026-10-01","end":"2026-10-31","minutes":3,"sms":4,"invoice_id":"a/b"}]}"#,
        )
        .unwrap();
        assert!(history.daily[0].date < history.daily[1].date);
        assert_eq!((history.periods[0].minutes_included, &history.periods[0].invoice), (None, &None));
        let backwards = r#"{"daily":[],"periods":[{"start":"2026-10-31","end":"2026-10-01","minutes":3,"sms":4}]}"#;
        assert!(read(backwards).is_err());
    }
}
