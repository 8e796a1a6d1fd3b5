//! Money, rates and minutes exactly: integers inside, decimals only when written. Imports nothing of the rest of the crate.

use serde::{Serialize, Serializer};

/// Minutes in hundredths, written as a JSON number without binary noise (`341.5`, `600`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Minutes(pub(crate) i64);

impl Serialize for Minutes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            // The quotient is the double nearest to the decimal, and the shortest text that names it is that decimal.
            #[expect(clippy::cast_precision_loss, reason = "hundredths of minutes stay far below 2^53")]
            serializer.serialize_f64(self.0 as f64 / 100.0)
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Money {
    pub(crate) currency: &'static str,
    pub(crate) minor: i64,
}

impl Money {
    pub(crate) const fn aud(minor: i64) -> Self {
        Self { currency: "AUD", minor }
    }

    /// `$491.70`, `-$25.00`.
    pub(crate) fn text(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let cents = self.minor.unsigned_abs();
        format!("{sign}${}.{:02}", cents / 100, cents % 100)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Rate {
    pub(crate) currency: &'static str,
    pub(crate) per_unit: String,
}

impl Rate {
    /// From tenths of a cent.
    pub(crate) fn aud(milli: i64) -> Self {
        Self { currency: "AUD", per_unit: format!("{}.{:03}", milli / 1000, milli % 1000) }
    }
}

/// Half away from zero.
const fn divide_rounded(value: i64, by: i64) -> i64 {
    if value < 0 { (value - by / 2) / by } else { (value + by / 2) / by }
}

/// Cents for so many minutes at so many tenths of a cent each.
pub(crate) const fn minutes_charge(minutes: Minutes, milli: i64) -> i64 {
    divide_rounded(minutes.0 * milli, 1000)
}

/// Cents for so many pieces at so many tenths of a cent each.
pub(crate) const fn pieces_charge(count: i64, milli: i64) -> i64 {
    divide_rounded(count * milli, 10)
}

/// GST: 10 %.
pub(crate) const fn gst(subtotal: i64) -> i64 {
    divide_rounded(subtotal, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_written_as_the_decimals_they_are() {
        for centi in 0..200_000 {
            let text = serde_json::to_string(&Minutes(centi)).unwrap();
            let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
            assert!(part.len() <= 2, "{text}");
            let hundredths = format!("{part:0<2}").parse::<i64>().unwrap();
            assert_eq!(whole.parse::<i64>().unwrap() * 100 + hundredths, centi);
        }
    }

    #[test]
    fn charges_round_half_up_to_the_cent() {
        assert_eq!(minutes_charge(Minutes(3_325), 285), 948); // 33.25 × 0.285 = 9.47625
        assert_eq!(pieces_charge(3, 85), 26); // 25.5 cents
        assert_eq!(gst(44_705), 4_471);
        assert_eq!(gst(-5), -1);
    }
}
