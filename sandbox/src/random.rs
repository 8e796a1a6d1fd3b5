//! Unguessable text from the system's random source. Imports nothing of the rest of the crate.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom as _, SystemRandom};

/// The system's random source failed.
#[derive(Debug)]
pub(crate) struct NoRandomness;

/// 256 random bits as 43 characters of base64url, behind a prefix that says what it is.
pub(crate) fn token(prefix: &str) -> Result<String, NoRandomness> {
    let mut bytes = [0_u8; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
}
