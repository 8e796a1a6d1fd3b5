//! Amounts and rates. An amount is integer minor units; a rate is an exact decimal, since it can be below one cent.

use super::figure::{Decimal, push_grouped};
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency with the number of its minor digits, looked up on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Currency {
    /// Three capital letters.
    pub code: String,
    /// Digits after the point of an amount: 2 for AUD, 0 for JPY.
    pub exponent: u8,
}

impl Currency {
    /// "$" for Australian dollars, which every page names by code nearby; other currencies lead with their code.
    fn lead(&self) -> String {
        if self.code == "AUD" { "$".to_owned() } else { format!("{}\u{a0}", self.code) }
    }
}

/// An amount of money; negative is a credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Which currency.
    pub currency: Currency,
    /// Integer minor units (cents).
    pub minor: i64,
}

impl Money {
    /// "$1,491.70", "−$25.00", "JPY 1,200".
    #[must_use]
    pub fn display(&self) -> String {
        let digits = self.minor.unsigned_abs().to_string();
        let places = usize::from(self.currency.exponent);
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        let mut out = String::new();
        if self.minor < 0 {
            out.push('−');
        }
        out.push_str(&self.currency.lead());
        push_grouped(&mut out, whole);
        if places > 0 {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }
}

/// A price per unit in major units of the currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Which currency.
    pub currency: Currency,
    /// Major units for one unit, exactly as the contract wrote it.
    #[serde(with = "rust_decimal::serde::str")]
    pub per_unit: Decimal,
}

impl Rate {
    /// "$0.285"; never fewer digits than the currency has.
    #[must_use]
    pub fn display(&self) -> String {
        let places = self.per_unit.normalize().scale().max(u32::from(self.currency.exponent));
        let mut value = self.per_unit;
        value.rescale(places);
        format!("{}{value}", self.currency.lead())
    }

    /// What `units` cost at this rate, rounded half away from zero to the minor unit; none when it does not fit.
    #[must_use]
    pub fn charge(&self, units: Decimal) -> Option<Money> {
        let major = units.checked_mul(self.per_unit)?;
        let scale = Decimal::from(10_i64.checked_pow(u32::from(self.currency.exponent))?);
        let minor =
            major.checked_mul(scale)?.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        Some(Money { currency: self.currency.clone(), minor: i64::try_from(minor).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aud() -> Currency {
        Currency { code: "AUD".into(), exponent: 2 }
    }

    #[test]
    fn an_amount_reads_in_its_own_minor_units() {
        let of = |minor| Money { currency: aud(), minor }.display();
        assert_eq!(of(0), "$0.00");
        assert_eq!(of(7), "$0.07");
        assert_eq!(of(-2_500), "−$25.00");
        assert_eq!(of(123_456_789), "$1,234,567.89");
        assert_eq!(of(i64::MIN), "−$92,233,720,368,547,758.08");
        let yen = Money { currency: Currency { code: "JPY".into(), exponent: 0 }, minor: 1_200 };
        assert_eq!(yen.display(), "JPY\u{a0}1,200");
    }

    #[test]
    fn a_rate_below_a_cent_is_charged_exactly() {
        let rate = |text: &str| Rate { currency: aud(), per_unit: text.parse().unwrap() };
        assert_eq!(rate("0.285").display(), "$0.285");
        assert_eq!(rate("0.3").display(), "$0.30");
        assert_eq!(rate("0.285").charge(36.into()).unwrap().minor, 1_026);
        assert_eq!(rate("0.285").charge("0.5".parse().unwrap()).unwrap().minor, 14);
        assert_eq!(rate("0.005").charge(1.into()).unwrap().minor, 1);
        assert_eq!(rate("1").charge(Decimal::MAX), None);
    }
}
