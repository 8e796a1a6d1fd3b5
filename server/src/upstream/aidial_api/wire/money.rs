//! Amounts and rates of the contract.

use super::Malformed;
use app::model::{
    figure::Decimal,
    money::{Currency, Money, Rate},
};
use serde::Deserialize;

/// `Money` of the contract.
#[derive(Debug, Deserialize)]
pub(in super::super) struct WireMoney {
    currency: String,
    minor: i64,
}

/// `Rate` of the contract.
#[derive(Debug, Deserialize)]
pub(in super::super) struct WireRate {
    currency: String,
    per_unit: String,
}

/// The largest rate believed, in major units for one minute or message.
const RATE_LIMIT: i64 = 1_000_000;

impl WireMoney {
    /// The amount with its currency's minor digits.
    pub(in super::super) fn read(self) -> Result<Money, Malformed> {
        Ok(Money { currency: currency(self.currency)?, minor: self.minor })
    }
}

impl WireRate {
    /// The rate, when it matches the contract's pattern.
    pub(in super::super) fn read(self) -> Result<Rate, Malformed> {
        let plain = self.per_unit.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let per_unit = Decimal::from_str_exact(&self.per_unit).map_err(|_| Malformed)?;
        if !plain || per_unit > Decimal::from(RATE_LIMIT) {
            return Err(Malformed);
        }
        Ok(Rate { currency: currency(self.currency)?, per_unit })
    }
}

fn currency(code: String) -> Result<Currency, Malformed> {
    let known = iso_currency::Currency::from_code(&code).ok_or(Malformed)?;
    let exponent = known.exponent().and_then(|digits| u8::try_from(digits).ok()).ok_or(Malformed)?;
    Ok(Currency { code, exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_digits_and_one_point() {
        let read = |text: &str| WireRate { currency: "AUD".into(), per_unit: text.into() }.read().is_ok();
        assert!(read("0.285") && read("12"));
        for bad in ["", ".5", "5.", "-1", "1e3", "1.2.3", "1_000", " 1"] {
            assert!(!read(bad), "{bad}");
        }
    }

    #[test]
    fn an_unknown_currency_is_not_guessed() {
        assert!(WireMoney { currency: "AUX".into(), minor: 1 }.read().is_err());
        assert_eq!(WireMoney { currency: "JPY".into(), minor: 1 }.read().unwrap().currency.exponent, 0);
    }
}
