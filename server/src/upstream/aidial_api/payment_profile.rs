//! `GET /v1/billing/payment-profile`: how the tenant pays, and what it is called at Stripe.

use super::{
    AidialApi, UpstreamError,
    wire::{payment::WirePaymentProfile, zone::Zone},
};
use app::{
    backend::{BillingScope, OpenPaymentPortal},
    model::{panel::Panel, payment::Card},
};
use jiff::Timestamp;

/// The tenant's name at Stripe: `cus_` and letters or digits, so that it can be sent as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerId(String);

impl CustomerId {
    /// The id, when `text` is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("cus_")?;
        let plain =
            !rest.is_empty() && rest.len() <= 96 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        plain.then(|| Self(text.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What billing says of a tenant's payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentProfile {
    /// The card on file.
    pub card: Option<Card>,
    /// Whom a portal session is for; none when the contract has no portal, or billing does not say that it has.
    pub customer: Option<CustomerId>,
}

impl AidialApi {
    /// How the scope's tenant pays, at `now`.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub async fn payment_profile(
        &self,
        scope: &BillingScope<OpenPaymentPortal>,
        now: Timestamp,
    ) -> Result<Panel<PaymentProfile>, UpstreamError> {
        let path = ["v1", "billing", "payment-profile"];
        let answer: WirePaymentProfile = self.get(scope.credential(), &path, &[]).await?;
        let zone = Zone::named(scope.organisation().timezone.as_deref());
        answer.read(zone.day(now)).map_err(|_| UpstreamError::Malformed)
    }
}
