//! How much one address may ask: a number of requests, and a smaller one of sign-ins begun (acceptance DOS-03, DOS-07).
//! Whose address it is, `client_address.rs` has found. What a person may do is counted where the person is known
//! (`visitor.rs`). Built files are not counted: they cost nothing, and a first visit takes many.

use super::{Asker, ClientAddress, LayerConfig, chain::Next};
use crate::rate_limit::{RateLimit, TooMany};
use app::{error::ErrorKind, paths};
use axum::{extract::Request, http::Method, response::Response};
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

const FILES: [&str; 4] = ["/pkg/", "/fonts/", "/favicon.svg", "/robots.txt"];

pub(super) struct AddressLimits {
    requests: RateLimit<IpAddr>,
    sign_ins: RateLimit<IpAddr>,
}

impl AddressLimits {
    pub(super) fn new(config: &LayerConfig) -> Self {
        Self {
            requests: RateLimit::per_minute("address", config.requests_per_minute),
            sign_ins: RateLimit::per_minute("sign_ins", config.sign_ins_per_minute),
        }
    }

    fn take(&self, address: IpAddr, request: &Request) -> Result<(), TooMany> {
        let path = request.uri().path();
        if request.method() == Method::GET && FILES.iter().any(|file| path.starts_with(file)) {
            return Ok(());
        }
        let from = network(address);
        self.requests.take(&from)?;
        if request.method() == Method::POST && path == paths::LOGIN { self.sign_ins.take(&from) } else { Ok(()) }
    }
}

pub(super) async fn limit(limits: Arc<AddressLimits>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ClientAddress>();
    match address.map_or(Ok(()), |address| limits.take(address.0, &request)) {
        Ok(()) => next.run(request).await,
        Err(TooMany { seconds }) => Asker::of(&request).refuse_for(ErrorKind::RateLimited, seconds),
    }
}

/// Whoever has an IPv6 address has the 2⁶⁴ of its network.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_ipv6_network_are_one_and_ipv4_addresses_are_not() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff:ffff:ffff:ffff"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_ne!(of("203.0.113.1"), of("203.0.113.2"));
    }
}
