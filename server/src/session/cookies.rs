//! The portal's cookies: their names, their attributes, and how they are read. Both names and attributes are fixed here,
//! so that no setting can weaken them.

use http::{HeaderMap, HeaderValue, header::COOKIE};
use url::{Host, Url};

/// The names of the portal's cookies on its base address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieNames {
    secure: bool,
}

/// A base address on which no safe cookie can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the base URL must be https, or http on a loopback host")]
pub struct UnsafeBaseUrl;

impl CookieNames {
    /// Names for `base_url`: with the `__Host-` prefix on https, plain ones on http on a loopback host.
    ///
    /// # Errors
    /// [`UnsafeBaseUrl`] for anything else.
    pub fn for_base_url(base_url: &Url) -> Result<Self, UnsafeBaseUrl> {
        match base_url.scheme() {
            "https" => Ok(Self { secure: true }),
            "http" if is_loopback(base_url) => Ok(Self { secure: false }),
            _ => Err(UnsafeBaseUrl),
        }
    }

    /// The session's cookie.
    #[must_use]
    pub const fn session(&self) -> &'static str {
        if self.secure { "__Host-portal" } else { "portal" }
    }

    /// What the cookies of login attempts start with.
    #[must_use]
    pub const fn login_prefix(&self) -> &'static str {
        if self.secure { "__Host-login-" } else { "login-" }
    }

    /// Sets the session's cookie until the browser closes; how long it is good for is the server's business.
    pub(super) fn set_session(&self, value: &str) -> Option<HeaderValue> {
        self.set(self.session(), value, None)
    }

    /// Removes the session's cookie.
    pub(super) fn remove_session(&self) -> Option<HeaderValue> {
        self.set(self.session(), "", Some(0))
    }

    /// Sets (or with zero seconds removes) one of the portal's cookies.
    pub(crate) fn set(&self, name: &str, value: &str, max_age_seconds: Option<u32>) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let age = max_age_seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")).ok()
    }
}

/// Whether `url` points at this machine.
#[must_use]
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The values of the cookies called `name`. Read as bytes: another application's odd cookie must not hide ours.
pub fn cookies_named<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    pairs(headers).filter(move |(found, _)| *found == name.as_bytes()).map(|(_, value)| value)
}

/// Names and values of the cookies whose name starts with `prefix`.
pub fn cookies_starting_with<'a>(
    headers: &'a HeaderMap,
    prefix: &'a str,
) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
    pairs(headers).filter(move |(name, _)| name.starts_with(prefix.as_bytes()))
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    let parts = headers.get_all(COOKIE).iter().flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
    parts.filter_map(|part| {
        let mut halves = part.splitn(2, |byte| *byte == b'=');
        Some((halves.next()?.trim_ascii(), halves.next()?.trim_ascii()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(url: &str) -> Result<CookieNames, UnsafeBaseUrl> {
        CookieNames::for_base_url(&url.parse().unwrap())
    }

    #[test]
    fn only_a_loopback_address_goes_without_the_host_prefix() {
        assert_eq!(names("https://portal.example").unwrap().session(), "__Host-portal");
        for local in ["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000"] {
            assert_eq!(names(local).unwrap().session(), "portal", "{local}");
        }
        for unsafe_url in ["http://portal.example", "http://localhost.example", "http://10.0.0.1", "ftp://localhost"] {
            assert!(names(unsafe_url).is_err(), "{unsafe_url}");
        }
    }

    #[test]
    fn a_cookie_is_removed_with_the_attributes_it_was_set_with() {
        let names = names("https://portal.example").unwrap();
        let set = names.set_session("v").unwrap();
        let removed = names.remove_session().unwrap();
        assert_eq!(set, "__Host-portal=v; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(removed, "__Host-portal=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    }

    #[test]
    fn cookies_are_found_among_others_whatever_these_hold() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_bytes(b"x=\xff; portal=a ;portalx=no; portal=b").unwrap());
        headers.append(COOKIE, HeaderValue::from_static("portal=c; login-1=d; novalue"));
        let values = cookies_named(&headers, "portal").collect::<Vec<_>>();
        assert_eq!(values, [b"a", b"b", b"c"]);
        assert_eq!(cookies_starting_with(&headers, "login-").count(), 1);
    }
}
