//! What the issuer says of itself. Asked for when it is first needed, and again until it answers: the portal starts while
//! the issuer is down, and recovers by itself.

use super::{
    config::{OidcConfig, acceptable},
    http::IssuerHttp,
    keys::Keys,
    types::{Metadata, OidcClient},
};
use crate::clock::SharedClock;
use app::paths;
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AuthType, ClientId, ClientSecret, DiscoveryError, IssuerUrl, RedirectUrl, core::CoreClientAuthMethod,
};
use secrecy::ExposeSecret;
use std::sync::{Arc, OnceLock};
use tokio::sync::Mutex;
use url::Url;

/// After a failed try, the next is this much later at the earliest.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// The issuer cannot be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the issuer cannot be used now")]
pub struct IssuerDown;

/// What was learnt of the issuer.
pub(super) struct Known {
    pub(super) client: OidcClient,
    pub(super) keys: Keys,
    pub(super) auth_type: AuthType,
    pub(super) end_session: Option<Url>,
    pub(super) revocation: Option<Url>,
    pub(super) callbacks_name_issuer: bool,
}

pub(super) struct Discovery {
    known: OnceLock<Arc<Known>>,
    /// When the last try failed; the lock makes tries one at a time.
    failed: Mutex<Option<Timestamp>>,
}

impl Discovery {
    pub(super) const fn new() -> Self {
        Self { known: OnceLock::new(), failed: Mutex::const_new(None) }
    }

    /// The issuer, if it was learnt already.
    pub(super) fn learnt(&self) -> Option<Arc<Known>> {
        self.known.get().cloned()
    }

    /// The issuer, learnt now if need be. Whoever waits for a try that fails shares its outcome.
    pub(super) async fn known(
        &self,
        config: &OidcConfig,
        http: &IssuerHttp,
        clock: &SharedClock,
    ) -> Result<Arc<Known>, IssuerDown> {
        if let Some(known) = self.known.get() {
            return Ok(Arc::clone(known));
        }
        let mut failed = self.failed.lock().await;
        if let Some(known) = self.known.get() {
            return Ok(Arc::clone(known));
        }
        let pausing = failed.is_some_and(|at| within(clock.now().duration_since(at), PAUSE));
        if pausing {
            return Err(IssuerDown);
        }
        match learn(config, http).await {
            Ok(known) => Ok(Arc::clone(self.known.get_or_init(|| Arc::new(known)))),
            Err(reason) => {
                tracing::error!(reason, "the issuer cannot be discovered");
                *failed = Some(clock.now());
                Err(IssuerDown)
            }
        }
    }
}

/// Whether `elapsed` is inside `pause`; a clock that went back does not prolong it.
pub(super) fn within(elapsed: SignedDuration, pause: SignedDuration) -> bool {
    !elapsed.is_negative() && elapsed < pause
}

async fn learn(config: &OidcConfig, http: &IssuerHttp) -> Result<Known, &'static str> {
    let issuer = IssuerUrl::new(config.issuer.clone()).map_err(|_| "issuer is no address")?;
    let metadata = Metadata::discover_async(issuer, http).await.map_err(|error| why(&error))?;
    let home = metadata.issuer().url().clone();
    let extra = metadata.additional_metadata();
    let end_session = extra.end_session_endpoint.as_ref().map(|url| url.url().clone());
    let revocation = extra.revocation_endpoint.as_ref().map(|url| url.url().clone());
    let token = metadata.token_endpoint().ok_or("no token endpoint")?.url();
    let used = [metadata.authorization_endpoint().url(), token, metadata.jwks_uri().url()];
    let optional = end_session.iter().chain(&revocation);
    if !used.into_iter().chain(optional).all(|url| acceptable(url, &home)) {
        return Err("an endpoint is not https");
    }
    let callback = config.base_url.join(paths::CALLBACK).map_err(|_| "no callback address")?;
    let auth_type = auth_type(metadata.token_endpoint_auth_methods_supported());
    let callbacks_name_issuer = extra.authorization_response_iss_parameter_supported == Some(true);
    let keys = Keys::new(metadata.jwks_uri().clone(), metadata.jwks().clone());
    let secret = ClientSecret::new(config.client_secret.expose_secret().to_owned());
    let client = OidcClient::from_provider_metadata(metadata, ClientId::new(config.client_id.clone()), Some(secret))
        .set_redirect_uri(RedirectUrl::from_url(callback))
        .set_auth_type(auth_type.clone());
    Ok(Known { client, keys, auth_type, end_session, revocation, callbacks_name_issuer })
}

/// `client_secret_basic` is what every issuer has to take unless it says otherwise.
fn auth_type(offered: Option<&Vec<CoreClientAuthMethod>>) -> AuthType {
    let offers = |method| offered.is_some_and(|methods| methods.contains(&method));
    if offers(CoreClientAuthMethod::ClientSecretPost) && !offers(CoreClientAuthMethod::ClientSecretBasic) {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}

/// The kind of a failed discovery; never its text, which quotes bodies and addresses.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's enum is non-exhaustive, and only a log's label depends on it"
)]
pub(super) fn why<E: std::error::Error + 'static>(error: &DiscoveryError<E>) -> &'static str {
    match error {
        DiscoveryError::Request(_) => "no answer",
        DiscoveryError::Response(..) => "refused",
        DiscoveryError::Parse(_) => "malformed",
        DiscoveryError::Validation(_) => "another issuer answered",
        _ => "other",
    }
}
