//! The session behind a request, as its owner may use it: looked at, listed beside the others, and ended.

use super::DomainError;
use crate::model::own_session::{OwnSessionList, SessionTime};
use async_trait::async_trait;

/// One person's sessions, seen from one of them. Had from [`super::Visitor::session`] only.
#[async_trait]
pub trait SessionDesk: Send + Sync {
    /// The live sessions, the present one first; times on the clock of `timezone`.
    ///
    /// # Errors
    /// [`DomainError::StoreUnavailable`].
    async fn list(&self, timezone: Option<&str>) -> Result<OwnSessionList, DomainError>;

    /// Ends another session of the same person; false when there is none of that reference.
    ///
    /// # Errors
    /// [`DomainError::StoreUnavailable`].
    async fn end(&self, reference: &str) -> Result<bool, DomainError>;

    /// Ends every other session of the person; how many.
    ///
    /// # Errors
    /// [`DomainError::StoreUnavailable`].
    async fn end_others(&self) -> Result<u32, DomainError>;

    /// How long the present session has left.
    fn time(&self) -> SessionTime;
}
