//! Stripe's answer as it is, and the link in it, when that may be followed (acceptance STR-03).

use super::StripeError;
use crate::settings::{PortalHosts, StripeMode};
use app::model::payment::PortalLink;
use serde::Deserialize;
use url::Url;

/// Longest link taken.
const LINK_MAX: usize = 2_048;

/// `billing_portal.session` of Stripe's API.
#[derive(Deserialize)]
struct WireSession {
    object: String,
    customer: Option<String>,
    livemode: Option<bool>,
    url: String,
}

/// What the answer must be about.
pub(super) struct Expected<'a> {
    pub(super) customer: &'a str,
    pub(super) mode: StripeMode,
    pub(super) hosts: &'a PortalHosts,
}

/// The link of the session that `body` describes.
pub(super) fn link(body: &[u8], expected: &Expected<'_>) -> Result<PortalLink, StripeError> {
    let session: WireSession = serde_json::from_slice(body).map_err(|_| StripeError::Malformed)?;
    if session.object != "billing_portal.session" {
        return Err(StripeError::Malformed);
    }
    let live = expected.mode == StripeMode::Live;
    let ours = session.customer.is_none_or(|customer| customer == expected.customer);
    if !ours || session.livemode.is_some_and(|said| said != live) {
        return Err(StripeError::Foreign);
    }
    // What browsers would mend is refused, so that everybody reads the same address.
    let plain = session.url.len() <= LINK_MAX && session.url.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let url = Url::parse(&session.url).ok().filter(|url| plain && expected.hosts.permits(url));
    let url = url.ok_or(StripeError::BadLink)?;
    Ok(PortalLink { url: url.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &serde_json::Value, hosts: &str, mode: StripeMode) -> Result<PortalLink, StripeError> {
        let hosts = PortalHosts::parse(hosts).unwrap();
        link(body.to_string().as_bytes(), &Expected { customer: "cus_1", mode, hosts: &hosts })
    }

    fn session(url: &str) -> serde_json::Value {
        serde_json::json!({"object": "billing_portal.session", "customer": "cus_1", "livemode": true, "url": url})
    }

    #[test]
    fn a_link_leads_to_a_listed_host_or_nowhere() {
        let live = |url: &str| read(&session(url), "billing.stripe.com,pay.example.com", StripeMode::Live);
        for good in ["https://billing.stripe.com/p/session/live_x", "https://pay.example.com/p/session/live_x?a=b"] {
            assert_eq!(live(good).unwrap().url, good);
        }
        let bad = [
            "",
            "billing.stripe.com/p/session/x",
            "//billing.stripe.com/p/session/x",
            "http://billing.stripe.com/p/session/x",
            "https://billing.stripe.com:8443/p/session/x",
            "https://billing.stripe.com@evil.example/p",
            "https://user@billing.stripe.com/p",
            "https://user:pass@billing.stripe.com/p",
            "https://billing.stripe.com.evil.example/p",
            "https://evil.example/billing.stripe.com",
            "https://evil.example/?https://billing.stripe.com",
            "https://evil.example#billing.stripe.com",
            "https://xbilling.stripe.com/p",
            "https://stripe.com/p",
            "https://billing.stripe.com./p",
            "https:\\\\billing.stripe.com\\p",
            "https://billing.stripe.com\\@evil.example/p",
            "https://bılling.stripe.com/p",
            "https://billing.stripe.com/\u{0}",
            " https://billing.stripe.com/p",
            "https://billing.stripe.com/p\nSet-Cookie: a",
            "javascript:alert(1)//billing.stripe.com",
            "data:text/html,billing.stripe.com",
            "file://billing.stripe.com/p",
            "http://127.0.0.1:4000/stripe/p/session/x",
        ];
        assert!(bad.len() >= 20);
        for url in bad {
            assert_eq!(live(url).unwrap_err(), StripeError::BadLink, "{url:?}");
        }
        assert_eq!(
            live(&format!("https://billing.stripe.com/{}", "x".repeat(2_048))).unwrap_err(),
            StripeError::BadLink
        );
    }

    #[test]
    fn a_session_of_another_customer_or_mode_is_refused() {
        let mut other = session("https://billing.stripe.com/p");
        other["customer"] = "cus_2".into();
        assert_eq!(read(&other, "billing.stripe.com", StripeMode::Live), Err(StripeError::Foreign));
        let live = session("https://billing.stripe.com/p");
        assert_eq!(read(&live, "billing.stripe.com", StripeMode::Test), Err(StripeError::Foreign));
    }

    #[test]
    fn another_object_is_not_understood() {
        for body in ["", "{}", "[]", r#"{"object":"charge","url":"https://billing.stripe.com/p"}"#, "\"x\""] {
            let hosts = PortalHosts::parse("billing.stripe.com").unwrap();
            let expected = Expected { customer: "cus_1", mode: StripeMode::Live, hosts: &hosts };
            assert_eq!(link(body.as_bytes(), &expected), Err(StripeError::Malformed), "{body}");
        }
    }
}
