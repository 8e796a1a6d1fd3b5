//! Randomness, as a parameter. Nothing else in the server draws random bytes.

use ring::rand::SecureRandom;
use std::sync::Arc;

/// A source of unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills `out`.
    ///
    /// # Errors
    /// [`RandomError`] when the source fails; nothing may then be made from `out`.
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError>;
}

/// A source that parts of the server share.
pub type SharedRandom = Arc<dyn Random>;

/// The machine has no randomness to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no randomness")]
pub struct RandomError;

impl From<RandomError> for app::backend::DomainError {
    fn from(RandomError: RandomError) -> Self {
        Self::Internal
    }
}

/// The operating system's source.
#[derive(Clone, Debug)]
pub struct SystemRandom(ring::rand::SystemRandom);

impl Default for SystemRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl SystemRandom {
    /// The operating system's source.
    #[must_use]
    pub fn new() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0.fill(out).map_err(|_| RandomError)
    }
}

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>(random: &dyn Random) -> Result<[u8; N], RandomError> {
    let mut out = [0; N];
    random.fill(&mut out)?;
    Ok(out)
}

/// 256 random bits as 43 characters of base64url.
pub(crate) fn text(random: &dyn Random) -> Result<String, RandomError> {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes::<32>(random)?))
}
