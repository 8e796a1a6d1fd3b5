//! The projects of a tenant and how much each used in each period: a fixed function of tenant, project and period.
//! May import `tenants` and `books::amounts`.

use crate::{
    books::amounts::Minutes,
    tenants::{Projects, TenantSeed},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) minutes: Minutes,
    pub(crate) sms: i64,
}

impl Used {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { minutes: Minutes(self.minutes.0 + other.minutes.0), sms: self.sms + other.sms }
    }
}

pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) included: Minutes,
    pub(crate) active: bool,
    now: Used,
    usual: Used,
    salt: u64,
}

/// 64 well-mixed bits of a number (splitmix64's finisher).
pub(crate) const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

pub(crate) fn salt(text: &str) -> u64 {
    text.bytes().fold(0, |sum, byte| mix(sum ^ u64::from(byte)))
}

/// A whole number from 0 to `below - 1`.
pub(crate) const fn pick(seed: u64, below: u64) -> i64 {
    #[expect(clippy::cast_possible_wrap, reason = "below is small")]
    let picked = (mix(seed) % below) as i64;
    picked
}

impl Project {
    /// What it used in the period so many ago.
    pub(crate) fn used(&self, ago: u32) -> Used {
        if !self.active {
            return Used::default();
        }
        if ago == 0 {
            return self.now;
        }
        let seed = self.salt ^ (u64::from(ago) << 32);
        // Between 80 and 115 % of the usual, in quarter minutes.
        let quarters = self.usual.minutes.0 * (800 + pick(seed, 351)) / 1000 / 25;
        let sms = self.usual.sms * (700 + pick(seed ^ 1, 601)) / 1000;
        Used { minutes: Minutes(quarters * 25), sms }
    }
}

pub(crate) fn projects(tenant: &TenantSeed) -> Vec<Project> {
    match tenant.projects {
        Projects::Listed(list) => list
            .iter()
            .map(|seed| Project {
                id: seed.id.to_owned(),
                name: seed.name.to_owned(),
                included: Minutes(seed.included_centi),
                active: seed.active,
                now: Used { minutes: Minutes(seed.now_centi), sms: seed.now_sms },
                usual: Used { minutes: Minutes(seed.usual_centi), sms: seed.usual_sms },
                salt: salt(tenant.id) ^ salt(seed.id),
            })
            .collect(),
        Projects::Numbered(count) => (1..=count).map(|number| numbered(tenant, number)).collect(),
    }
}

fn numbered(tenant: &TenantSeed, number: u32) -> Project {
    let id = format!("prj-store-{number:03}");
    let salt = salt(tenant.id) ^ salt(&id);
    let now_centi = match number % 10 {
        0 => 31_000 + 25 * pick(salt, 80),
        1 | 2 => 25_000 + 25 * pick(salt, 120),
        _ => 4_000 + 25 * pick(salt, 600),
    };
    Project {
        name: format!("Store {number:03}"),
        included: Minutes(30_000),
        active: number % 25 != 24,
        now: Used { minutes: Minutes(now_centi), sms: pick(salt ^ 7, 90) },
        usual: Used { minutes: Minutes(27_000), sms: 55 },
        salt,
        id,
    }
}

/// Split a total over days, more on weekdays: whole units, none negative, summing to the total exactly.
pub(crate) fn spread(total: i64, days: &[jiff::civil::Date], seed: u64) -> Vec<i64> {
    let weight = |day: &jiff::civil::Date| {
        let jitter = pick(seed ^ u64::from(day.day().unsigned_abs()), 40);
        if day.weekday().to_monday_zero_offset() >= 5 { 10 + jitter / 4 } else { 80 + jitter }
    };
    let sum: i64 = days.iter().map(weight).sum();
    let mut so_far = 0;
    let mut given = 0;
    days.iter()
        .map(|day| {
            so_far += weight(day);
            let due = total * so_far / sum.max(1);
            let share = due - given;
            given = due;
            share
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan as _, civil::date};

    use super::*;

    #[test]
    fn a_spread_total_is_neither_lost_nor_negative() {
        for length in 1..40 {
            let days: Vec<_> = date(2026, 2, 20).series(1.day()).take(length).collect();
            for total in [0, 1, 7, 34_150, 9_999_999] {
                let shares = spread(total, &days, 42);
                assert_eq!(shares.iter().sum::<i64>(), total);
                assert!(shares.iter().all(|share| *share >= 0));
            }
        }
    }

    #[test]
    fn the_same_period_always_reads_the_same() {
        let tenant = crate::tenants::tenant("vast").unwrap();
        let (one, two) = (projects(tenant), projects(tenant));
        for ago in 0..30 {
            assert!(one.iter().zip(&two).all(|(a, b)| a.used(ago) == b.used(ago)));
        }
    }
}
