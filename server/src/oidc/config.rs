//! Who the portal is at the issuer.

use crate::session::CookieNames;
use secrecy::SecretString;
use std::fmt;
use url::Url;

/// The portal's registration at the issuer.
#[derive(Clone)]
pub struct OidcConfig {
    /// The issuer, exactly as it names itself: discovery and every ID token must carry this text.
    pub issuer: String,
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: SecretString,
    /// The portal's own address; the callback and the page after sign-out are below it.
    pub base_url: Url,
}

/// A registration that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The issuer is not an https address without query and fragment (http only on a loopback host).
    #[error("the OIDC issuer must be https without query or fragment, or http on a loopback host")]
    Issuer,
    /// The base address is not https (http only on a loopback host).
    #[error("the base URL must be https, or http on a loopback host")]
    BaseUrl,
    /// The client id or secret is empty.
    #[error("the OIDC client id and secret must not be empty")]
    Client,
    /// No HTTP client can be made.
    #[error("the outbound HTTP client cannot be built")]
    Http,
}

impl OidcConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        use secrecy::ExposeSecret;
        let issuer = Url::parse(&self.issuer).map_err(|_| ConfigError::Issuer)?;
        if !acceptable(&issuer, &issuer) || issuer.query().is_some() || issuer.fragment().is_some() {
            return Err(ConfigError::Issuer);
        }
        CookieNames::for_base_url(&self.base_url).map_err(|_| ConfigError::BaseUrl)?;
        if self.client_id.is_empty() || self.client_secret.expose_secret().is_empty() {
            return Err(ConfigError::Client);
        }
        Ok(())
    }
}

/// Whether tokens may go to `url`, an address of `issuer`: https, or http between loopback hosts only.
pub(super) fn acceptable(url: &Url, issuer: &Url) -> bool {
    use crate::session::is_loopback;
    match url.scheme() {
        "https" => true,
        "http" => issuer.scheme() == "http" && is_loopback(issuer) && is_loopback(url),
        _ => false,
    }
}

impl fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcConfig")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
