//! A login under way, kept in the browser alone: one sealed cookie an attempt, so that starting a login writes nothing to
//! the store and any replica can finish it. The cookie is bound to its attempt's `state`, so it opens for no other.

use crate::{
    clock::SharedClock,
    session::{
        CookieNames, Keyring, Purpose, RandomError, SharedRandom, cookies_named, cookies_starting_with, random_bytes,
        random_text, sha256,
    },
    store::StateHash,
};
use app::paths::ReturnPath;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How long a person may take at the issuer, in seconds.
const LIFE_S: u32 = 600;
const LIFE_MS: i64 = 1_000 * LIFE_S as i64;
/// Characters of an attempt's id: 12 hex digits of its time, which sort by age, and 8 random ones.
const ID: usize = 20;
/// Characters of a `state`: the id and 256 random bits.
const STATE: usize = ID + 43;
/// Attempts kept in one jar.
const KEPT: usize = 12;
/// Bytes of attempts kept in one jar; proxies commonly take 8 KiB of headers.
const KEPT_BYTES: usize = 6 * 1_024;
/// Cookies removed in one answer; a jar that other means filled further is emptied over several.
const REMOVED: usize = 24;

/// Begins and finishes login attempts.
pub struct LoginAttempts {
    keyring: Arc<Keyring>,
    clock: SharedClock,
    random: SharedRandom,
    names: CookieNames,
}

/// A login that just began.
pub struct Started {
    /// Goes to the issuer and comes back.
    pub state: String,
    /// Goes into the ID token.
    pub nonce: String,
    /// The PKCE verifier.
    pub verifier: String,
    /// The attempt's cookie, and the removal of those that are too many.
    pub set_cookies: Vec<HeaderValue>,
}

/// A login that came back to the browser that began it.
#[derive(Serialize, Deserialize)]
pub struct Attempt {
    pub(super) nonce: String,
    pub(super) verifier: String,
    return_to: String,
    /// In unix milliseconds.
    began: i64,
}

/// Why a `state` is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttemptError {
    /// Not a state of this portal.
    #[error("malformed state")]
    Malformed,
    /// This browser has no such attempt: another began it, it was used, or it is long over.
    #[error("no such attempt in this browser")]
    Absent,
    /// The attempt's cookie does not belong to this state, or was tampered with.
    #[error("foreign state")]
    Foreign,
    /// Begun too long ago.
    #[error("attempt too old")]
    Expired,
}

impl Attempt {
    /// Where the person goes when signed in.
    #[must_use]
    pub fn return_to(&self) -> ReturnPath {
        ReturnPath::parse(&self.return_to).unwrap_or_default()
    }
}

impl LoginAttempts {
    /// Attempts sealed by `keyring`, in cookies called by `names`.
    #[must_use]
    pub const fn new(keyring: Arc<Keyring>, clock: SharedClock, random: SharedRandom, names: CookieNames) -> Self {
        Self { keyring, clock, random, names }
    }

    /// Begins a login that ends at `return_to`.
    ///
    /// # Errors
    /// [`RandomError`].
    pub fn start(&self, headers: &HeaderMap, return_to: &ReturnPath) -> Result<Started, RandomError> {
        let now = self.clock.now().as_millisecond();
        let tail = u32::from_be_bytes(random_bytes(&*self.random)?);
        let id = format!("{:012x}{tail:08x}", now.max(0));
        let state = format!("{id}{}", random_text(&*self.random)?);
        let attempt = Attempt {
            nonce: random_text(&*self.random)?,
            verifier: random_text(&*self.random)?,
            return_to: return_to.as_str().to_owned(),
            began: now,
        };
        let plain = serde_json::to_vec(&attempt).map_err(|_| RandomError)?;
        let sealed = self.keyring.seal(Purpose::Login, b"", state.as_bytes(), plain, &*self.random)?;
        let value = BASE64_URL_SAFE_NO_PAD.encode(sealed);
        let name = self.cookie(&id);
        let mut set_cookies = self.too_many(headers, name.len() + value.len());
        set_cookies.extend(self.names.set(&name, &value, Some(LIFE_S)));
        Ok(Started { state, nonce: attempt.nonce, verifier: attempt.verifier, set_cookies })
    }

    /// The attempt that `state` belongs to, out of this browser's cookies.
    ///
    /// # Errors
    /// [`AttemptError`].
    pub fn finish(&self, headers: &HeaderMap, state: &str) -> Result<Attempt, AttemptError> {
        let name = self.cookie(id_of(state).ok_or(AttemptError::Malformed)?);
        let value = cookies_named(headers, &name).next().ok_or(AttemptError::Absent)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(value).map_err(|_| AttemptError::Foreign)?;
        let plain = self.keyring.open(Purpose::Login, b"", state.as_bytes(), &sealed).ok_or(AttemptError::Foreign)?;
        let attempt: Attempt = serde_json::from_slice(&plain).map_err(|_| AttemptError::Foreign)?;
        let age = self.clock.now().as_millisecond().saturating_sub(attempt.began);
        if age < LIFE_MS { Ok(attempt) } else { Err(AttemptError::Expired) }
    }

    /// The `Set-Cookie` that takes the attempt's cookie away.
    #[must_use]
    pub fn removal_cookie(&self, state: &str) -> Option<HeaderValue> {
        self.names.set(&self.cookie(id_of(state)?), "", Some(0))
    }

    /// What marks `state` as used, and until when it has to be remembered: as long as its cookie could be sent again.
    #[must_use]
    pub fn mark(&self, attempt: &Attempt, state: &str) -> (StateHash, i64) {
        (sha256(state.as_bytes()), attempt.began.saturating_add(LIFE_MS))
    }

    fn cookie(&self, id: &str) -> String {
        format!("{}{id}", self.names.login_prefix())
    }

    /// Removals for the oldest attempts, so that a jar stays small whatever a person abandons.
    fn too_many(&self, headers: &HeaderMap, new_bytes: usize) -> Vec<HeaderValue> {
        let found = cookies_starting_with(headers, self.names.login_prefix());
        let mut jar = found.map(|(name, value)| (name, name.len() + value.len())).collect::<Vec<_>>();
        jar.sort_unstable_by(|a, b| b.cmp(a));
        let mut bytes = new_bytes;
        let surplus = jar.into_iter().enumerate().filter_map(|(newer, (name, size))| {
            bytes += size;
            (newer + 1 >= KEPT || bytes > KEPT_BYTES).then_some(name)
        });
        let removed = surplus.filter_map(|name| self.names.set(std::str::from_utf8(name).ok()?, "", Some(0)));
        removed.take(REMOVED).collect()
    }
}

/// The id in a `state` of the one shape that is ever issued.
fn id_of(state: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (state.len() == STATE && state.bytes().all(plain)).then(|| state.get(..ID)).flatten()
}
