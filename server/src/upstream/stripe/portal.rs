//! Makes billing portal sessions: one for one confirmation, however often it is sent.

use super::{
    StripeError,
    answer::{Expected, link},
    repeat::Failed,
};
use crate::{
    outbound::{self, ClientBuildError, Deadlines, Effect, Line, TransportError},
    session::SingleFlight,
    settings::{BaseUrl, PortalHosts, StripeKey, StripeSettings},
    upstream::aidial_api::CustomerId,
};
use app::{
    model::{once_key::OnceKey, payment::PortalLink},
    paths,
};
use reqwest::{
    Client, StatusCode,
    header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue},
};
use secrecy::ExposeSecret;
use std::{sync::Arc, time::Duration};

/// The version of Stripe's API that this was written for; an account's own default may move.
const VERSION: &str = "2025-03-31.basil";
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The largest answer read; a session is under 2 KiB.
const ANSWER_CAP: usize = 64 * 1024;

/// Stripe's billing portal, for one Stripe account.
pub struct StripePortal {
    desk: Arc<Desk>,
    /// By person and confirmation.
    flights: SingleFlight<([u8; 32], OnceKey), Result<PortalLink, StripeError>>,
}

struct Desk {
    http: Client,
    endpoint: String,
    key: StripeKey,
    hosts: PortalHosts,
    return_url: String,
    configuration: Option<String>,
    time: Duration,
    line: Arc<Line>,
}

impl StripePortal {
    /// The portal that `settings` describe, coming back to the portal at `base_url`; every call goes over `line`.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(settings: &StripeSettings, base_url: &BaseUrl, line: Arc<Line>) -> Result<Self, ClientBuildError> {
        let time = settings.timeout;
        let deadlines = Deadlines { connect: time.min(Duration::from_secs(2)), idle: time, total: time };
        let desk = Desk {
            http: outbound::client(deadlines)?,
            endpoint: settings.base_url.join("/v1/billing_portal/sessions"),
            key: settings.key.clone(),
            hosts: settings.portal_hosts.clone(),
            return_url: base_url.join(paths::PAYMENT_METHODS),
            configuration: settings.configuration.clone(),
            time,
            line,
        };
        Ok(Self { desk: Arc::new(desk), flights: SingleFlight::new() })
    }

    /// The host that a link leads to, for the dialog that asks first.
    #[must_use]
    pub fn destination(&self) -> &str {
        self.desk.hosts.destination()
    }

    /// A link for `customer`, confirmed by `person` with `confirmation`. Those who ask twice at once share one call, and
    /// whoever asks again with the same confirmation gets the same session from Stripe.
    ///
    /// # Errors
    /// [`StripeError`].
    pub async fn open(
        &self,
        person: [u8; 32],
        customer: CustomerId,
        confirmation: OnceKey,
    ) -> Result<PortalLink, StripeError> {
        let desk = Arc::clone(&self.desk);
        let work = move || async move { desk.make(&customer, confirmation).await };
        self.flights.run((person, confirmation), work).await.unwrap_or(Err(StripeError::BrokeDown))
    }
}

impl Desk {
    async fn make(&self, customer: &CustomerId, confirmation: OnceKey) -> Result<PortalLink, StripeError> {
        let call = || self.call(customer, confirmation);
        self.line.call("billing_portal/sessions", Effect::Reads, self.time, call).await.map_err(|failed| failed.error)
    }

    async fn call(&self, customer: &CustomerId, confirmation: OnceKey) -> Result<PortalLink, Failed> {
        let key = HeaderValue::try_from(format!("Bearer {}", self.key.secret.expose_secret()));
        let mut key = key.map_err(|_| Failed::for_good(StripeError::BrokeDown))?;
        key.set_sensitive(true);
        let mut form = vec![("customer", customer.as_str()), ("return_url", self.return_url.as_str())];
        form.extend(self.configuration.as_deref().map(|id| ("configuration", id)));
        let request = self
            .http
            .post(&self.endpoint)
            .header(AUTHORIZATION, key)
            .header(STRIPE_VERSION, VERSION)
            .header(IDEMPOTENCY_KEY, confirmation.to_string())
            .header(ACCEPT, "application/json")
            .form(&form);
        let response = request.send().await.map_err(TransportError::from)?;
        if response.status() != StatusCode::OK {
            return Err(Failed::of_status(response.status().as_u16(), response.headers()));
        }
        let body = outbound::read_capped(response, ANSWER_CAP).await?;
        let expected = Expected { customer: customer.as_str(), mode: self.key.mode, hosts: &self.hosts };
        link(&body, &expected).map_err(Failed::for_good)
    }
}
