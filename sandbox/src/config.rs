//! What a sandbox can be started with. Imports nothing of the rest of the crate.

use std::{fmt, net::SocketAddr, path::PathBuf, sync::Arc};

use url::{Host, Url};

/// The clock of a sandbox: every "now" it uses comes from here.
pub type Now = Arc<dyn Fn() -> jiff::Timestamp + Send + Sync>;

/// Where changes made through the sandbox are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In memory: gone when the sandbox stops.
    Memory,
    /// A SQLite file, made (with its folder) when missing.
    File(PathBuf),
}

/// Which redirect URIs (sign-in and sign-out) the issuer accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectUris {
    /// Any `http` URI on a loopback host, whatever its port and path, without a fragment.
    AnyLoopbackHttp,
    /// Exactly these, compared as text.
    Only(Vec<String>),
}

impl RedirectUris {
    pub(crate) fn allows(&self, uri: &str) -> bool {
        match self {
            Self::Only(list) => list.iter().any(|allowed| allowed == uri),
            Self::AnyLoopbackHttp => Url::parse(uri).is_ok_and(|url| {
                url.scheme() == "http"
                    && url.fragment().is_none()
                    && url.username().is_empty()
                    && url.password().is_none()
                    && match url.host() {
                        Some(Host::Domain(name)) => name == "localhost",
                        Some(Host::Ipv4(ip)) => ip.is_loopback(),
                        Some(Host::Ipv6(ip)) => ip.is_loopback(),
                        None => false,
                    }
            }),
        }
    }
}

/// How to start a sandbox. `Config::default()` is right for tests: a free port on 127.0.0.1, nothing on disk.
#[derive(Clone)]
pub struct Config {
    /// Address to listen on; port 0 takes a free one.
    pub addr: SocketAddr,
    /// The base of every URL the sandbox names, without a trailing slash. `None`: `http://` and the bound address.
    pub public_base_url: Option<String>,
    /// Where changes are kept.
    pub database: Database,
    /// Life of an access token, in seconds.
    pub access_token_seconds: u32,
    /// The clock.
    pub now: Now,
    /// Redirect URIs of the portal, for sign-in and sign-out alike.
    pub portal_redirect_uris: RedirectUris,
    /// OIDC client id of the portal.
    pub client_id: String,
    /// OIDC client secret of the portal.
    pub client_secret: String,
}

impl Default for Config {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the real clock enters; everything else takes it from here"
    )]
    fn default() -> Self {
        Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_base_url: None,
            database: Database::Memory,
            access_token_seconds: 300,
            now: Arc::new(jiff::Timestamp::now),
            portal_redirect_uris: RedirectUris::AnyLoopbackHttp,
            client_id: "portal".to_owned(),
            client_secret: "sandbox-secret".to_owned(),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("addr", &self.addr)
            .field("public_base_url", &self.public_base_url)
            .field("database", &self.database)
            .field("access_token_seconds", &self.access_token_seconds)
            .field("portal_redirect_uris", &self.portal_redirect_uris)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::RedirectUris;

    #[test]
    fn only_plain_loopback_uris_are_redirected_to_by_default() {
        let rule = RedirectUris::AnyLoopbackHttp;
        for uri in ["http://127.0.0.1:3000/auth/callback", "http://localhost/x", "http://[::1]:9/x"] {
            assert!(rule.allows(uri), "{uri}");
        }
        for uri in [
            "https://127.0.0.1/x",
            "http://evil.example/x",
            "http://127.0.0.1.evil.example/x",
            "http://localhost@evil.example/x",
            "http://a:b@localhost/x",
            "http://localhost/x#y",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!rule.allows(uri), "{uri}");
        }
    }
}
