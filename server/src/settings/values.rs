//! Parsers of plain values: addresses, numbers, networks, the database, the log filter. Each says what it expects.

use ipnet::IpNet;
use secrecy::SecretString;
use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    ops::RangeInclusive,
    path::PathBuf,
    time::Duration,
};
use tracing_subscriber::EnvFilter;
use url::Url;

/// Where sessions and the audit trail are kept.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file on this machine; one replica.
    Sqlite(PathBuf),
    /// A server, for several replicas. The URL can hold a password.
    Postgres(SecretString),
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "must be an IP address and a port, such as 127.0.0.1:3000".to_owned())
}

pub(super) fn number(range: RangeInclusive<u64>, unit: &str) -> impl FnOnce(&str) -> Result<u64, String> + use<'_> {
    move |text| {
        text.parse()
            .ok()
            .filter(|value| text.bytes().all(|b| b.is_ascii_digit()) && range.contains(value))
            .ok_or_else(|| format!("must be a whole number of {unit} from {} to {}", range.start(), range.end()))
    }
}

pub(super) fn count(range: RangeInclusive<u64>, unit: &str) -> impl FnOnce(&str) -> Result<usize, String> + use<'_> {
    move |text| {
        number(range, unit)(text).and_then(|value| usize::try_from(value).map_err(|_| "is too large".to_owned()))
    }
}

/// So many a minute.
pub(super) fn rate(text: &str) -> Result<NonZeroU32, String> {
    let number = number(1..=10_000_000, "times a minute")(text)?;
    u32::try_from(number).ok().and_then(NonZeroU32::new).ok_or_else(|| "is out of range".to_owned())
}

/// A span of time given in units of `unit_ms` milliseconds.
pub(super) fn span(
    range: RangeInclusive<u64>,
    unit: &str,
    unit_ms: u64,
) -> impl FnOnce(&str) -> Result<Duration, String> + use<'_> {
    move |text| number(range, unit)(text).map(|value| Duration::from_millis(value.saturating_mul(unit_ms)))
}

pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    text.split(',')
        .map(|entry| {
            let entry = entry.trim();
            entry.parse::<IpNet>().or_else(|_| entry.parse::<IpAddr>().map(IpNet::from))
        })
        .collect::<Result<_, _>>()
        .map_err(|_| "must be IP networks such as 10.0.0.0/8, separated by commas".to_owned())
}

pub(super) fn database(text: &str) -> Result<Database, String> {
    let expected = || "must be sqlite://<file> or postgres://…".to_owned();
    if let Some(file) = text.strip_prefix("sqlite:") {
        let file = file.strip_prefix("//").unwrap_or(file);
        if file.is_empty() || file.contains(['?', '\0']) || file == ":memory:" {
            return Err(expected());
        }
        return Ok(Database::Sqlite(PathBuf::from(file)));
    }
    let url = Url::parse(text).map_err(|_| expected())?;
    if matches!(url.scheme(), "postgres" | "postgresql") && url.host_str().is_some_and(|host| !host.is_empty()) {
        Ok(Database::Postgres(SecretString::from(text)))
    } else {
        Err(expected())
    }
}

pub(super) fn client_id(text: &str) -> Result<String, String> {
    if text.len() > 255 || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err("must be 1 to 255 printable characters without spaces".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text)
        .map(|_| text.to_owned())
        .map_err(|_| "must be a log filter such as info or info,server=debug".to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "has the shape of the other parsers")]
pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    Ok(PathBuf::from(text))
}

/// The id of a billing portal configuration at Stripe.
pub(super) fn portal_configuration(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("bpc_").unwrap_or_default();
    let plain = !rest.is_empty() && rest.len() <= 64 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain { Ok(text.to_owned()) } else { Err("must be a portal configuration's id (bpc_…)".to_owned()) }
}
