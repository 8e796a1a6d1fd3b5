//! The reveal of one address. It is written into the audit trail before anything is read and once more with its outcome; no
//! record, no reveal (acceptance REV-02). Knows nothing of where the address comes from.

use app::{
    backend::{Allowance, Deed, DomainError, Trail},
    model::{audit::AuditOutcome, recipient::RevealedAddress},
};
use std::{num::NonZeroU32, sync::Arc, time::Duration};
use tracing::Instrument as _;

/// The time that the setting of reveals is for.
const MINUTE: Duration = Duration::from_secs(60);

/// How many addresses a person may be shown, tries that found nothing included (acceptance REV-06).
#[must_use]
pub(super) const fn a_minute(most: NonZeroU32) -> Allowance {
    Allowance { most: most.get(), within: MINUTE }
}

/// A reveal that is allowed to the person.
pub(super) struct Reveal {
    pub(super) trail: Arc<dyn Trail>,
    /// What is recorded, as begun.
    pub(super) deed: Deed,
    pub(super) allowance: Allowance,
}

impl Reveal {
    /// Finds the address with `find`, on its own, so that the outcome is recorded also when the browser has left.
    pub(super) async fn run(
        self,
        find: impl Future<Output = Result<RevealedAddress, DomainError>> + Send + 'static,
    ) -> Result<RevealedAddress, DomainError> {
        let done = tokio::spawn(self.recorded(find).instrument(tracing::Span::current())).await;
        done.unwrap_or(Err(DomainError::Internal))
    }

    async fn recorded(
        self,
        find: impl Future<Output = Result<RevealedAddress, DomainError>>,
    ) -> Result<RevealedAddress, DomainError> {
        if let Err(error) = self.trail.write_within(self.deed.clone(), self.allowance).await {
            if matches!(error, DomainError::RateLimited(_)) {
                self.trail.note(self.deed.ended(AuditOutcome::RateLimited)).await;
            }
            return Err(error);
        }
        let found = find.await;
        let outcome = match found {
            Ok(_) => AuditOutcome::Done,
            Err(DomainError::NotFound) => AuditOutcome::NotFound,
            Err(_) => AuditOutcome::Failed,
        };
        self.trail.write(self.deed.ended(outcome)).await?;
        found
    }
}
