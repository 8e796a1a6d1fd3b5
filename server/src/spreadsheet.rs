//! Cells of CSV files as spreadsheet programs read them: text that would be a formula is made text, and amounts are plain
//! decimals.

use app::model::money::Money;
use csv::{Terminator, WriterBuilder};
use std::borrow::Cow;

/// What makes a program take a cell for a formula when it comes first, full-width forms included (OWASP, "CSV Injection").
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// `text` as a cell that no program runs: one that begins like a formula gets an apostrophe before it.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// `money` in major units with its currency's digits, a point, no grouping and an ASCII minus: "-1491.70". It is made of
/// digits alone, so a leading minus is a number and no formula.
#[must_use]
pub fn amount(money: &Money) -> String {
    let places = usize::from(money.currency.exponent);
    let digits = format!("{:0>width$}", money.minor.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if money.minor < 0 { "-" } else { "" };
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// `rows` as CSV (RFC 4180).
///
/// # Errors
/// None that a writer in memory can have; kept, so that none is lost.
pub fn csv<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, csv::Error>
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| cell.as_ref().to_owned()))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::money::Currency;
    use proptest::prelude::*;

    fn written(minor: i64, exponent: u8) -> String {
        amount(&Money { currency: Currency { code: "AUD".into(), exponent }, minor })
    }

    #[test]
    fn an_amount_is_a_plain_decimal() {
        assert_eq!(written(149_170, 2), "1491.70");
        assert_eq!(written(-5, 2), "-0.05");
        assert_eq!(written(0, 2), "0.00");
        assert_eq!(written(1_200, 0), "1200");
        assert_eq!(written(i64::MIN, 3), "-9223372036854775.808");
    }

    proptest! {
        #[test]
        fn no_text_cell_begins_like_a_formula_and_none_is_lost(value in "[=+@\\-\\t\\r\\n＝＋－＠'\",a1 ]{0,12}") {
            let cell = text(&value);
            prop_assert!(!cell.starts_with(FORMULA));
            prop_assert!(cell == value || cell.strip_prefix('\'') == Some(&*value));
            let bytes = csv([["a", &*cell], ["b", "c"]]).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*bytes);
            let back: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(&back[0][1], &*cell);
            prop_assert_eq!(back.len(), 2);
        }
    }
}
