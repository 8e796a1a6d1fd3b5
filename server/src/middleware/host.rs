//! The portal answers under its own name only (acceptance INP-05). On a developer's machine that is any loopback name.

use super::{LayerConfig, gate::Refusal, request_target};
use crate::settings::BaseUrl;
use app::error::ErrorKind;
use axum::http::{StatusCode, header::HOST, request::Parts, uri::Authority};
use url::{Position, Url};

const UNKNOWN: Refusal = Refusal::new(StatusCode::MISDIRECTED_REQUEST, ErrorKind::BadRequest, "host");

pub(super) fn check(parts: &mut Parts, config: &LayerConfig) -> Result<(), Refusal> {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(Refusal::bad_request("host")) };
    let host = host.to_str().ok().and_then(|text| text.parse::<Authority>().ok());
    let host = host.ok_or(Refusal::bad_request("host"))?;
    if !is_ours(&config.base_url, &host) {
        return Err(UNKNOWN);
    }
    if let Some(authority) = parts.uri.authority() {
        // A proxy may go by either, so both must be ours.
        if !is_ours(&config.base_url, authority) {
            return Err(UNKNOWN);
        }
        request_target::make_relative(&mut parts.uri)?;
    }
    Ok(())
}

fn is_ours(base: &BaseUrl, authority: &Authority) -> bool {
    if authority.as_str().contains('@') {
        return false;
    }
    // As nearly every request has it; the rest is for other ways to write the same.
    if authority.as_str() == &base.url()[Position::BeforeHost..Position::AfterPort] {
        return true;
    }
    let scheme = base.url().scheme();
    Url::parse(&format!("{scheme}://{authority}")).is_ok_and(|url| {
        url.origin() == base.url().origin() || base.is_loopback() && crate::settings::is_loopback(&url)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(base: &str, host: &str) -> bool {
        host.parse().is_ok_and(|host| is_ours(&BaseUrl::parse_origin(base).unwrap(), &host))
    }

    #[test]
    fn a_deployed_portal_answers_under_one_name() {
        for good in ["portal.example", "PORTAL.example", "portal.example:443"] {
            assert!(ours("https://portal.example", good), "{good}");
        }
        for bad in [
            "evil.example",
            "portal.example:80",
            "portal.example.evil.example",
            "a@portal.example",
            "127.0.0.1",
            "localhost",
            "portal.example.",
            "x.portal.example",
        ] {
            assert!(!ours("https://portal.example", bad), "{bad}");
        }
    }

    #[test]
    fn on_this_machine_any_loopback_name_will_do() {
        for good in ["127.0.0.1:3000", "localhost:3000", "[::1]:3000", "127.0.0.1:41234"] {
            assert!(ours("http://127.0.0.1:3000", good), "{good}");
        }
        for bad in ["evil.example", "10.0.0.1:3000", "localhost.evil.example"] {
            assert!(!ours("http://127.0.0.1:3000", bad), "{bad}");
        }
    }
}
