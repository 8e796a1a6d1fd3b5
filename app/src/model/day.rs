//! Calendar days, billing periods and moments, already in the tenant's zone, and how they read in Australian English.

pub use super::date::{Date, date};
use serde::{Deserialize, Serialize};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(day: Date) -> &'static str {
    MONTHS.get(usize::from(day.month()) - 1).copied().unwrap_or_default()
}

/// "1 December 2026".
#[must_use]
pub fn long(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// "1 Dec 2026", for tables.
#[must_use]
pub fn short(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day).get(..3).unwrap_or_default(), day.year())
}

/// A billing period in the tenant's calendar, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Last day, inclusive.
    pub end: Date,
}

impl Period {
    /// "1–30 November 2026", "15 November – 14 December 2026" or "15 December 2026 – 14 January 2027".
    #[must_use]
    pub fn long(&self) -> String {
        self.spell(long, month)
    }

    /// The same with three-letter months, for tables.
    #[must_use]
    pub fn short(&self) -> String {
        self.spell(short, |day| month(day).get(..3).unwrap_or_default())
    }

    fn spell(&self, whole: fn(Date) -> String, name: fn(Date) -> &'static str) -> String {
        let (start, end) = (self.start, self.end);
        if start.year() != end.year() {
            format!("{} – {}", whole(start), whole(end))
        } else if start.month() != end.month() {
            format!("{} {} – {}", start.day(), name(start), whole(end))
        } else if start.day() != end.day() {
            format!("{}–{}", start.day(), whole(end))
        } else {
            whole(end)
        }
    }
}

/// An instant as the tenant's clock showed it. Made on the server, which has the zone rules; the browser only prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// RFC 3339 in UTC, for `<time datetime>`.
    pub utc: String,
    /// The tenant's calendar day.
    pub day: Date,
    /// Hour of the tenant's day, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
}

impl Moment {
    /// "2:05 pm".
    #[must_use]
    pub fn clock(&self) -> String {
        let half = if self.hour < 12 { "am" } else { "pm" };
        let hour = match self.hour % 12 {
            0 => 12,
            hour => hour,
        };
        format!("{hour}:{:02} {half}", self.minute)
    }

    /// The clock alone when it was `today`, else with its day: "2:05 pm" or "23 Nov 2026, 2:05 pm".
    #[must_use]
    pub fn relative_to(&self, today: Date) -> String {
        if self.day == today { self.clock() } else { format!("{}, {}", short(self.day), self.clock()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_says_each_part_of_a_date_once() {
        let period = |start, end| Period { start, end }.long();
        assert_eq!(period(date(2026, 11, 1), date(2026, 11, 30)), "1–30 November 2026");
        assert_eq!(period(date(2026, 11, 15), date(2026, 12, 14)), "15 November – 14 December 2026");
        assert_eq!(period(date(2026, 12, 15), date(2027, 1, 14)), "15 December 2026 – 14 January 2027");
        assert_eq!(Period { start: date(2026, 10, 1), end: date(2026, 10, 31) }.short(), "1–31 Oct 2026");
    }

    #[test]
    fn midnight_and_noon_are_twelve() {
        let at = |hour, minute| Moment { utc: String::new(), day: date(2026, 11, 24), hour, minute }.clock();
        assert_eq!(at(0, 0), "12:00 am");
        assert_eq!(at(12, 5), "12:05 pm");
        assert_eq!(at(23, 59), "11:59 pm");
    }
}
