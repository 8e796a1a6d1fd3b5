//! Payment methods: billing says how the tenant pays and who it is at Stripe, Stripe makes the session. The customer is read
//! anew for every confirmation, so a contract that lost its portal loses it at once.

use super::{
    aidial_api::{AidialApi, PaymentProfile},
    stripe::StripePortal,
};
use crate::{
    clock::SharedClock,
    session::{SharedRandom, random_bytes},
};
use app::{
    backend::{BillingScope, DomainError, OnceKeys, OpenPaymentPortal, PaymentsPort},
    model::{
        audit::{AuditAbout, AuditEvent, AuditOutcome},
        once_key::OnceKey,
        panel::Panel,
        payment::{PaymentMethods, PortalLink, PortalOffer},
    },
};
use async_trait::async_trait;

/// The payments port over `aidial_api` and Stripe.
pub struct Payments {
    /// Billing.
    pub api: AidialApi,
    /// Stripe.
    pub stripe: StripePortal,
    /// "Today" of the card.
    pub clock: SharedClock,
    /// Names confirmations.
    pub keys: FreshKeys,
}

#[async_trait]
impl PaymentsPort for Payments {
    async fn methods(&self, scope: &BillingScope<OpenPaymentPortal>) -> Result<Panel<PaymentMethods>, DomainError> {
        let confirmation = self.keys.fresh()?;
        let offer = || PortalOffer { destination: self.stripe.destination().to_owned(), confirmation };
        let profile = self.api.payment_profile(scope, self.clock.now()).await?;
        Ok(profile.map(|PaymentProfile { card, customer }| PaymentMethods { card, portal: customer.map(|_| offer()) }))
    }

    async fn open_portal(
        &self,
        scope: &BillingScope<OpenPaymentPortal>,
        confirmation: OnceKey,
    ) -> Result<PortalLink, DomainError> {
        let about = AuditAbout::parse(&confirmation.to_string());
        let deed = scope.deed(AuditEvent::PaymentPortal, AuditOutcome::Done, about);
        let link = self.link(scope, confirmation).await;
        match &link {
            // No record, no link.
            Ok(_) => scope.trail().write(deed).await?,
            Err(_) => scope.trail().note(deed.ended(AuditOutcome::Failed)).await,
        }
        link
    }
}

impl Payments {
    async fn link(
        &self,
        scope: &BillingScope<OpenPaymentPortal>,
        confirmation: OnceKey,
    ) -> Result<PortalLink, DomainError> {
        let customer = match self.api.payment_profile(scope, self.clock.now()).await? {
            Panel::Ready(profile) => profile.customer.ok_or(DomainError::NoPortalAccess)?,
            Panel::NotConfigured => return Err(DomainError::PortalNotConfigured),
            Panel::ConfigurationError => return Err(DomainError::PortalMisconfigured),
        };
        Ok(self.stripe.open(scope.caller().person, customer, confirmation).await?)
    }
}

/// Keys from the portal's randomness.
#[derive(Clone)]
pub struct FreshKeys(pub SharedRandom);

impl OnceKeys for FreshKeys {
    fn fresh(&self) -> Result<OnceKey, DomainError> {
        Ok(OnceKey::of_random(random_bytes::<16>(&*self.0)?))
    }
}
