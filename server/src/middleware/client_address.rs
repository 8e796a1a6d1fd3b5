//! Whose address a request comes from: the connection's, or what trusted proxies say, read from the right (acceptance
//! DOS-03). A client can write anything to the left of them.

use super::{LayerConfig, gate::Refusal};
use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, HeaderName, request::Parts},
};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client's address, in the request's extensions; for rate limits and the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

pub(super) fn find(parts: &mut Parts, config: &LayerConfig) -> Result<(), Refusal> {
    if let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() {
        let client = client(peer.ip(), &parts.headers, &config.trusted_proxies);
        parts.extensions.insert(ClientAddress(client));
    }
    parts.headers.remove(FORWARDED_FOR);
    parts.headers.remove("x-real-ip");
    Ok(())
}

fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let said: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .map(|value| value.to_str().unwrap_or_default())
        .flat_map(|value| value.split(','))
        .collect();
    let mut nearest = peer.to_canonical();
    for said in said.into_iter().rev() {
        if !is_proxy(&nearest) {
            break;
        }
        match address(said.trim()) {
            Some(address) => nearest = address.to_canonical(),
            // A proxy that says nothing readable: the proxy itself is all that is known.
            None => break,
        }
    }
    nearest
}

fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        client(peer.parse().unwrap(), &headers, &["10.0.0.0/8".parse().unwrap()]).to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        assert_eq!(from("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(from("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn what_a_client_wrote_itself_does_not_count() {
        for fake in ["1.1.1.1", "10.9.9.9", "garbage", "", "::1, 2.2.2.2"] {
            assert_eq!(from("10.0.0.1", &[fake, "198.51.100.1, 10.0.0.2"]), "198.51.100.1", "{fake}");
        }
    }

    #[test]
    fn an_unreadable_word_of_a_proxy_leaves_the_proxy() {
        assert_eq!(from("10.0.0.1", &["198.51.100.1, unknown"]), "10.0.0.1");
        assert_eq!(from("::ffff:10.0.0.1", &["198.51.100.1:4711"]), "198.51.100.1");
    }
}
