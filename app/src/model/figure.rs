//! Exact counts of minutes and messages, and how they read. Never a float.

pub use rust_decimal::Decimal;

/// Groups the integer digits by thousands: "12,345.5". Trailing zeros of the fraction are dropped.
#[must_use]
pub fn grouped(value: Decimal) -> String {
    let text = value.normalize().abs().to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::with_capacity(text.len() + 8);
    if value.is_sign_negative() && !value.is_zero() {
        out.push('−');
    }
    push_grouped(&mut out, whole);
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// [`grouped`] of an integer.
#[must_use]
pub fn count(value: i64) -> String {
    let mut out = String::new();
    if value < 0 {
        out.push('−');
    }
    push_grouped(&mut out, &value.unsigned_abs().to_string());
    out
}

/// Appends `digits` with a comma before every third digit from the right.
pub(super) fn push_grouped(out: &mut String, digits: &str) {
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_fractions_kept_exactly() {
        let read = |text: &str| grouped(text.parse().unwrap());
        assert_eq!(read("0"), "0");
        assert_eq!(read("999"), "999");
        assert_eq!(read("1518.50"), "1,518.5");
        assert_eq!(read("-1234567.25"), "−1,234,567.25");
        assert_eq!(count(5_000), "5,000");
        assert_eq!(count(i64::MIN), "−9,223,372,036,854,775,808");
    }
}
