//! Secret values and the rules for them. They print as `[REDACTED]`. Imports `secrecy`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use std::sync::Arc;

/// A key that seals stored sessions.
#[derive(Clone, Debug)]
pub struct SessionKey(Arc<SecretBox<[u8; 32]>>);

impl SessionKey {
    /// A key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Arc::new(SecretBox::new(Box::new(bytes))))
    }

    /// The bytes.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }
}

/// Keys of base64, newest first.
pub(super) fn session_keys(text: &str) -> Result<Vec<SessionKey>, String> {
    let expected = || "must be base64 of exactly 32 bytes each, separated by commas, all different".to_owned();
    let mut keys: Vec<[u8; 32]> = Vec::new();
    for entry in text.split(',') {
        let bytes = STANDARD.decode(entry.trim()).map_err(|_| expected())?;
        let key = <[u8; 32]>::try_from(bytes).map_err(|_| expected())?;
        if keys.contains(&key) || key.iter().all(|byte| Some(byte) == key.first()) {
            return Err(expected());
        }
        keys.push(key);
    }
    Ok(keys.into_iter().map(SessionKey::new).collect())
}

/// The client secret at the identity provider.
pub(super) fn client_secret(text: &str) -> Result<SecretString, String> {
    if text.len() < 8 || text.len() > 1_024 || text.chars().any(char::is_control) {
        return Err("must be 8 to 1024 printable characters".to_owned());
    }
    Ok(SecretString::from(text))
}

/// What an operator shows to end sessions.
pub(super) fn operator_token(text: &str) -> Result<SecretString, String> {
    if text.len() < 32 || text.len() > 256 || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err("must be 32 to 256 printable characters without spaces".to_owned());
    }
    Ok(SecretString::from(text))
}

/// Whether a Stripe key moves real money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StripeMode {
    /// `rk_live_`.
    Live,
    /// `rk_test_`.
    Test,
}

/// A restricted Stripe key (acceptance STR-07).
#[derive(Clone, Debug)]
pub struct StripeKey {
    /// The key, sent as a bearer to Stripe and nowhere else.
    pub secret: SecretString,
    /// Live or test.
    pub mode: StripeMode,
}

/// A restricted key. A secret key (`sk_`) could do anything to the account, so it is refused with its own words.
pub(super) fn stripe_key(text: &str) -> Result<StripeKey, String> {
    let restricted = "must be a restricted key (rk_live_… or rk_test_…) that may only create billing portal sessions";
    if text.starts_with("sk_") {
        return Err(format!("is a full secret key (sk_…), which is refused: it {restricted}"));
    }
    let (mode, rest) = if let Some(rest) = text.strip_prefix("rk_live_") {
        (StripeMode::Live, rest)
    } else if let Some(rest) = text.strip_prefix("rk_test_") {
        (StripeMode::Test, rest)
    } else {
        return Err(restricted.to_owned());
    };
    if rest.len() < 4 || !rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err(restricted.to_owned());
    }
    Ok(StripeKey { secret: SecretString::from(text), mode })
}
