//! What the issuer gave for a session, as it is sealed into the row.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How long before its end a token is no longer sent, so that it does not run out on the way.
pub(super) const MARGIN_MS: i64 = 10_000;

/// A session's tokens and whose they are. Prints without them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// When it runs out, in unix milliseconds.
    pub access_until: i64,
    /// The refresh token, when the issuer gave one.
    pub refresh: Option<String>,
    /// The last ID token, for the end-session request.
    pub id_token: String,
    /// The issuer.
    pub issuer: String,
    /// The person at that issuer.
    pub subject: String,
    /// The nonce of the sign-in; a renewed ID token may not carry another.
    pub nonce: String,
    /// The session at the issuer, when it names one.
    pub op_session: Option<String>,
}

impl Tokens {
    /// Whether the access token can be sent at `now`.
    pub(super) const fn fresh(&self, now: i64) -> bool {
        self.access_until.saturating_sub(now) > MARGIN_MS
    }

    /// Whether the access token has not run out at `now`.
    pub(super) const fn valid(&self, now: i64) -> bool {
        self.access_until > now
    }

    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(self).ok()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("issuer", &self.issuer).field("subject", &self.subject).finish_non_exhaustive()
    }
}
