//! The settings, read from the environment once at start. Every fault is reported at once, and no secret is ever shown.
//! May import value types only; nothing else in the server reads the environment.

mod base_url;
mod portal_hosts;
mod reader;
mod secrets;
pub mod table;
mod values;

pub use base_url::BaseUrl;
pub(crate) use base_url::is_loopback;
pub use portal_hosts::PortalHosts;
pub use reader::{Fault, SettingsError};
pub use secrets::{SessionKey, StripeKey, StripeMode};
pub use values::Database;

use ipnet::IpNet;
use reader::Reader;
use secrecy::SecretString;
use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

/// Everything the portal can be told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens and how much it takes.
    pub portal: PortalSettings,
    /// How often one address and one person may do what.
    pub rates: RateSettings,
    /// Sessions, audit.
    pub database: Database,
    /// Sessions' keys and limits.
    pub session: SessionSettings,
    /// The identity provider.
    pub oidc: OidcSettings,
    /// The billing API.
    pub aidial: AidialSettings,
    /// Stripe.
    pub stripe: StripeSettings,
    /// Invoice PDFs.
    pub invoice_pdf: InvoicePdfSettings,
    /// Downloads of invoices, whatever their form.
    pub downloads: DownloadSettings,
    /// What is logged, in the form of `RUST_LOG`.
    pub log: String,
    /// The file that says where the built pages and scripts are.
    pub leptos_config: PathBuf,
}

/// Addresses and capacity.
#[derive(Clone, Debug)]
pub struct PortalSettings {
    /// Where browsers see the portal: an origin.
    pub base_url: BaseUrl,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where health, readiness and metrics are.
    pub admin_address: SocketAddr,
    /// What an operator shows to end sessions; without it nobody can.
    pub operator_token: Option<SecretString>,
    /// Connections at once.
    pub max_connections: usize,
    /// Requests at once.
    pub max_requests: usize,
    /// How long connections are still taken after the order to stop.
    pub shutdown_notice: Duration,
    /// Time for work in flight at a stop.
    pub shutdown_grace: Duration,
    /// Networks of the reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// How often one address or one person may do what: so many a minute, and as many at once. Each replica counts by itself,
/// but for reveals, which are counted in the audit trail.
#[derive(Clone, Copy, Debug)]
pub struct RateSettings {
    /// Requests of one address, built files aside.
    pub address: NonZeroU32,
    /// Sign-ins begun from one address.
    pub sign_ins: NonZeroU32,
    /// Pages, server functions and downloads of one person.
    pub person: NonZeroU32,
    /// Downloads of one person.
    pub downloads: NonZeroU32,
    /// Reveals by one person.
    pub reveals: NonZeroU32,
}

/// Keys and limits of sessions.
#[derive(Clone, Debug)]
pub struct SessionSettings {
    /// Newest first; empty only with SQLite.
    pub keys: Vec<SessionKey>,
    /// Ends a session that is not used.
    pub idle: Duration,
    /// Ends any session.
    pub max: Duration,
}

/// The identity provider.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// Exactly as the discovery document says it: use [`BaseUrl::as_str`].
    pub issuer: BaseUrl,
    /// The portal's name there.
    pub client_id: String,
    /// The portal's secret there.
    pub client_secret: SecretString,
}

/// The billing API.
#[derive(Clone, Debug)]
pub struct AidialSettings {
    /// Its base, without `/v1`.
    pub base_url: BaseUrl,
    /// Total time of one call.
    pub timeout: Duration,
}

/// Stripe.
#[derive(Clone, Debug)]
pub struct StripeSettings {
    /// The restricted key.
    pub key: StripeKey,
    /// Its API's base, without `/v1`.
    pub base_url: BaseUrl,
    /// Where the link of a session may lead.
    pub portal_hosts: PortalHosts,
    /// The portal's configuration there; Stripe's default one without.
    pub configuration: Option<String>,
    /// Total time of making one session.
    pub timeout: Duration,
}

/// Invoice PDFs.
#[derive(Clone, Copy, Debug)]
pub struct InvoicePdfSettings {
    /// Largest one passed on, in bytes.
    pub max_bytes: u64,
    /// Total time of fetching one.
    pub timeout: Duration,
}

/// How many downloads run at once. Per replica.
#[derive(Clone, Copy, Debug)]
pub struct DownloadSettings {
    /// In all.
    pub all: usize,
    /// For one person.
    pub person: usize,
}

impl Settings {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_map(|name| std::env::var(name).ok())
    }

    /// Reads from `lookup`, so that tests need no process environment.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn from_map(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut reader = Reader::new(&lookup);
        let base_url = reader.read(&table::PORTAL_BASE_URL, BaseUrl::parse_origin);
        // An address that cannot be used was set on purpose, so the stricter rules tell more.
        reader.development = base_url.as_ref().is_some_and(BaseUrl::is_loopback);
        let portal = portal(&mut reader, base_url);
        let rates = rates(&mut reader);
        let database = reader.read(&table::DATABASE_URL, values::database);
        let session = session(&mut reader, database.as_ref());
        let oidc = oidc(&mut reader);
        let aidial = aidial(&mut reader);
        let stripe = stripe(&mut reader);
        let invoice_pdf = invoice_pdf(&mut reader);
        let downloads = downloads(&mut reader);
        let log = reader.read(&table::LOG, values::log_filter);
        let leptos_config = reader.read(&table::LEPTOS_CONFIG, values::path);
        let whole = || {
            Some(Self {
                portal: portal?,
                rates: rates?,
                database: database?,
                session: session?,
                oidc: oidc?,
                aidial: aidial?,
                stripe: stripe?,
                invoice_pdf: invoice_pdf?,
                downloads: downloads?,
                log: log?,
                leptos_config: leptos_config?,
            })
        };
        let whole = whole();
        reader.finish(whole)
    }
}

fn portal(reader: &mut Reader<'_>, base_url: Option<BaseUrl>) -> Option<PortalSettings> {
    let address = reader.read(&table::PORTAL_ADDR, values::address);
    let admin_address = reader.read(&table::ADMIN_ADDR, values::address);
    if let (Some(address), Some(admin)) = (address, admin_address)
        && address == admin
        && address.port() != 0
    {
        reader.fault(&table::ADMIN_ADDR, "must differ from PORTAL_ADDR".to_owned());
    }
    let operator_token = reader.read_optional(&table::OPERATOR_TOKEN, secrets::operator_token);
    let max_connections = reader.read(&table::MAX_CONNECTIONS, values::count(8..=100_000, "connections"));
    let max_requests = reader.read(&table::MAX_REQUESTS, values::count(4..=100_000, "requests"));
    let shutdown_notice = reader.read(&table::SHUTDOWN_NOTICE_SECONDS, values::span(0..=60, "seconds", 1_000));
    let shutdown_grace = reader.read(&table::SHUTDOWN_GRACE_SECONDS, values::span(1..=300, "seconds", 1_000));
    let trusted_proxies = reader.read_optional(&table::TRUSTED_PROXIES, values::networks);
    Some(PortalSettings {
        base_url: base_url?,
        address: address?,
        admin_address: admin_address?,
        operator_token: operator_token?,
        max_connections: max_connections?,
        max_requests: max_requests?,
        shutdown_notice: shutdown_notice?,
        shutdown_grace: shutdown_grace?,
        trusted_proxies: trusted_proxies?.unwrap_or_default(),
    })
}

fn rates(reader: &mut Reader<'_>) -> Option<RateSettings> {
    let mut rate = |setting| reader.read(setting, values::rate);
    let (address, sign_ins) = (rate(&table::RATE_ADDRESS), rate(&table::RATE_SIGN_INS));
    let (person, downloads, reveals) =
        (rate(&table::RATE_PERSON), rate(&table::RATE_DOWNLOADS), rate(&table::RATE_REVEALS));
    Some(RateSettings {
        address: address?,
        sign_ins: sign_ins?,
        person: person?,
        downloads: downloads?,
        reveals: reveals?,
    })
}

fn session(reader: &mut Reader<'_>, database: Option<&Database>) -> Option<SessionSettings> {
    let keys = reader.read_optional(&table::SESSION_KEYS, secrets::session_keys);
    if let (Some(None), Some(Database::Postgres(_))) = (&keys, database) {
        let expected = "is required with PostgreSQL: every replica must have the same keys";
        reader.fault(&table::SESSION_KEYS, expected.to_owned());
    }
    let idle = reader.read(&table::SESSION_IDLE_MINUTES, values::span(1..=1_440, "minutes", 60_000));
    let max = reader.read(&table::SESSION_MAX_HOURS, values::span(1..=168, "hours", 3_600_000));
    if let (Some(idle), Some(max)) = (idle, max)
        && idle > max
    {
        reader.fault(&table::SESSION_IDLE_MINUTES, "must not be longer than SESSION_MAX_HOURS".to_owned());
    }
    Some(SessionSettings { keys: keys?.unwrap_or_default(), idle: idle?, max: max? })
}

fn oidc(reader: &mut Reader<'_>) -> Option<OidcSettings> {
    let issuer = reader.read(&table::OIDC_ISSUER, BaseUrl::parse);
    let client_id = reader.read(&table::OIDC_CLIENT_ID, values::client_id);
    let client_secret = reader.read(&table::OIDC_CLIENT_SECRET, secrets::client_secret);
    Some(OidcSettings { issuer: issuer?, client_id: client_id?, client_secret: client_secret? })
}

fn aidial(reader: &mut Reader<'_>) -> Option<AidialSettings> {
    let base_url = reader.read(&table::AIDIAL_API_BASE_URL, BaseUrl::parse);
    // A page has 10 s in all, and one retry must fit.
    let timeout = reader.read(&table::AIDIAL_API_TIMEOUT_MS, values::span(100..=9_000, "milliseconds", 1));
    Some(AidialSettings { base_url: base_url?, timeout: timeout? })
}

fn stripe(reader: &mut Reader<'_>) -> Option<StripeSettings> {
    let key = reader.read(&table::STRIPE_SECRET_KEY, secrets::stripe_key);
    let base_url = reader.read(&table::STRIPE_API_BASE, BaseUrl::parse);
    let portal_hosts = reader.read(&table::STRIPE_PORTAL_HOSTS, PortalHosts::parse);
    let configuration = reader.read_optional(&table::STRIPE_PORTAL_CONFIGURATION, values::portal_configuration);
    // A page has 10 s in all, and billing is asked first.
    let timeout = reader.read(&table::STRIPE_TIMEOUT_MS, values::span(100..=8_000, "milliseconds", 1));
    if let (Some(key), Some(base)) = (&key, &base_url)
        && key.mode == StripeMode::Live
        && (reader.development || base.url().host_str() != Some("api.stripe.com"))
    {
        let expected = "is a live key: it may only be used by a deployed portal with https://api.stripe.com";
        reader.fault(&table::STRIPE_SECRET_KEY, expected.to_owned());
    }
    if let Some(hosts) = &portal_hosts
        && !reader.development
        && hosts.origins().iter().any(|origin| origin.starts_with("http://"))
    {
        reader.fault(&table::STRIPE_PORTAL_HOSTS, "must not name a loopback host on a deployed portal".to_owned());
    }
    Some(StripeSettings {
        key: key?,
        base_url: base_url?,
        portal_hosts: portal_hosts?,
        configuration: configuration?,
        timeout: timeout?,
    })
}

fn invoice_pdf(reader: &mut Reader<'_>) -> Option<InvoicePdfSettings> {
    let max_bytes = reader.read(&table::INVOICE_PDF_MAX_BYTES, values::number(1_024..=104_857_600, "bytes"));
    let timeout = reader.read(&table::INVOICE_PDF_TIMEOUT_MS, values::span(100..=60_000, "milliseconds", 1));
    Some(InvoicePdfSettings { max_bytes: max_bytes?, timeout: timeout? })
}

fn downloads(reader: &mut Reader<'_>) -> Option<DownloadSettings> {
    let all = reader.read(&table::DOWNLOADS_AT_ONCE, values::count(1..=10_000, "downloads"));
    let person = reader.read(&table::DOWNLOADS_OF_ONE, values::count(1..=10_000, "downloads"));
    Some(DownloadSettings { all: all?, person: person? })
}
