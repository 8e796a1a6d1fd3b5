//! How a tenant pays, and the way to Stripe's billing portal.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::{
        once_key::OnceKey,
        panel::Panel,
        payment::{PaymentMethods, PortalLink},
    },
};
use leptos::server;

/// The card on file, when known, and what the confirmation dialog needs. Makes nothing at Stripe.
///
/// # Errors
/// Not found for roles without the payment portal, else what kept it from being read.
#[server(name = LoadPaymentMethods, prefix = "/api", endpoint = "payment-methods", client = PortalClient, output = JsonAnswer)]
pub async fn payment_methods() -> Result<Panel<PaymentMethods>, PortalError> {
    use crate::backend::{OpenPaymentPortal, SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<OpenPaymentPortal>(None).await?;
        ports.payments.methods(&scope).await
    })
    .await
}

/// Makes one billing portal session for one confirmation and answers where the new tab goes. Customer, return address and
/// configuration are the server's alone: nothing else of the request is read.
///
/// # Errors
/// Not found for roles without the payment portal, a reason why there is no portal, or what went wrong at Stripe.
#[server(prefix = "/api", endpoint = "open-billing-portal", client = PortalClient, output = JsonAnswer)]
pub async fn open_billing_portal(
    /// From [`crate::model::payment::PortalOffer::confirmation`].
    confirmation: OnceKey,
) -> Result<PortalLink, PortalError> {
    use crate::backend::{OpenPaymentPortal, SignedIn, reply};
    reply(async |ports| {
        let scope = SignedIn::current().await?.scope::<OpenPaymentPortal>(None).await?;
        ports.payments.open_portal(&scope, confirmation).await
    })
    .await
}
