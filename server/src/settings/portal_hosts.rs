//! [`PortalHosts`]: where the link of a Stripe billing portal session may lead (acceptance STR-03). Imports the `url` crate.

use super::base_url::is_loopback;
use url::Url;

/// An allow-list of hosts. A host is reached over https on the default port; only a loopback host may have a port, and
/// is then reached over http (the sandbox).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalHosts {
    origins: Vec<String>,
}

impl PortalHosts {
    /// Parses `host` or, on loopback, `host:port`, separated by commas.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let origins = text.split(',').map(|entry| origin(entry.trim())).collect::<Option<Vec<_>>>();
        match origins {
            Some(origins) if !origins.is_empty() => Ok(Self { origins }),
            Some(_) | None => {
                Err("must be host names separated by commas (with a port only on a loopback host)".to_owned())
            }
        }
    }

    /// Whether `url` leads to a listed host, with the right scheme and port and without a user.
    #[must_use]
    pub fn permits(&self, url: &Url) -> bool {
        let origin = url.origin().ascii_serialization();
        url.username().is_empty() && url.password().is_none() && self.origins.contains(&origin)
    }

    /// The first listed host as a person reads it, to name where a link will lead.
    #[must_use]
    pub fn destination(&self) -> &str {
        let first = self.origins.first().map(String::as_str).unwrap_or_default();
        first.split_once("://").map_or(first, |(_, host)| host)
    }

    /// The origins of the listed hosts.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        &self.origins
    }
}

fn origin(entry: &str) -> Option<String> {
    let bare = |url: &Url| {
        url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    let plain = !entry.is_empty() && entry.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    let secure = Url::parse(&format!("https://{entry}")).ok().filter(|_| plain).filter(bare)?;
    let url = if is_loopback(&secure) { Url::parse(&format!("http://{entry}")).ok()? } else { secure };
    (url.port().is_none() || is_loopback(&url)).then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_host_over_https_is_permitted() {
        let hosts = PortalHosts::parse("billing.stripe.com, pay.example.com").unwrap();
        for good in ["https://billing.stripe.com/p/session/x", "https://pay.example.com/"] {
            assert!(hosts.permits(&Url::parse(good).unwrap()), "{good}");
        }
        for bad in [
            "http://billing.stripe.com/p/session/x",
            "https://billing.stripe.com:8443/",
            "https://user@billing.stripe.com/",
            "https://user:x@billing.stripe.com/",
            "https://billing.stripe.com.evil.example/",
            "https://evil.example/billing.stripe.com",
            "https://xbilling.stripe.com/",
            "https://stripe.com/",
            "javascript:alert(1)",
            "data:text/html,billing.stripe.com",
            "http://127.0.0.1:4000/",
        ] {
            assert!(!hosts.permits(&Url::parse(bad).unwrap()), "{bad}");
        }
    }

    #[test]
    fn a_sandbox_on_this_machine_may_be_plain_http_on_its_port() {
        let hosts = PortalHosts::parse("127.0.0.1:4000").unwrap();
        assert!(hosts.permits(&Url::parse("http://127.0.0.1:4000/stripe/hosted/x").unwrap()));
        assert!(!hosts.permits(&Url::parse("http://127.0.0.1:4001/stripe/hosted/x").unwrap()));
    }

    #[test]
    fn a_list_with_anything_but_hosts_is_refused() {
        for bad in
            ["", ",", "https://billing.stripe.com", "billing.stripe.com/p", "a b", "billing.stripe.com:8443", "*"]
        {
            assert!(PortalHosts::parse(bad).is_err(), "{bad}");
        }
    }
}
