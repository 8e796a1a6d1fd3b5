//! The one table of settings: name, default, meaning. README prints it; `mod.rs` reads by it.
//! Imports nothing.

use std::fmt::Write as _;

/// One setting, read from the environment variable of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// The default while the portal's own address is on a loopback host (development and tests).
    pub development: Option<&'static str>,
    /// The default otherwise.
    pub production: Option<&'static str>,
    /// A secret: `<name>_FILE` may name a file that holds it, and no message ever shows it.
    pub secret: bool,
    /// May stay unset although it has no default.
    pub optional: bool,
    /// What it is for, in one line.
    pub meaning: &'static str,
}

impl Setting {
    const fn same(name: &'static str, default: &'static str, meaning: &'static str) -> Self {
        Self { name, development: Some(default), production: Some(default), secret: false, optional: false, meaning }
    }

    const fn development_only(name: &'static str, default: &'static str, meaning: &'static str) -> Self {
        Self { name, development: Some(default), production: None, secret: false, optional: false, meaning }
    }

    /// A limit that one machine on its own, as in development and in tests, does not meet.
    const fn rate(name: &'static str, production: &'static str, meaning: &'static str) -> Self {
        Self { production: Some(production), ..Self::same(name, "1000000", meaning) }
    }

    const fn secret(name: &'static str, meaning: &'static str) -> Self {
        Self { name, development: None, production: None, secret: true, optional: false, meaning }
    }
}

/// Where browsers see the portal.
pub const PORTAL_BASE_URL: Setting = Setting::same(
    "PORTAL_BASE_URL",
    "http://127.0.0.1:3000",
    "Where browsers see the portal: scheme and host only. On a loopback host the development defaults apply; anywhere \
     else it must be https",
);
/// Where the portal listens.
pub const PORTAL_ADDR: Setting =
    Setting::same("PORTAL_ADDR", "127.0.0.1:3000", "Address and port the portal listens on");
/// Where health, readiness and metrics are.
pub const ADMIN_ADDR: Setting = Setting::same(
    "ADMIN_ADDR",
    "127.0.0.1:3001",
    "Address and port of /healthz, /readyz and /metrics; keep it private",
);
/// What an operator shows to end sessions.
pub const OPERATOR_TOKEN: Setting = Setting {
    name: "OPERATOR_TOKEN",
    development: None,
    production: None,
    secret: true,
    optional: true,
    meaning: "Bearer token (32 characters or more) with which an operator ends sessions by POST /sessions/end on ADMIN_ADDR; \
              there is no such address unless set",
};
/// Connections at once.
pub const MAX_CONNECTIONS: Setting = Setting::same(
    "MAX_CONNECTIONS",
    "768",
    "Browser connections held at once; more wait in the kernel's queue. Keep it well below `ulimit -n`",
);
/// Requests worked on at once.
pub const MAX_REQUESTS: Setting =
    Setting::same("MAX_REQUESTS", "256", "Requests worked on at once; more wait a moment and are answered 503");
/// Time for work in flight at a stop.
pub const SHUTDOWN_GRACE_SECONDS: Setting =
    Setting::same("SHUTDOWN_GRACE_SECONDS", "20", "How long work in flight may take to end after SIGTERM");
/// Time for proxies to turn away.
pub const SHUTDOWN_NOTICE_SECONDS: Setting = Setting {
    production: Some("3"),
    ..Setting::same(
        "SHUTDOWN_NOTICE_SECONDS",
        "0",
        "After SIGTERM, how long connections are still taken while /readyz says 503, so that proxies turn away first. \
         Longer than a proxy takes to notice",
    )
};
/// Proxies in front.
pub const TRUSTED_PROXIES: Setting = Setting {
    name: "TRUSTED_PROXIES",
    development: None,
    production: None,
    secret: false,
    optional: true,
    meaning: "Networks (CIDR, comma-separated) of the reverse proxies whose X-Forwarded-For is believed; none unless set",
};
/// Requests of an address.
pub const RATE_ADDRESS: Setting = Setting::rate(
    "RATE_ADDRESS",
    "3000",
    "Requests a minute, and at once, of one address (one /64 with IPv6), built files aside; more are answered 429. People \
     behind one gateway share it. This and the other rates, but for RATE_REVEALS, are counted by each replica for itself",
);
/// Sign-ins of an address.
pub const RATE_SIGN_INS: Setting =
    Setting::rate("RATE_SIGN_INS", "120", "Sign-ins begun a minute, and at once, from one address");
/// Requests of a person.
pub const RATE_PERSON: Setting =
    Setting::rate("RATE_PERSON", "600", "Pages, updates and downloads a minute, and at once, of one person");
/// Downloads of a person.
pub const RATE_DOWNLOADS: Setting =
    Setting::rate("RATE_DOWNLOADS", "120", "Downloads a minute, and at once, of one person");
/// Reveals by a person.
pub const RATE_REVEALS: Setting =
    Setting::rate("RATE_REVEALS", "30", "Masked values shown in full a minute, and at once, to one person");
/// The database.
pub const DATABASE_URL: Setting = Setting {
    name: "DATABASE_URL",
    development: Some("sqlite://portal.db"),
    production: Some("sqlite://portal.db"),
    secret: true,
    optional: false,
    meaning: "sqlite://<file> for one replica, postgres://… for several",
};
/// Keys that seal sessions.
pub const SESSION_KEYS: Setting = Setting {
    name: "SESSION_KEYS",
    development: None,
    production: None,
    secret: true,
    optional: true,
    meaning: "Keys that seal stored sessions: base64 of 32 bytes each, comma-separated, newest first. Required with \
              PostgreSQL; with SQLite one is made beside the database when unset",
};
/// Idle limit.
pub const SESSION_IDLE_MINUTES: Setting =
    Setting::same("SESSION_IDLE_MINUTES", "30", "A session ends after this long without a request");
/// Absolute limit.
pub const SESSION_MAX_HOURS: Setting =
    Setting::same("SESSION_MAX_HOURS", "12", "A session ends after this long whatever happens");
/// The identity provider.
pub const OIDC_ISSUER: Setting = Setting::development_only(
    "OIDC_ISSUER",
    "http://127.0.0.1:4000/oidc",
    "Issuer of the identity provider, exactly as its discovery document says it",
);
/// The portal's name at the identity provider.
pub const OIDC_CLIENT_ID: Setting =
    Setting::development_only("OIDC_CLIENT_ID", "portal", "The portal's client id at the identity provider");
/// The portal's secret at the identity provider.
pub const OIDC_CLIENT_SECRET: Setting =
    Setting::secret("OIDC_CLIENT_SECRET", "The portal's client secret at the identity provider");
/// The billing API.
pub const AIDIAL_API_BASE_URL: Setting =
    Setting::development_only("AIDIAL_API_BASE_URL", "http://127.0.0.1:4000", "Base of aidial_api, without /v1");
/// Deadline of one billing call.
pub const AIDIAL_API_TIMEOUT_MS: Setting =
    Setting::same("AIDIAL_API_TIMEOUT_MS", "4000", "Total time of one call to aidial_api; a page has 10 s in all");
/// The key for Stripe.
pub const STRIPE_SECRET_KEY: Setting = Setting::secret(
    "STRIPE_SECRET_KEY",
    "Restricted key (rk_…) that may create billing portal sessions and nothing else; sk_ keys are refused",
);
/// Stripe's API.
pub const STRIPE_API_BASE: Setting = Setting {
    name: "STRIPE_API_BASE",
    development: Some("http://127.0.0.1:4000/stripe"),
    production: Some("https://api.stripe.com"),
    secret: false,
    optional: false,
    meaning: "Base of Stripe's API, without /v1",
};
/// Where Stripe may send the browser.
pub const STRIPE_PORTAL_HOSTS: Setting = Setting {
    name: "STRIPE_PORTAL_HOSTS",
    development: Some("127.0.0.1:4000"),
    production: Some("billing.stripe.com"),
    secret: false,
    optional: false,
    meaning: "Hosts, comma-separated, that the link of a billing portal session may lead to",
};
/// Which portal Stripe shows.
pub const STRIPE_PORTAL_CONFIGURATION: Setting = Setting {
    name: "STRIPE_PORTAL_CONFIGURATION",
    development: None,
    production: None,
    secret: false,
    optional: true,
    meaning: "Configuration of the billing portal (bpc_…); Stripe's default one unless set",
};
/// Deadline of opening the portal.
pub const STRIPE_TIMEOUT_MS: Setting =
    Setting::same("STRIPE_TIMEOUT_MS", "5000", "Total time of making one billing portal session, repeats included");
/// Largest invoice.
pub const INVOICE_PDF_MAX_BYTES: Setting =
    Setting::same("INVOICE_PDF_MAX_BYTES", "20971520", "Largest invoice PDF passed on, in bytes");
/// Deadline of an invoice.
pub const INVOICE_PDF_TIMEOUT_MS: Setting =
    Setting::same("INVOICE_PDF_TIMEOUT_MS", "15000", "Total time of fetching one invoice PDF");
/// Downloads at once.
pub const DOWNLOADS_AT_ONCE: Setting =
    Setting::same("DOWNLOADS_AT_ONCE", "64", "Downloads of invoices under way at once; more are answered 503");
/// A person's downloads at once.
pub const DOWNLOADS_OF_ONE: Setting = Setting::same(
    "DOWNLOADS_OF_ONE",
    "4",
    "Downloads of invoices under way at once for one person; more are answered 429",
);
/// The log's filter.
pub const LOG: Setting = Setting::same("LOG", "info", "What is logged, in the form of RUST_LOG");
/// The pages' build settings.
pub const LEPTOS_CONFIG: Setting =
    Setting::same("LEPTOS_CONFIG", "Leptos.toml", "The file that says where the built pages and scripts are");

/// Every setting, in the order of the documentation.
pub const TABLE: [Setting; 34] = [
    PORTAL_BASE_URL,
    PORTAL_ADDR,
    ADMIN_ADDR,
    OPERATOR_TOKEN,
    MAX_CONNECTIONS,
    MAX_REQUESTS,
    SHUTDOWN_NOTICE_SECONDS,
    SHUTDOWN_GRACE_SECONDS,
    TRUSTED_PROXIES,
    RATE_ADDRESS,
    RATE_SIGN_INS,
    RATE_PERSON,
    RATE_DOWNLOADS,
    RATE_REVEALS,
    DATABASE_URL,
    SESSION_KEYS,
    SESSION_IDLE_MINUTES,
    SESSION_MAX_HOURS,
    OIDC_ISSUER,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    AIDIAL_API_BASE_URL,
    AIDIAL_API_TIMEOUT_MS,
    STRIPE_SECRET_KEY,
    STRIPE_API_BASE,
    STRIPE_PORTAL_HOSTS,
    STRIPE_PORTAL_CONFIGURATION,
    STRIPE_TIMEOUT_MS,
    INVOICE_PDF_MAX_BYTES,
    INVOICE_PDF_TIMEOUT_MS,
    DOWNLOADS_AT_ONCE,
    DOWNLOADS_OF_ONE,
    LOG,
    LEPTOS_CONFIG,
];

/// The table as Markdown.
#[must_use]
pub fn as_markdown() -> String {
    let mut text = String::from("| Setting | Default | Meaning |\n|--|--|--|\n");
    for setting in TABLE {
        let default = match (setting.development, setting.production) {
            (Some(one), Some(other)) if one == other => format!("`{one}`"),
            (Some(development), Some(production)) => {
                format!("`{production}`; in development `{development}`")
            }
            (Some(development), None) => format!("required; in development `{development}`"),
            (None, Some(production)) => format!("`{production}`"),
            (None, None) if setting.optional => "unset".to_owned(),
            (None, None) => "required".to_owned(),
        };
        let file = if setting.secret { format!(" (or `{}_FILE`)", setting.name) } else { String::new() };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| `{}`{file} | {default} | {} |", setting.name, setting.meaning);
    }
    text
}
