//! JSON numbers read exactly, never through a float.

use app::model::figure::Decimal;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::value::RawValue;

/// Beyond this no count of minutes is believed (a thousand years of a thousand lines), and all sums stay exact.
const LIMIT: i64 = 1_000_000_000_000;

/// A JSON number as an exact decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Figure(pub(in super::super) Decimal);

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        parse(raw.get()).map(Self).ok_or_else(|| D::Error::custom("not a figure"))
    }
}

fn parse(text: &str) -> Option<Decimal> {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-').then_some(())?;
    let value = if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).ok()?
    } else {
        Decimal::from_str_exact(text).ok()?
    };
    (value.abs() <= Decimal::from(LIMIT)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_to_the_last_digit_or_not_at_all() {
        let read = |text: &str| serde_json::from_str::<Figure>(text).ok().map(|f| f.0.to_string());
        assert_eq!(read("0.1").as_deref(), Some("0.1"));
        assert_eq!(read("324.05").as_deref(), Some("324.05"));
        assert_eq!(read("1.5e3").as_deref(), Some("1500"));
        for bad in
            ["\"5\"", "true", "1e400", "1e-400", "NaN", "[1]", "1000000000001", "0.12345678901234567890123456789012"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
