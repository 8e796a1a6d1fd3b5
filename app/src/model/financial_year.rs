//! The Australian financial year: 1 July to 30 June, named by the year it ends in.

use super::day::{Date, date};
use serde::{Deserialize, Serialize};

/// A financial year; "2026" is 1 July 2025 to 30 June 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i16", into = "i16")]
pub struct FinancialYear(i16);

impl FinancialYear {
    /// The parameter of an address that carries it.
    pub const FIELD: &'static str = "fy";
    /// Years an invoice can be of.
    const YEARS: std::ops::RangeInclusive<i16> = 1990..=2200;

    /// The year of exactly these four digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| digits).and_then(|year: i16| Self::try_from(year).ok())
    }

    /// The year that `day` is in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self(if day.month() >= 7 { day.year().saturating_add(1) } else { day.year() })
    }

    /// The presets offered on the day `today`: this year and the two before it, newest first.
    #[must_use]
    pub fn presets(today: Date) -> [Self; 3] {
        let Self(year) = Self::of(today);
        [Self(year), Self(year - 1), Self(year - 2)]
    }

    /// The value in an address.
    #[must_use]
    pub fn key(self) -> String {
        self.0.to_string()
    }

    /// "2025–26".
    #[must_use]
    pub fn label(self) -> String {
        format!("{}–{:02}", self.0 - 1, self.0.rem_euclid(100))
    }

    /// Whether `day` is in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        (date(self.0 - 1, 7, 1)..=date(self.0, 6, 30)).contains(&day)
    }
}

impl TryFrom<i16> for FinancialYear {
    type Error = &'static str;

    fn try_from(year: i16) -> Result<Self, Self::Error> {
        if Self::YEARS.contains(&year) { Ok(Self(year)) } else { Err("not a financial year") }
    }
}

impl From<FinancialYear> for i16 {
    fn from(FinancialYear(year): FinancialYear) -> Self {
        year
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_financial_year_runs_from_july_to_june() {
        let year = FinancialYear::parse("2026").unwrap();
        assert!(year.contains(date(2025, 7, 1)) && year.contains(date(2026, 6, 30)));
        assert!(!year.contains(date(2025, 6, 30)) && !year.contains(date(2026, 7, 1)));
        assert_eq!(year.label(), "2025–26");
        assert_eq!(FinancialYear::parse("2000").unwrap().label(), "1999–00");
    }

    #[test]
    fn the_presets_begin_with_the_year_of_today() {
        let keys = |day| FinancialYear::presets(day).map(FinancialYear::key);
        assert_eq!(keys(date(2026, 6, 30)), ["2026", "2025", "2024"]);
        assert_eq!(keys(date(2026, 7, 1)), ["2027", "2026", "2025"]);
    }

    #[test]
    fn anything_but_four_digits_of_our_time_is_no_year() {
        for bad in ["", "26", "02026", "+026", "2O26", "1989", "2201", "2026 ", "-026"] {
            assert_eq!(FinancialYear::parse(bad), None, "{bad}");
        }
    }
}
