//! Text that is only taken when it fits a rule: ids and keys of others, which end in addresses, file names and records. Imports
//! serde only.

/// Whether `text` is an id as the contract's are: 1 to 64 of `A-Z a-z 0-9 _ -`, so it is always one path segment, a safe file name
/// and never an address.
pub(crate) fn is_plain_id(text: &str) -> bool {
    is_of(text, 64, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Whether `text` has 1 to `most` bytes, all of them `plain`.
pub(crate) fn is_of(text: &str, most: usize, plain: fn(u8) -> bool) -> bool {
    !text.is_empty() && text.len() <= most && text.bytes().all(plain)
}

/// A type of text that fits `$fits`, also when it comes over the wire; anything else is refused, never mended.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $fits:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes `text` when it is well-formed.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let fits: fn(&str) -> bool = $fits;
                fits(text).then(|| Self(text.to_owned()))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or(concat!("not ", $what))
            }
        }

        impl From<$name> for String {
            fn from(checked: $name) -> Self {
                checked.0
            }
        }
    };
}
pub(crate) use checked_text;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_plain_id_is_always_one_path_segment(text in "\\PC{0,80}") {
            if is_plain_id(&text) {
                prop_assert!(!text.is_empty() && text.len() <= 64);
                prop_assert!(!text.contains(['/', '\\', '.', '%', '?', '#', ' ', '@']));
            }
        }
    }
}
