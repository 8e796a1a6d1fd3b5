//! [`BaseUrl`]: the address of a service, https unless it is on this machine. Imports the `url` crate.

use std::fmt;
use url::{Host, Url};

/// An absolute `https` address, or `http` on a loopback host, without user, query or fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    url: Url,
}

impl BaseUrl {
    /// # Errors
    /// What is expected instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|_| "must be an absolute https:// URL".to_owned())?;
        let loopback = is_loopback(&url);
        if !(url.scheme() == "https" || url.scheme() == "http" && loopback) {
            return Err("must be an https:// URL (http:// only on a loopback host)".to_owned());
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err("must name a host".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err("must have no user, password, query or fragment".to_owned());
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// As [`BaseUrl::parse`], without a path: an origin.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn parse_origin(text: &str) -> Result<Self, String> {
        let base = Self::parse(text)?;
        if base.url.path() != "/" {
            return Err("must be scheme and host only, without a path".to_owned());
        }
        Ok(base)
    }

    /// Exactly as it was set.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As a URL, for example to ask for its host.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The address of `path` (which begins with `/`) below this base.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.url.as_str().trim_end_matches('/'))
    }

    /// `scheme://host[:port]`, as browsers write it in `Origin`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Whether it is `https`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether `url` names this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
