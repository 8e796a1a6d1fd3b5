//! The issuer, as sign-in uses it.

use super::{
    attempts::{Attempt, Started},
    config::{ConfigError, OidcConfig},
    discovery::{Discovery, Known},
    http::IssuerHttp,
    id_token::{Expected, NonceRule, Rejection},
    types::{PortalIdToken, PortalIdTokenClaims},
};
use crate::{
    clock::SharedClock,
    session::{SharedRandom, Tokens},
};
use app::paths;
use openidconnect::{
    AuthenticationFlow, ClientId, CsrfToken, IssuerUrl, LoginHint, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope,
    core::CoreResponseType,
};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use url::Url;

pub use super::discovery::IssuerDown;

/// What is asked for beside `openid`, which the library adds.
const SCOPES: [&str; 3] = ["email", "profile", "offline_access"];

/// The issuer; one for the whole server.
pub struct Provider {
    config: OidcConfig,
    trusted_audiences: Vec<String>,
    issuer: IssuerUrl,
    client_id: ClientId,
    http: IssuerHttp,
    clock: SharedClock,
    discovery: Discovery,
}

/// Why a callback with a good state ended in no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// The issuer cannot be used now.
    #[error("the issuer cannot be used now")]
    Down,
    /// The issuer refused the code.
    #[error("code refused")]
    CodeRefused,
    /// The answer or its ID token does not pass.
    #[error("ID token refused")]
    IdTokenRefused,
}

impl Provider {
    /// A client of the issuer in `config`. Nothing is asked of the issuer yet. `random` spreads repeated calls.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(config: OidcConfig, clock: SharedClock, random: SharedRandom) -> Result<Self, ConfigError> {
        config.check()?;
        let issuer = IssuerUrl::new(config.issuer.clone()).map_err(|_| ConfigError::Issuer)?;
        let client_id = ClientId::new(config.client_id.clone());
        let http = IssuerHttp::new(random).map_err(|_| ConfigError::Http)?;
        let trusted_audiences = Vec::new();
        Ok(Self { config, trusted_audiences, issuer, client_id, http, clock, discovery: Discovery::new() })
    }

    /// Takes ID tokens that name `audiences` beside the client id; without this, none are taken. Some issuers add their
    /// project's id.
    #[must_use]
    pub fn trusting(mut self, audiences: Vec<String>) -> Self {
        self.trusted_audiences = audiences;
        self
    }

    /// Where the browser goes to sign in.
    ///
    /// # Errors
    /// [`IssuerDown`].
    pub async fn authorize_url(&self, started: &Started, login_hint: Option<&str>) -> Result<Url, IssuerDown> {
        let known = self.known().await?;
        let (state, nonce) = (started.state.clone(), started.nonce.clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(started.verifier.clone()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request = known
            .client
            .authorize_url(flow, || CsrfToken::new(state), || Nonce::new(nonce))
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge);
        if let Some(hint) = login_hint {
            request = request.set_login_hint(LoginHint::new(hint.to_owned()));
        }
        Ok(request.url().0)
    }

    /// Whether a callback's `iss` is the issuer's (RFC 9207): it must be when the issuer says that it sends one, and
    /// when there is one anyway.
    ///
    /// # Errors
    /// [`IssuerDown`].
    pub async fn names_itself(&self, iss: Option<&str>) -> Result<bool, IssuerDown> {
        let known = self.known().await?;
        Ok(iss.map_or(!known.callbacks_name_issuer, |iss| iss == self.config.issuer))
    }

    /// Spends a callback's code.
    ///
    /// # Errors
    /// [`CallbackError`].
    pub async fn redeem(&self, attempt: &Attempt, code: SecretString) -> Result<Tokens, CallbackError> {
        let known = self.known().await.map_err(|_| CallbackError::Down)?;
        self.exchange(&known, code.expose_secret().to_owned(), attempt.verifier.clone(), &attempt.nonce).await
    }

    /// Where the browser goes to end the session at the issuer, when the issuer is known and has such a place. Names the
    /// portal by its client id and not by an `id_token_hint`: no token is ever shown to a browser, in a URL least of all
    /// (acceptance AUTH-16), and the refresh token is revoked already.
    #[must_use]
    pub fn end_session_url(&self) -> Option<Url> {
        let mut url = self.learnt()?.end_session.clone()?;
        let back = self.config.base_url.join(paths::SIGN_IN).ok()?;
        url.query_pairs_mut()
            .append_pair("post_logout_redirect_uri", back.as_str())
            .append_pair("client_id", &self.config.client_id);
        Some(url)
    }

    /// The claims of an ID token that passes, under the issuer's newer keys if need be.
    pub(super) async fn checked<'t>(
        &self,
        known: &Known,
        token: &'t PortalIdToken,
        nonce: NonceRule<'_>,
    ) -> Result<&'t PortalIdTokenClaims, Rejection> {
        let expected = Expected {
            issuer: &self.issuer,
            client_id: &self.client_id,
            trusted_audiences: &self.trusted_audiences,
            nonce,
            now: self.clock.now(),
        };
        let keys = known.keys.current();
        match expected.check(token, &keys) {
            Err(Rejection::UnknownKey) => {
                let newer = known.keys.newer_than(&keys, &self.http, &self.clock).await.ok_or(Rejection::UnknownKey)?;
                expected.check(token, &newer)
            }
            answer => answer,
        }
    }

    pub(super) async fn known(&self) -> Result<Arc<Known>, IssuerDown> {
        self.discovery.known(&self.config, &self.http, &self.clock).await
    }

    pub(super) fn learnt(&self) -> Option<Arc<Known>> {
        self.discovery.learnt()
    }

    pub(super) const fn config(&self) -> &OidcConfig {
        &self.config
    }

    pub(super) const fn http(&self) -> &IssuerHttp {
        &self.http
    }

    /// Whether a token may be for `audience` too.
    pub(super) fn trusts(&self, audience: &String) -> bool {
        *audience == self.config.client_id || self.trusted_audiences.contains(audience)
    }

    pub(super) const fn clock(&self) -> &SharedClock {
        &self.clock
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}
