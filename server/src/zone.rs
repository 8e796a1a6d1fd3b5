//! Between instants and the tenant's calendar.

use app::model::day::{Date, Moment, date};
use jiff::{
    Timestamp,
    civil::{self, DateTime},
    tz::TimeZone,
};

/// A tenant's zone with the name that pages show.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    zone: TimeZone,
    name: String,
}

impl Zone {
    /// The zone called `name`; UTC, and called so, when there is none or it is not known.
    pub(crate) fn named(name: Option<&str>) -> Self {
        let known = name.and_then(|name| Some((TimeZone::get(name).ok()?, name.to_owned())));
        known.map_or_else(|| Self { zone: TimeZone::UTC, name: "UTC".to_owned() }, |(zone, name)| Self { zone, name })
    }

    /// The zone's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The calendar day of `instant`.
    pub(crate) fn day(&self, instant: Timestamp) -> Date {
        calendar_day(self.zone.to_datetime(instant))
    }

    /// When `day` begins here.
    pub(crate) fn start_of(&self, day: Date) -> Timestamp {
        civil_day(day).and_then(|day| self.zone.to_timestamp(midnight(day))).unwrap_or(Timestamp::MIN)
    }

    /// When `day` is over here: when the next one begins.
    pub(crate) fn end_of(&self, day: Date) -> Timestamp {
        let next = civil_day(day).and_then(civil::Date::tomorrow);
        next.and_then(|day| self.zone.to_timestamp(midnight(day))).unwrap_or(Timestamp::MAX)
    }

    /// `instant` as this zone's clock shows it.
    pub(crate) fn moment(&self, instant: Timestamp) -> Moment {
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

const fn midnight(day: civil::Date) -> DateTime {
    day.to_datetime(civil::Time::midnight())
}

fn civil_day(day: Date) -> Result<civil::Date, jiff::Error> {
    let part = |number: u8| i8::try_from(number).unwrap_or(i8::MAX);
    civil::Date::new(day.year(), part(day.month()), part(day.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_long_as_the_zone_makes_it() {
        let hours = |name, day| {
            let zone = Zone::named(Some(name));
            zone.end_of(day).duration_since(zone.start_of(day)).as_hours()
        };
        assert_eq!(hours("Australia/Sydney", date(2026, 10, 4)), 23);
        assert_eq!(hours("Australia/Sydney", date(2026, 4, 5)), 25);
        assert_eq!(hours("Australia/Perth", date(2026, 10, 4)), 24);
        let sydney = Zone::named(Some("Australia/Sydney"));
        assert_eq!(sydney.start_of(date(2026, 11, 24)).to_string(), "2026-11-23T13:00:00Z");
    }

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
