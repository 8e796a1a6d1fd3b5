//! Every address of the portal, and [`ReturnPath`]: where a person goes after signing in. May import ids and days.

use crate::model::{client_id::ClientId, day::Date, invoice::InvoiceId};
use std::fmt;

/// The start page; sends on by role.
pub const ROOT: &str = "/";
/// Asks for the email address.
pub const SIGN_IN: &str = "/sign-in";
/// `POST`: starts the authorization code flow.
pub const LOGIN: &str = "/auth/login";
/// Where the issuer sends the browser back.
pub const CALLBACK: &str = "/auth/callback";
/// `POST`: ends the session.
pub const SIGN_OUT: &str = "/auth/sign-out";
/// Redirects by role.
pub const BILLING: &str = "/billing";
/// The customer's Usage panel.
pub const USAGE: &str = "/billing/usage";
/// The customer's Invoices panel.
pub const INVOICES: &str = "/billing/invoices";
/// The customer's Payment methods panel.
pub const PAYMENT_METHODS: &str = "/billing/payment-methods";
/// `POST`: opens Stripe's billing portal after a confirmation, for browsers without script.
pub const OPEN_BILLING_PORTAL: &str = "/billing/payment-methods/portal";
/// Partner Billing: the assigned clients.
pub const CLIENTS: &str = "/billing/clients";
/// Support.
pub const SUPPORT: &str = "/support";
/// A new ticket. `POST`: its next step.
pub const NEW_TICKET: &str = "/support/new";
/// Settings. `POST`: saves Tenant Settings.
pub const SETTINGS: &str = "/settings";
/// The section of Settings with the tenant's settings.
pub const TENANT_SETTINGS: &str = "/settings?section=tenant-settings";
/// The section of Settings with the person's sessions.
pub const ACTIVE_SESSIONS: &str = "/settings?section=active-sessions";
/// `POST`: ends one of the person's own sessions, or all others, for browsers without script.
pub const END_SESSIONS: &str = "/settings/active-sessions/end";
/// The audit log.
pub const AUDIT_LOG: &str = "/audit-log";
/// Help.
pub const HELP: &str = "/help";
/// What Settings is for.
pub const HELP_SETTINGS: &str = "/help/settings";
/// Who may do what.
pub const HELP_ROLES: &str = "/help/roles";
/// Common errors and what to do.
pub const TROUBLESHOOTING: &str = "/help/troubleshooting";
/// Server functions live below this.
pub const API: &str = "/api";

/// The name of the query parameter and form field that carries a [`ReturnPath`].
pub const RETURN_FIELD: &str = "return_to";

/// A local address to come back to: a path with an optional query, never another site (ASVS V3.7.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// Longest address kept.
    const MAX: usize = 1_024;

    /// Takes `text` only when it is plainly local: one leading `/`, printable ASCII, no backslash, no dot segment, no
    /// empty segment, no fragment, none of these in percent-encoded form, and nothing that browsers would encode. Anything
    /// else is `None`, never mended.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (path, query) = text.split_once('?').map_or((text, ""), |(path, query)| (path, query));
        let printable = |b: u8| b.is_ascii_graphic() && !matches!(b, b'\\' | b'"' | b'\'' | b'<' | b'>' | b'#' | b'`');
        let plain = |segment: &str| {
            segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
                && !segment.is_empty()
                && !segment.bytes().all(|b| b == b'.')
        };
        let local = path.strip_prefix('/').is_some_and(|rest| rest.is_empty() || rest.split('/').all(plain));
        let sent_away = path.starts_with("/auth/") || path.starts_with("/api/") || path == SIGN_IN;
        (text.len() <= Self::MAX && local && !sent_away && query.bytes().all(printable)).then(|| Self(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ReturnPath {
    fn default() -> Self {
        Self(BILLING.to_owned())
    }
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The sign-in page that comes back to `from`, an address of this portal (kept only when it is a [`ReturnPath`]).
#[must_use]
pub fn sign_in_returning_to(from: &str) -> String {
    match ReturnPath::parse(from) {
        Some(path) if path.as_str() != ROOT => format!("{SIGN_IN}?{RETURN_FIELD}={}", encode(path.as_str())),
        Some(_) | None => SIGN_IN.to_owned(),
    }
}

/// A new ticket about `topic`.
#[must_use]
pub fn new_ticket(topic: crate::words::Topic) -> String {
    format!("{NEW_TICKET}?topic={}", topic.key())
}

/// A new ticket for a copy of this invoice: "Request from support".
#[must_use]
pub fn invoice_copy_ticket(client: Option<&ClientId>, invoice: &InvoiceId) -> String {
    let of = client.map(|client| format!("&client={}", client.as_str())).unwrap_or_default();
    format!("{}&invoice={}{of}", new_ticket(crate::words::Topic::InvoiceCopy), invoice.as_str())
}

/// The Usage panel.
#[must_use]
pub fn usage(client: Option<&ClientId>) -> String {
    scoped(client, "/usage")
}

/// The usage of the period that began on `start`.
#[must_use]
pub fn usage_of(client: Option<&ClientId>, start: Date) -> String {
    scoped(client, &format!("/usage?period={start}"))
}

/// The Invoices panel.
#[must_use]
pub fn invoices(client: Option<&ClientId>) -> String {
    scoped(client, "/invoices")
}

/// An invoice's PDF.
#[must_use]
pub fn invoice_pdf(client: Option<&ClientId>, invoice: &InvoiceId) -> String {
    scoped(client, &format!("/invoices/{}/pdf", invoice.as_str()))
}

/// The filtered invoices as CSV.
#[must_use]
pub fn invoices_csv(client: Option<&ClientId>) -> String {
    scoped(client, "/invoices.csv")
}

/// `POST`: chosen invoices' PDFs as one ZIP.
#[must_use]
pub fn invoices_zip(client: Option<&ClientId>) -> String {
    scoped(client, "/invoices.zip")
}

/// An address in one's own billing, or its twin for an assigned client.
fn scoped(client: Option<&ClientId>, rest: &str) -> String {
    client.map_or_else(|| format!("{BILLING}{rest}"), |client| format!("{CLIENTS}/{}{rest}", client.as_str()))
}

/// Percent-encodes all but unreserved characters (RFC 3986 §2.3), for one query value or path segment.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The first value of `name` in an address's query, decoded once. The router's own map decodes twice, which turns an
/// encoded address inside an address into another one.
#[must_use]
pub fn query_value(query: &str, name: &str) -> Option<String> {
    query_values(query, name).next()
}

/// Every value of `name`, decoded once.
pub fn query_values(query: &str, name: &str) -> impl Iterator<Item = String> {
    let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(move |(key, _)| *key == name).map(|(_, value)| decode(value))
}

/// Undoes [`encode`] and what forms do to spaces; what is not well encoded stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = text.as_bytes().iter();
    let mut out = Vec::with_capacity(text.len());
    while let Some(&byte) = bytes.next() {
        let rest = bytes.as_slice();
        let digits = rest.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let decoded = digits.filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match decoded {
            Some(decoded) => {
                out.push(decoded);
                bytes.nth(1);
            }
            None => out.push(if byte == b'+' { b' ' } else { byte }),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_return_path_is_a_plain_local_address() {
        for good in ["/", "/billing/usage", "/billing/invoices?status=open&page=2", "/settings?section=active-sessions"]
        {
            assert!(ReturnPath::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "billing",
            "//evil.example",
            "/\\evil.example",
            "/%2fevil.example",
            "/./\\evil.example",
            "/..//evil",
            "https://evil.example",
            "/\tevil",
            "/ /evil",
            "javascript:alert(1)",
            "/billing#x",
            "/a/../b",
            "/auth/login",
            "/api/usage",
            "/sign-in",
            "/billing?x=\r\nSet-Cookie: a",
            "/é",
            "/billing?x='y",
        ] {
            assert!(ReturnPath::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_address_inside_an_address_comes_out_as_it_went_in() {
        let address = "/billing/usage?from=a%20letter&x=50%25";
        let sign_in = sign_in_returning_to(address);
        let query = sign_in.split_once('?').unwrap().1;
        assert_eq!(query_value(query, RETURN_FIELD).as_deref(), Some(address));
        assert_eq!(query_value("?a=1+2&a=3", "a").as_deref(), Some("1 2"));
        assert_eq!(query_value("a=%zz%", "a").as_deref(), Some("%zz%"));
        assert_eq!(query_value("b=1", "a"), None);
        assert_eq!(query_values("a=1&b=2&a=%33", "a").collect::<Vec<_>>(), ["1", "3"]);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded_to_the_same(text in "\\PC{0,40}") {
            prop_assert_eq!(query_value(&format!("q={}", encode(&text)), "q"), Some(text));
        }

        #[test]
        fn whatever_is_taken_stays_on_this_origin(text in "[/\\\\.@:a-z%0-9?#\\t]{0,24}") {
            if let Some(path) = ReturnPath::parse(&text) {
                prop_assert!(path.as_str().starts_with('/'));
                prop_assert!(!path.as_str().starts_with("//"));
                prop_assert!(!path.as_str().contains(['\\', '\t', '#']));
            }
        }
    }
}
