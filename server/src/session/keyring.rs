//! The server's keys: what seals a session's tokens and a login's cookie, and what turns a person into a key.
//!
//! The first key seals; all of them open, so keys are rotated by putting a new one first and taking the old one away
//! once the longest session has ended. Sealed form: version, key tag, nonce, ciphertext with tag.

use super::random::{self, Random, RandomError};
use crate::store::PersonKey;
use base64::{Engine, prelude::BASE64_STANDARD};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf, hmac,
};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// Bytes of a server key.
pub(super) const KEY_BYTES: usize = 32;
const VERSION: u8 = 1;
const TAG_BYTES: usize = 8;

/// One or more server keys. Prints without them.
pub struct Keyring {
    first: ServerKey,
    older: Vec<ServerKey>,
}

struct ServerKey {
    root: hkdf::Prk,
    /// Which key sealed something; derived, so it says nothing about the key.
    tag: [u8; TAG_BYTES],
    people: hmac::Key,
}

/// Keys that cannot be used. Never quotes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// Not a list of keys.
    #[error("session keys must be 32 bytes each in base64, separated by commas")]
    Malformed,
    /// The same key twice.
    #[error("a session key is listed twice")]
    Repeated,
    /// The key file cannot be read or made.
    #[error("the session key file cannot be used")]
    File,
}

impl Keyring {
    /// Keys from the setting: base64 of 32 bytes each, comma-separated, the sealing one first.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub fn from_setting(setting: &SecretString) -> Result<Self, KeyringError> {
        let decode = |text: &str| {
            let bytes = BASE64_STANDARD.decode(text.trim()).map_err(|_| KeyringError::Malformed)?;
            <[u8; KEY_BYTES]>::try_from(bytes).map_err(|_| KeyringError::Malformed)
        };
        let keys = setting.expose_secret().split(',').map(decode).collect::<Result<Vec<_>, _>>()?;
        Self::new(&keys)
    }

    /// Keys as they are, the sealing one first.
    ///
    /// # Errors
    /// [`KeyringError::Malformed`] without any, [`KeyringError::Repeated`].
    pub fn new(keys: &[[u8; KEY_BYTES]]) -> Result<Self, KeyringError> {
        let (first, older) = keys.split_first().ok_or(KeyringError::Malformed)?;
        let ring = Self { first: ServerKey::new(first), older: older.iter().map(ServerKey::new).collect() };
        let mut tags = ring.keys().map(|key| key.tag).collect::<Vec<_>>();
        tags.sort_unstable();
        tags.dedup();
        if tags.len() == keys.len() { Ok(ring) } else { Err(KeyringError::Repeated) }
    }

    /// Seals `plain` under the first key, for `purpose` and `of` (a secret id, or nothing) and bound to `bound`.
    pub(crate) fn seal(
        &self,
        purpose: Purpose,
        of: &[u8],
        bound: &[u8],
        plain: Vec<u8>,
        random: &dyn Random,
    ) -> Result<Vec<u8>, RandomError> {
        let nonce = random::bytes::<NONCE_LEN>(random)?;
        let mut text = plain;
        let key = self.first.sealer(purpose, of).ok_or(RandomError)?;
        let nonce_once = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(nonce_once, Aad::from(bound), &mut text).map_err(|_| RandomError)?;
        let mut out = Vec::with_capacity(1 + TAG_BYTES + NONCE_LEN + text.len());
        out.push(VERSION);
        out.extend_from_slice(&self.first.tag);
        out.extend_from_slice(&nonce);
        out.append(&mut text);
        Ok(out)
    }

    /// Opens what [`Keyring::seal`] made with the same `purpose`, `of` and `bound`, under any of the keys.
    pub(crate) fn open(&self, purpose: Purpose, of: &[u8], bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (version, rest) = sealed.split_first()?;
        let (tag, rest) = rest.split_first_chunk::<TAG_BYTES>()?;
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>()?;
        if *version != VERSION {
            return None;
        }
        let key = self.keys().find(|key| key.tag == *tag)?.sealer(purpose, of)?;
        let mut text = text.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = key.open_in_place(nonce, Aad::from(bound), &mut text).ok()?.len();
        text.truncate(length);
        Some(text)
    }

    /// The person's key, under the first key.
    pub(crate) fn person_key(&self, issuer: &str, subject: &str) -> PersonKey {
        self.first.person(issuer, subject)
    }

    /// The key of a session at the issuer, under the first key.
    pub(crate) fn op_session_key(&self, issuer: &str, sid: &str) -> [u8; 32] {
        self.first.op_session(issuer, sid)
    }

    /// The person's keys, under every server key: those of sessions that began before a rotation too.
    pub(crate) fn person_keys(&self, issuer: &str, subject: &str) -> Vec<PersonKey> {
        self.keys().map(|key| key.person(issuer, subject)).collect()
    }

    /// The keys of a session at the issuer, under every server key.
    pub(crate) fn op_session_keys(&self, issuer: &str, sid: &str) -> Vec<[u8; 32]> {
        self.keys().map(|key| key.op_session(issuer, sid)).collect()
    }

    /// What names an address of `tenant` without telling it, under the first key: the same for the same `parts`.
    pub(crate) fn mark(&self, tenant: &str, parts: [&str; 2]) -> [u8; 32] {
        self.first.keyed_hash(&[b"mark", tenant.as_bytes(), parts[0].as_bytes(), parts[1].as_bytes()])
    }

    fn keys(&self) -> impl Iterator<Item = &ServerKey> {
        std::iter::once(&self.first).chain(&self.older)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} keys)", 1 + self.older.len())
    }
}

/// What something is sealed for; a thing sealed for one purpose does not open for another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// A session's tokens; the key comes from the session id too.
    Session,
    /// A login attempt's cookie.
    Login,
    /// A place in the audit log.
    AuditCursor,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Session => b"portal session v1",
            Self::Login => b"portal login v1",
            Self::AuditCursor => b"portal audit cursor v1",
        }
    }
}

impl ServerKey {
    fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"billing portal").extract(bytes);
        let people = hmac::Key::new(hmac::HMAC_SHA256, &derived::<KEY_BYTES>(&root, b"portal people v1"));
        let tag = derived(&root, b"portal key tag v1");
        Self { root, tag, people }
    }

    fn sealer(&self, purpose: Purpose, of: &[u8]) -> Option<LessSafeKey> {
        let info = [purpose.label(), of];
        let key = self.root.expand(&info, &CHACHA20_POLY1305).ok()?;
        Some(LessSafeKey::new(UnboundKey::from(key)))
    }

    fn person(&self, issuer: &str, subject: &str) -> PersonKey {
        self.keyed_hash(&[issuer.as_bytes(), subject.as_bytes()])
    }

    fn op_session(&self, issuer: &str, sid: &str) -> [u8; 32] {
        self.keyed_hash(&[b"sid", issuer.as_bytes(), sid.as_bytes()])
    }

    /// Parts are kept apart by a zero byte, which neither a URL nor a subject contains.
    fn keyed_hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.people);
        for part in parts {
            context.update(part);
            context.update(&[0]);
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }
}

fn derived<const N: usize>(root: &hkdf::Prk, label: &[u8]) -> [u8; N] {
    struct Length(usize);
    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut out = [0; N];
    // Fails only for more than 255 hashes of output; N is 8 or 32.
    let filled = root.expand(&[label], Length(N)).and_then(|okm| okm.fill(&mut out));
    debug_assert!(filled.is_ok(), "HKDF gives {N} bytes");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SystemRandom;

    fn sealed(ring: &Keyring) -> Vec<u8> {
        ring.seal(Purpose::Session, b"id", b"row", b"token".to_vec(), &SystemRandom::default()).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_only_for_its_purpose_id_and_row() {
        let ring = Keyring::new(&[[1; 32]]).unwrap();
        let sealed = sealed(&ring);
        assert_eq!(ring.open(Purpose::Session, b"id", b"row", &sealed).unwrap(), b"token");
        assert!(ring.open(Purpose::Login, b"id", b"row", &sealed).is_none());
        assert!(ring.open(Purpose::Session, b"other", b"row", &sealed).is_none());
        assert!(ring.open(Purpose::Session, b"id", b"other", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(ring.open(Purpose::Session, b"id", b"row", &damaged).is_none(), "byte {at}");
            assert!(ring.open(Purpose::Session, b"id", b"row", &sealed[..at]).is_none(), "cut at {at}");
        }
    }

    #[test]
    fn an_older_key_still_opens_until_it_is_taken_away() {
        let old = sealed(&Keyring::new(&[[1; 32]]).unwrap());
        let both = Keyring::new(&[[2; 32], [1; 32]]).unwrap();
        assert!(both.open(Purpose::Session, b"id", b"row", &old).is_some());
        let new = sealed(&both);
        let alone = Keyring::new(&[[2; 32]]).unwrap();
        assert!(alone.open(Purpose::Session, b"id", b"row", &new).is_some());
        assert!(alone.open(Purpose::Session, b"id", b"row", &old).is_none());
    }

    #[test]
    fn a_setting_is_a_list_of_whole_keys() {
        let good = BASE64_STANDARD.encode([7; 32]);
        let parse = |text: &str| Keyring::from_setting(&SecretString::from(text)).map(|ring| format!("{ring:?}"));
        assert_eq!(parse(&good).unwrap(), "Keyring(1 keys)");
        assert_eq!(parse(&format!("{}, {good}", BASE64_STANDARD.encode([8; 32]))).unwrap(), "Keyring(2 keys)");
        assert_eq!(parse(&format!("{good},{good}")).unwrap_err(), KeyringError::Repeated);
        for bad in ["", ",", "short", &BASE64_STANDARD.encode([7; 31]), &format!("{good},")] {
            assert_eq!(parse(bad).unwrap_err(), KeyringError::Malformed, "{bad}");
        }
    }

    #[test]
    fn a_person_is_issuer_and_subject_together() {
        let ring = Keyring::new(&[[1; 32]]).unwrap();
        assert_eq!(ring.person_key("https://a", "b"), ring.person_key("https://a", "b"));
        assert_ne!(ring.person_key("https://a", "b"), ring.person_key("https://ab", ""));
        assert_ne!(ring.person_key("https://a", "b"), ring.op_session_key("https://a", "b"));
        assert_ne!(ring.mark("a", ["b", "c"]), ring.mark("a", ["bc", ""]));
        assert_ne!(ring.mark("a", ["b", "c"]), Keyring::new(&[[2; 32]]).unwrap().mark("a", ["b", "c"]));
    }
}
