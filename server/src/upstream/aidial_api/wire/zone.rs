//! Instants into the tenant's calendar.

use app::model::day::{Date, Moment, date};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// A tenant's zone with the name that pages show.
#[derive(Clone, Debug)]
pub(in super::super) struct Zone {
    zone: TimeZone,
    name: String,
}

impl Zone {
    /// The zone called `name`; UTC, and called so, when there is none or it is not known.
    pub(in super::super) fn named(name: Option<&str>) -> Self {
        let known = name.and_then(|name| Some((TimeZone::get(name).ok()?, name.to_owned())));
        known.map_or_else(|| Self { zone: TimeZone::UTC, name: "UTC".to_owned() }, |(zone, name)| Self { zone, name })
    }

    /// The zone's name.
    pub(in super::super) fn name(&self) -> &str {
        &self.name
    }

    /// The calendar day of `instant`.
    pub(in super::super) fn day(&self, instant: Timestamp) -> Date {
        calendar_day(self.zone.to_datetime(instant))
    }

    /// `instant` as this zone's clock shows it.
    pub(in super::super) fn moment(&self, instant: Timestamp) -> Moment {
        let local = self.zone.to_datetime(instant);
        Moment {
            utc: instant.to_string(),
            day: calendar_day(local),
            hour: u8::try_from(local.hour()).unwrap_or_default(),
            minute: u8::try_from(local.minute()).unwrap_or_default(),
        }
    }
}

/// jiff's day as the model's. Timestamps reach from year -9999; those before year 0 are shown as its first day.
fn calendar_day(local: DateTime) -> Date {
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    date(local.year(), part(local.month()), part(local.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_tenants_also_across_a_change_of_clocks() {
        let before: Timestamp = "2026-10-03T15:59:59Z".parse().unwrap();
        let after: Timestamp = "2026-10-03T16:00:00Z".parse().unwrap();
        let sydney = Zone::named(Some("Australia/Sydney"));
        assert_eq!((sydney.moment(before).hour, sydney.moment(before).minute), (1, 59));
        assert_eq!((sydney.moment(after).hour, sydney.moment(after).minute), (3, 0));
        assert_eq!(Zone::named(Some("Australia/Perth")).day(after).day(), 4);
        assert_eq!(Zone::named(Some("Nowhere/Town")).name(), "UTC");
    }
}
