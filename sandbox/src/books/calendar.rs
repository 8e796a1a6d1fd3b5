//! Billing periods on the tenant's own calendar. May import `tenants`.

use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

use crate::tenants::Anchor;

/// First and last day, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Period {
    pub(crate) start: Date,
    pub(crate) end: Date,
}

impl Period {
    pub(crate) fn resets_on(self) -> Date {
        self.end.saturating_add(1.day())
    }

    /// Each day from the first to the last, but none after `until`.
    pub(crate) fn days(self, until: Date) -> Vec<Date> {
        let last = self.end.min(until);
        self.start.series(1.day()).take_while(|day| *day <= last).collect()
    }
}

fn current_start(today: Date, anchor: Anchor) -> Date {
    let day = match anchor {
        Anchor::FirstOfMonth => 1,
        Anchor::Day(day) => day,
        Anchor::AlwaysSomeWeeksAgo => match today.day() {
            ..8 => 12,
            8..16 => 20,
            16.. => 1,
        },
    };
    let this_month = today.first_of_month().saturating_add((i64::from(day) - 1).days());
    if this_month > today { this_month.saturating_sub(1.month()) } else { this_month }
}

/// The current period first, then so many before it.
pub(crate) fn periods(today: Date, anchor: Anchor, past: u32) -> Vec<Period> {
    let start = current_start(today, anchor);
    (0..=i64::from(past))
        .map(|ago| Period {
            start: start.saturating_sub(ago.months()),
            end: start.saturating_sub((ago - 1).months()).saturating_sub(1.day()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const ANCHORS: [Anchor; 3] = [Anchor::FirstOfMonth, Anchor::Day(18), Anchor::AlwaysSomeWeeksAgo];

    fn every_day_of_four_years() -> impl Iterator<Item = Date> {
        date(2024, 1, 1).series(1.day()).take(4 * 365 + 1)
    }

    #[test]
    fn periods_join_without_gap_and_hold_today() {
        for today in every_day_of_four_years() {
            for anchor in ANCHORS {
                let list = periods(today, anchor, 14);
                assert!(list[0].start <= today && today <= list[0].end, "{today}");
                for pair in list.windows(2) {
                    assert_eq!(pair[1].resets_on(), pair[0].start, "{today}");
                }
            }
        }
    }

    #[test]
    fn an_invoice_due_two_weeks_into_the_period_is_overdue_on_any_day() {
        for today in every_day_of_four_years() {
            let start = periods(today, Anchor::AlwaysSomeWeeksAgo, 0)[0].start;
            assert!(start.saturating_add(14.days()) < today, "{today}");
        }
    }
}
