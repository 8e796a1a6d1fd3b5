//! The name of a client organisation (tenant). Imports serde only.

use serde::{Deserialize, Serialize};

/// A well-formed `client_id`: 1 to 64 of `A-Z a-z 0-9 _ -`, so it is always one path segment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

impl ClientId {
    /// Longest id the contract allows.
    const MAX: usize = 64;

    /// The id, when `text` is well-formed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = !text.is_empty()
            && text.len() <= Self::MAX
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a client id")
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_client_id_is_always_one_plain_path_segment(text in "\\PC{0,80}") {
            if let Some(id) = ClientId::parse(&text) {
                prop_assert!(!id.as_str().is_empty() && id.as_str().len() <= 64);
                prop_assert!(!id.as_str().contains(['/', '\\', '.', '%', '?', '#', ' ']));
            }
        }
    }
}
