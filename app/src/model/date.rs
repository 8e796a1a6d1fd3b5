//! A calendar day as three numbers. The browser only compares and prints days; jiff, which the server has for zones, would
//! be a fifth of the whole wasm.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of the proleptic Gregorian calendar, years 0 to 9999. On the wire "2026-11-24" (RFC 3339 `full-date`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i16,
    month: u8,
    day: u8,
}

/// The day of these numbers; one that the calendar does not have becomes the nearest that it has.
#[must_use]
pub const fn date(year: i16, month: u8, day: u8) -> Date {
    let year = if year < 0 {
        0
    } else if year > 9_999 {
        9_999
    } else {
        year
    };
    let month = if month < 1 {
        1
    } else if month > 12 {
        12
    } else {
        month
    };
    let last = days_in(year, month);
    let day = if day < 1 {
        1
    } else if day > last {
        last
    } else {
        day
    };
    Date { year, month, day }
}

const fn days_in(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Date {
    /// Exactly `YYYY-MM-DD`, a day the calendar has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |part: &str, digits: usize| {
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())
                .flatten()
        };
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        let found = date(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        (i16::from(found.month) == month && i16::from(found.day) == day).then_some(found)
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Days from this day to `other`; negative when `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        other.number() - self.number()
    }

    /// Days since 1 March of the year 0: years that begin in March have their leap day last.
    fn number(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        year * 365 + leap_days + (month * 153 + 2) / 5 + i64::from(self.day) - 1
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a day")
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_days_that_the_calendar_has_are_read() {
        for good in ["2026-11-24", "2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(Date::parse(good).map(|d| d.to_string()).as_deref(), Some(good));
        }
        for bad in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-1-1",
            "+026-01-01",
            "",
            "2026-11-24T",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn days_are_counted_as_jiff_counts_them(a in 0_i64..3_000_000, b in 0_i64..3_000_000) {
            let day = |n: i64| jiff::civil::date(1, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap();
            let own = |d: jiff::civil::Date| Date::parse(&d.to_string()).unwrap();
            let (a, b) = (day(a), day(b));
            prop_assert_eq!(own(a).days_until(own(b)), i64::from((b - a).get_days()));
            prop_assert_eq!(own(a).cmp(&own(b)), a.cmp(&b));
        }
    }
}
