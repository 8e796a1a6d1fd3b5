//! A key that makes an action happen once, however often its form is sent: a version 4 UUID. Imports serde only.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where the version and the variant of a version 4 UUID stand (RFC 9562 §5.4).
const FIXED: u128 = 0x0000_0000_0000_f000_c000_0000_0000_0000;
/// What stands there.
const MARKS: u128 = 0x0000_0000_0000_4000_8000_0000_0000_0000;

/// A version 4 UUID in lower case. Random, so it says nothing about a person; the same one is sent with every try of one
/// action, and another one with the next action (acceptance STR-05).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OnceKey(u128);

impl OnceKey {
    /// The name of the form field that carries it.
    pub const FIELD: &'static str = "once";

    /// A key of these random bytes; six bits of them give way to the version and the variant.
    #[must_use]
    pub const fn of_random(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes) & !FIXED | MARKS)
    }

    /// The key that is written so, in the one form that is ever written: 36 characters, lower case, version 4.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_placed = |(at, byte): (usize, u8)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        };
        if text.len() != 36 || !text.bytes().enumerate().all(well_placed) {
            return None;
        }
        let digits: String = text.split('-').collect();
        let key = u128::from_str_radix(&digits, 16).ok()?;
        (key & FIXED == MARKS).then_some(Self(key))
    }
}

impl fmt::Display for OnceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:032x}", self.0);
        let part = |range| digits.get(range).unwrap_or_default();
        write!(f, "{}-{}-{}-{}-{}", part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
    }
}

impl fmt::Debug for OnceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OnceKey({self})")
    }
}

impl TryFrom<String> for OnceKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a version 4 UUID")
    }
}

impl From<OnceKey> for String {
    fn from(key: OnceKey) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_a_version_4_uuid_in_lower_case_is_a_key() {
        assert!(OnceKey::parse("9b2f6c1e-0d3a-4f7b-8c5d-1e2f3a4b5c6d").is_some());
        for bad in [
            "",
            "9b2f6c1e0d3a4f7b8c5d1e2f3a4b5c6d",
            "9B2F6C1E-0D3A-4F7B-8C5D-1E2F3A4B5C6D",
            "9b2f6c1e-0d3a-1f7b-8c5d-1e2f3a4b5c6d",
            "9b2f6c1e-0d3a-4f7b-cc5d-1e2f3a4b5c6d",
            "9b2f6c1e-0d3a-4f7b-8c5d-1e2f3a4b5c6d ",
            "9b2f6c1e-0d3a-4f7b-8c5d-1e2f3a4b5c6-",
            "+b2f6c1e-0d3a-4f7b-8c5d-1e2f3a4b5c6d",
        ] {
            assert!(OnceKey::parse(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_random_bytes_make_a_key_that_reads_back(bytes in any::<[u8; 16]>()) {
            let key = OnceKey::of_random(bytes);
            prop_assert_eq!(OnceKey::parse(&key.to_string()), Some(key));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}") {
            let _ = OnceKey::parse(&text);
        }
    }
}
