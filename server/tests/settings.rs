//! The settings: every fault at once, no secret in any text.

use proptest::prelude::*;
use server::settings::{
    Database, Settings, SettingsError, StripeMode,
    table::{self, TABLE},
};
use std::{cell::RefCell, collections::BTreeMap, io::Write as _, time::Duration};

const CLIENT_SECRET: &str = "canary-client-secret";
const STRIPE_KEY: &str = "rk_test_canaryStripeKey";
const SESSION_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const OTHER_SESSION_KEY: &str = "MTEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

type Given = BTreeMap<String, String>;

fn given(pairs: &[(&str, &str)]) -> Given {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn development() -> Given {
    given(&[("OIDC_CLIENT_SECRET", CLIENT_SECRET), ("STRIPE_SECRET_KEY", STRIPE_KEY)])
}

fn deployed() -> Given {
    given(&[
        ("PORTAL_BASE_URL", "https://portal.example"),
        ("DATABASE_URL", "postgres://portal:canary-db-password@db.example/portal"),
        ("SESSION_KEYS", SESSION_KEY),
        ("OIDC_ISSUER", "https://id.example/"),
        ("OIDC_CLIENT_ID", "portal-live"),
        ("OIDC_CLIENT_SECRET", CLIENT_SECRET),
        ("AIDIAL_API_BASE_URL", "https://api.example/base/"),
        ("STRIPE_SECRET_KEY", "rk_live_canaryStripeKey"),
    ])
}

fn read(given: &Given) -> Result<Settings, SettingsError> {
    Settings::from_map(|name| given.get(name).cloned())
}

/// The settings at fault, after `changes` to `base`.
fn faults(base: Given, changes: &[(&str, &str)]) -> Vec<&'static str> {
    let mut given = base;
    given.extend(self::given(changes));
    read(&given).map_or_else(|error| error.faults.iter().map(|fault| fault.setting).collect(), |_| Vec::new())
}

#[test]
fn a_developer_sets_two_secrets_and_nothing_else() {
    let settings = read(&development()).unwrap();
    assert_eq!(settings.portal.base_url.as_str(), "http://127.0.0.1:3000");
    assert_eq!(settings.portal.address, "127.0.0.1:3000".parse().unwrap());
    assert_eq!(settings.oidc.issuer.as_str(), "http://127.0.0.1:4000/oidc");
    assert_eq!(settings.stripe.base_url.join("/v1/x"), "http://127.0.0.1:4000/stripe/v1/x");
    assert_eq!(settings.session.idle, Duration::from_secs(30 * 60));
    assert_eq!(settings.session.max, Duration::from_secs(12 * 3_600));
    assert!(settings.session.keys.is_empty());
    assert!(matches!(settings.database, Database::Sqlite(file) if file.as_os_str() == "portal.db"));
}

#[test]
fn a_deployed_portal_gets_no_development_defaults() {
    let given = given(&[("PORTAL_BASE_URL", "https://portal.example")]);
    let expected = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "AIDIAL_API_BASE_URL", "STRIPE_SECRET_KEY"];
    assert_eq!(faults(given, &[]), expected);
}

#[test]
fn a_deployed_portal_reads_as_it_was_set() {
    let settings = read(&deployed()).unwrap();
    assert_eq!(settings.oidc.issuer.as_str(), "https://id.example/", "an issuer is compared to the letter");
    assert_eq!(settings.aidial.base_url.join("/v1/me"), "https://api.example/base/v1/me");
    assert_eq!(settings.stripe.key.mode, StripeMode::Live);
    assert_eq!(settings.stripe.base_url.as_str(), "https://api.stripe.com");
    assert_eq!(settings.stripe.portal_hosts.origins(), ["https://billing.stripe.com"]);
    assert_eq!(settings.session.keys[0].expose(), b"0123456789abcdef0123456789abcdef");
    assert!(matches!(settings.database, Database::Postgres(_)));
}

#[test]
fn every_fault_is_told_at_once_and_in_the_order_of_the_table() {
    let wrong: Given = TABLE.iter().map(|setting| (setting.name.to_owned(), "\u{1}canary;".to_owned())).collect();
    let error = read(&wrong).unwrap_err();
    let told: Vec<_> = error.faults.iter().map(|fault| fault.setting).collect();
    let expected: Vec<_> = TABLE
        .iter()
        .map(|setting| setting.name)
        // Any text is a file name, and a log filter is lenient; each has its own test or can only fail when used.
        .filter(|name| !["LEPTOS_CONFIG", "LOG"].contains(name))
        .collect();
    assert_eq!(told.iter().filter(|name| **name != "LOG").copied().collect::<Vec<_>>(), expected);
    assert!(!error.to_string().contains("canary"));
    for name in told {
        assert!(error.to_string().contains(&format!("\n  {name}: ")), "{name}");
    }
}

#[test]
fn every_setting_of_the_table_is_read_and_no_other() {
    let asked = RefCell::new(std::collections::BTreeSet::new());
    let _ = Settings::from_map(|name| {
        asked.borrow_mut().insert(name.to_owned());
        None
    });
    let known = TABLE.iter().flat_map(|setting| {
        let file = setting.secret.then(|| format!("{}_FILE", setting.name));
        std::iter::once(setting.name.to_owned()).chain(file)
    });
    assert_eq!(asked.into_inner(), known.collect());
}

#[test]
fn plain_http_is_for_this_machine_only() {
    for name in ["PORTAL_BASE_URL", "OIDC_ISSUER", "AIDIAL_API_BASE_URL", "STRIPE_API_BASE"] {
        for bad in [
            "http://portal.example",
            "ftp://127.0.0.1",
            "portal.example",
            "https://",
            "https://a:b@c.example",
            "https://c.example/?q",
            "https://c.example/#f",
            "http://127.0.0.1.evil.example",
            "javascript:alert(1)",
        ] {
            assert!(faults(deployed(), &[(name, bad)]).contains(&name), "{name} {bad}");
        }
    }
    for good in ["http://localhost:3000", "http://[::1]:3000", "http://127.0.0.1:3000/"] {
        assert!(faults(development(), &[("PORTAL_BASE_URL", good)]).is_empty(), "{good}");
    }
    assert_eq!(faults(deployed(), &[("PORTAL_BASE_URL", "https://portal.example/billing")]), ["PORTAL_BASE_URL"]);
}

#[test]
fn only_a_restricted_stripe_key_is_taken() {
    for bad in ["sk_live_abcdef", "sk_test_abcdef", "pk_live_abcdef", "rk_abcdef", "rk_live_", "rk_live_ab cd", "abc"] {
        assert_eq!(faults(deployed(), &[("STRIPE_SECRET_KEY", bad)]), ["STRIPE_SECRET_KEY"], "{bad}");
    }
    assert!(faults(deployed(), &[("STRIPE_SECRET_KEY", "rk_test_abcdef")]).is_empty(), "Stripe's own test mode");
}

#[test]
fn a_live_key_goes_to_stripe_alone() {
    let live = ("STRIPE_SECRET_KEY", "rk_live_abcdef");
    assert_eq!(faults(development(), &[live]), ["STRIPE_SECRET_KEY"]);
    assert_eq!(faults(deployed(), &[live, ("STRIPE_API_BASE", "https://stripe.example")]), ["STRIPE_SECRET_KEY"]);
    assert_eq!(faults(deployed(), &[("STRIPE_PORTAL_HOSTS", "127.0.0.1:4000")]), ["STRIPE_PORTAL_HOSTS"]);
}

#[test]
fn session_limits_make_sense_together() {
    assert_eq!(
        faults(development(), &[("SESSION_IDLE_MINUTES", "121"), ("SESSION_MAX_HOURS", "2")]),
        ["SESSION_IDLE_MINUTES"]
    );
    for bad in ["0", "-1", "1.5", "1441", "ten", "+5", "99999999999999999999"] {
        assert_eq!(faults(development(), &[("SESSION_IDLE_MINUTES", bad)]), ["SESSION_IDLE_MINUTES"], "{bad}");
    }
}

#[test]
fn session_keys_are_32_bytes_and_all_different() {
    let two = format!("{SESSION_KEY}, {OTHER_SESSION_KEY}");
    let mut given = development();
    given.insert("SESSION_KEYS".to_owned(), two);
    assert_eq!(read(&given).unwrap().session.keys.len(), 2);
    let zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let twice = format!("{SESSION_KEY},{SESSION_KEY}");
    for bad in ["c2hvcnQ=", "not base64", &twice, zeros, &format!("{SESSION_KEY},")] {
        assert_eq!(faults(development(), &[("SESSION_KEYS", bad)]), ["SESSION_KEYS"]);
    }
}

#[test]
fn several_replicas_must_share_their_keys() {
    let mut given = deployed();
    given.remove("SESSION_KEYS");
    assert_eq!(faults(given, &[]), ["SESSION_KEYS"]);
}

#[test]
fn the_admin_address_is_another_one() {
    assert_eq!(faults(development(), &[("ADMIN_ADDR", "127.0.0.1:3000")]), ["ADMIN_ADDR"]);
    assert!(faults(development(), &[("ADMIN_ADDR", "127.0.0.1:0"), ("PORTAL_ADDR", "127.0.0.1:0")]).is_empty());
}

#[test]
fn a_secret_can_come_from_a_file() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{CLIENT_SECRET}").unwrap();
    let path = file.path().to_str().unwrap();
    let base = given(&[("STRIPE_SECRET_KEY", STRIPE_KEY)]);
    assert!(faults(base.clone(), &[("OIDC_CLIENT_SECRET_FILE", path)]).is_empty());
    assert_eq!(
        faults(base.clone(), &[("OIDC_CLIENT_SECRET_FILE", path), ("OIDC_CLIENT_SECRET", "another-secret")]),
        ["OIDC_CLIENT_SECRET"]
    );
    assert_eq!(faults(base, &[("OIDC_CLIENT_SECRET_FILE", "/does/not/exist")]), ["OIDC_CLIENT_SECRET"]);
}

#[test]
fn blank_is_unset() {
    assert!(faults(development(), &[("OIDC_ISSUER", ""), ("TRUSTED_PROXIES", "  ")]).is_empty());
}

#[test]
fn trusted_proxies_are_networks() {
    let mut given = development();
    given.insert("TRUSTED_PROXIES".to_owned(), "10.0.0.0/8, 192.0.2.1, fd00::/8".to_owned());
    assert_eq!(read(&given).unwrap().portal.trusted_proxies.len(), 3);
    assert_eq!(faults(development(), &[("TRUSTED_PROXIES", "everyone")]), ["TRUSTED_PROXIES"]);
}

#[test]
fn settings_print_without_their_secrets() {
    let mut given = deployed();
    given.insert("SESSION_KEYS".to_owned(), format!("{SESSION_KEY},{OTHER_SESSION_KEY}"));
    let printed = format!("{:?}", read(&given).unwrap());
    assert!(printed.contains("portal-live"), "what is no secret is shown");
    for secret in ["canary", "0123456789abcdef", SESSION_KEY, "48, 49, 50"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[test]
fn the_table_prints_a_row_for_every_setting() {
    let printed = table::as_markdown();
    for setting in TABLE {
        assert_eq!(printed.matches(&format!("| `{}`", setting.name)).count(), 1, "{}", setting.name);
    }
}

proptest! {
    #[test]
    fn whatever_is_set_nothing_panics_and_no_secret_is_told(
        values in proptest::collection::vec(("[a-z0-9_:/.,=%-]{0,24}", any::<bool>()), TABLE.len())
    ) {
        let given: Given = TABLE
            .iter()
            .zip(&values)
            .filter(|(_, (_, set))| *set)
            .map(|(setting, (value, _))| (setting.name.to_owned(), format!("{value}canary{value}")))
            .collect();
        if let Err(error) = read(&given) {
            prop_assert!(!error.faults.is_empty());
            let told = format!("{error} {error:?}");
            prop_assert!(!told.contains("canary"));
        }
    }
}
