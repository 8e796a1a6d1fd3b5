//! The issuer, as sessions need it. `oidc` implements it.

use super::Tokens;
use app::backend::DomainError;
use async_trait::async_trait;

/// Renews and revokes.
#[async_trait]
pub trait TokenIssuer: Send + Sync {
    /// New tokens for the refresh token in `held`. The answer carries a refresh token: the new one, or the old one when
    /// the issuer does not rotate.
    ///
    /// # Errors
    /// [`RefreshError`].
    async fn refresh(&self, held: &Tokens) -> Result<Tokens, RefreshError>;

    /// Revokes the refresh token of `held`, as well as can be done now; whether the issuer answered.
    async fn revoke(&self, held: &Tokens) -> bool;
}

/// Why tokens were not renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    /// The refresh token is spent, revoked or unknown (`invalid_grant`): the session is over.
    #[error("refresh token refused by the issuer")]
    InvalidGrant,
    /// The answer names another person or sign-in: the session is over.
    #[error("renewed tokens refused by the portal")]
    Mismatch,
    /// No answer in time; nothing is known.
    #[error("the issuer timed out")]
    TimedOut,
    /// The issuer cannot be reached, is in trouble, or does not know this portal.
    #[error("the issuer is unavailable")]
    Unavailable,
}

impl From<RefreshError> for DomainError {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::InvalidGrant | RefreshError::Mismatch => Self::SignedOut,
            RefreshError::TimedOut => Self::TimedOut,
            RefreshError::Unavailable => Self::Unavailable(None),
        }
    }
}
