//! The id in the cookie, and its hash, which is all that is kept.

use super::random::{self, Random, RandomError};
use crate::store::IdHash;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::digest;
use std::fmt;

/// Bytes of an id.
const BYTES: usize = 32;
/// Characters of an id in the cookie: base64url of 32 bytes without padding.
const CHARACTERS: usize = 43;

/// A session id: 256 random bits, known to the browser only. Prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SessionId([u8; BYTES]);

impl SessionId {
    pub(super) fn draw(random: &dyn Random) -> Result<Self, RandomError> {
        random::bytes(random).map(Self)
    }

    /// Takes a cookie's value only when it has the one shape that was ever issued.
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        if value.len() != CHARACTERS {
            return None;
        }
        BASE64_URL_SAFE_NO_PAD.decode(value).ok()?.try_into().ok().map(Self)
    }

    pub(super) fn cookie_value(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(super) fn hash(&self) -> SessionKey {
        SessionKey(sha256(&self.0))
    }

    pub(super) const fn secret(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(..)")
    }
}

/// The hash of a session id: names the session in the store, in caches and, shortened, in the log.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionKey(IdHash);

impl SessionKey {
    pub(super) const fn of_hash(hash: IdHash) -> Self {
        Self(hash)
    }

    /// The whole hash in hex, to name the session by on its owner's page.
    pub(super) fn reference(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The key that [`SessionKey::reference`] wrote.
    pub(super) fn of_reference(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes = digits.chunks(2).map(byte).collect::<Option<Vec<_>>>()?;
        bytes.try_into().ok().map(Self)
    }

    pub(super) const fn bytes(&self) -> &IdHash {
        &self.0
    }
}

impl fmt::Display for SessionKey {
    /// The first eight bytes, in hex: enough to follow a session through the log, and of no use as a cookie.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionKey({self})")
    }
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SystemRandom;
    use std::collections::HashSet;

    #[test]
    fn ten_thousand_ids_are_different_and_survive_the_cookie() {
        let random = SystemRandom::default();
        let mut seen = HashSet::new();
        for _ in 0..10_000 {
            let id = SessionId::draw(&random).unwrap();
            let value = id.cookie_value();
            assert_eq!(SessionId::parse(value.as_bytes()), Some(id));
            assert!(seen.insert(value));
        }
    }

    #[test]
    fn anything_but_an_issued_shape_is_no_id() {
        for bad in ["", "a", &"A".repeat(42), &"A".repeat(44), &"=".repeat(43), &"+".repeat(43), &"B".repeat(43)] {
            assert_eq!(SessionId::parse(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(SessionId::parse(&[0xff; 43]), None);
    }

    #[test]
    fn an_id_does_not_print() {
        let id = SessionId::draw(&SystemRandom::default()).unwrap();
        assert!(!format!("{id:?}").contains(&id.cookie_value()));
        assert_eq!(id.hash().to_string().len(), 16);
    }
}
