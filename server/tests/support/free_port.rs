//! Addresses for programs that must be told where they listen. Include it with
//! `#[path = "support/free_port.rs"] mod free_port;`.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

/// Below the ports that systems give out by themselves (RFC 6335: from 49152; Linux: from 32768), so that no connection takes
/// one between this and its use.
const FIRST: u16 = 10_000;
const COUNT: u16 = 20_000;

/// Where nobody listens, and where nobody who asks the same way will.
pub fn free_address() -> SocketAddr {
    static DRAWN: AtomicU32 = AtomicU32::new(0);
    // Processes that begin one after the other begin far apart.
    let start = process::id().wrapping_mul(997);
    (0..COUNT)
        .map(|_| start.wrapping_add(DRAWN.fetch_add(1, Relaxed)) % u32::from(COUNT))
        .filter_map(|offset| Some(SocketAddr::from((Ipv4Addr::LOCALHOST, FIRST + u16::try_from(offset).ok()?))))
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("one of twenty thousand ports is free")
}
