//! Who receives billing email, masked, and the reveal of one address.

use super::{
    AidialApi, UpstreamError,
    reveal::{self, Reveal},
    wire::{
        Malformed,
        recipients::{WireRecipients, WireReveal},
    },
};
use app::{
    backend::{Allowance, BillingScope, Credential, DomainError, RecipientsPort, RevealRecipients},
    model::{
        audit::{AuditAbout, AuditEvent, AuditOutcome},
        recipient::{MaskedAddress, RecipientGroup, RecipientGroupKind, RecipientId, RevealedAddress},
    },
};
use async_trait::async_trait;
use std::{num::NonZeroU32, sync::Arc};

impl AidialApi {
    async fn recipients(&self, credential: &dyn Credential) -> Result<Vec<RecipientGroup>, UpstreamError> {
        let answer: WireRecipients = self.get(credential, &["v1", "billing", "recipients"], &[]).await?;
        answer.read().map_err(|Malformed| UpstreamError::Malformed)
    }

    async fn revealed(
        &self,
        credential: &dyn Credential,
        recipient: &RecipientId,
    ) -> Result<RevealedAddress, UpstreamError> {
        let path = ["v1", "billing", "recipients", recipient.as_str(), "reveal"];
        let answer: WireReveal = self.post(credential, &path).await?;
        answer.read().map_err(|Malformed| UpstreamError::Malformed)
    }
}

/// The recipients port over `aidial_api`.
pub struct RecipientsReader {
    api: AidialApi,
    reveals: Allowance,
}

impl RecipientsReader {
    /// Recipients of `api`; a person may be shown `a_minute` addresses.
    #[must_use]
    pub const fn new(api: AidialApi, a_minute: NonZeroU32) -> Self {
        Self { api, reveals: reveal::a_minute(a_minute) }
    }
}

#[async_trait]
impl RecipientsPort for RecipientsReader {
    async fn list(&self, scope: &BillingScope<RevealRecipients>) -> Result<Vec<RecipientGroup>, DomainError> {
        Ok(self.api.recipients(scope.credential()).await?)
    }

    async fn reveal(
        &self,
        scope: &BillingScope<RevealRecipients>,
        kind: RecipientGroupKind,
        recipient: Option<&RecipientId>,
    ) -> Result<RevealedAddress, DomainError> {
        let about = AuditAbout::recipient(kind, recipient);
        let reveal = Reveal {
            trail: Arc::clone(scope.trail()),
            deed: scope.deed(AuditEvent::Reveal, AuditOutcome::Begun, Some(about)),
            allowance: self.reveals,
        };
        let asked =
            Asked { api: self.api.clone(), credential: scope.shared_credential(), kind, recipient: recipient.cloned() };
        reveal.run(asked.address()).await
    }
}

struct Asked {
    api: AidialApi,
    credential: Arc<dyn Credential>,
    kind: RecipientGroupKind,
    recipient: Option<RecipientId>,
}

impl Asked {
    async fn address(self) -> Result<RevealedAddress, DomainError> {
        let recipient = self.recipient.as_ref().ok_or(DomainError::NotFound)?;
        // The list says which recipients are the tenant's, and in which group, so neither is the browser's word.
        let masked = self.masked(recipient).await?;
        let address = self.api.revealed(&*self.credential, recipient).await?;
        if masked.is_of(address.as_str()) {
            return Ok(address);
        }
        tracing::error!(target: "security", event = "foreign_record", "another recipient's address in an answer");
        Err(DomainError::NotFound)
    }

    async fn masked(&self, recipient: &RecipientId) -> Result<MaskedAddress, DomainError> {
        let groups = self.api.recipients(&*self.credential).await?;
        let group = groups.into_iter().find(|group| group.kind == self.kind).ok_or(DomainError::NotFound)?;
        let found = group.recipients.into_iter().find(|one| one.id == *recipient);
        found.map(|one| one.masked).ok_or(DomainError::NotFound)
    }
}
