//! The security events of sign-in and sessions: one line each, under the target `security`, with closed codes and hashes.
//! Never a token, a code or a cookie.

use super::{RefreshError, SessionKey, Tokens};
use tracing::{info, warn};

/// Why a sign-in failed, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInFailure {
    /// The callback's parameters are missing, repeated or not ours.
    Malformed,
    /// This browser did not start the attempt, or its cookie was tampered with.
    ForeignState,
    /// The attempt is too old.
    Expired,
    /// The callback was used before.
    Replayed,
    /// The `iss` of the callback is not the issuer.
    WrongIssuer,
    /// The person turned back.
    Cancelled,
    /// The issuer answered the attempt with an error.
    IssuerError,
    /// The issuer refused the code.
    CodeRefused,
    /// The ID token does not pass.
    IdTokenRefused,
    /// The issuer cannot be used.
    IssuerUnavailable,
    /// The portal's store cannot be used.
    StoreUnavailable,
}

impl SignInFailure {
    /// The code in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::ForeignState => "foreign_state",
            Self::Expired => "expired",
            Self::Replayed => "replayed",
            Self::WrongIssuer => "wrong_issuer",
            Self::Cancelled => "cancelled",
            Self::IssuerError => "issuer_error",
            Self::CodeRefused => "code_refused",
            Self::IdTokenRefused => "id_token_refused",
            Self::IssuerUnavailable => "issuer_unavailable",
            Self::StoreUnavailable => "store_unavailable",
        }
    }
}

pub(crate) fn sign_in_ok(session: SessionKey, issuer: &str, subject: &str) {
    info!(target: "security", event = "sign_in_ok", %session, iss = issuer, sub = subject);
}

pub(crate) fn sign_in_failed(reason: SignInFailure) {
    warn!(target: "security", event = "sign_in_failed", reason = reason.code());
}

pub(super) fn session_created(session: SessionKey, tokens: &Tokens) {
    info!(target: "security", event = "session_created", %session, iss = tokens.issuer, sub = tokens.subject);
}

pub(super) fn session_expired(session: SessionKey, limit: &'static str) {
    info!(target: "security", event = "session_expired", %session, limit);
}

pub(super) fn sessions_purged(count: u64) {
    info!(target: "security", event = "session_expired", count, limit = "purge");
}

pub(super) fn session_ended(session: SessionKey, tokens: &Tokens, reason: &'static str) {
    info!(target: "security", event = "session_ended", %session, iss = tokens.issuer, sub = tokens.subject, reason);
}

pub(super) fn sessions_ended(issuer: &str, subject: Option<&str>, count: u64, reason: &'static str) {
    info!(target: "security", event = "session_ended", iss = issuer, sub = subject, count, reason);
}

pub(super) fn sessions_ended_by_issuer(issuer: &str, subject: Option<&str>, count: Option<u64>) {
    match count {
        Some(count) => {
            info!(target: "security", event = "session_ended", iss = issuer, sub = subject, count, reason = "back_channel");
        }
        None => warn!(target: "security", event = "logout_notice_replayed", iss = issuer, sub = subject),
    }
}

pub(super) fn session_unreadable(session: SessionKey) {
    warn!(target: "security", event = "session_unreadable", %session);
}

pub(super) fn token_refreshed(session: SessionKey, tokens: &Tokens) {
    info!(target: "security", event = "token_refreshed", %session, iss = tokens.issuer, sub = tokens.subject);
}

/// The session is over because its refresh token was refused, which is also how a reused token shows.
pub(super) fn token_refused(session: SessionKey, tokens: &Tokens, error: RefreshError) {
    let reason = match error {
        RefreshError::InvalidGrant => "invalid_grant",
        RefreshError::Mismatch => "mismatch",
        RefreshError::TimedOut => "timed_out",
        RefreshError::Unavailable => "unavailable",
    };
    warn!(target: "security", event = "token_refused", %session, iss = tokens.issuer, sub = tokens.subject, reason);
}
