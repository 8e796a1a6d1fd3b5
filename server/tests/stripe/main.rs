//! The portal's one request to Stripe, against what Stripe publishes of it: a listener that is not the sandbox takes the
//! request down, and `contract/stripe_billing_portal_session.toml` judges it.

#![expect(clippy::unwrap_used, reason = "a test that finds something amiss stops there")]

use app::model::{once_key::OnceKey, payment::PortalLink};
use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{Request, State},
    http::request::Parts,
};
use serde::Deserialize;
use server::{
    outbound::{Line, LinePolicy},
    session::SystemRandom,
    settings::Settings,
    upstream::{
        aidial_api::CustomerId,
        stripe::{StripeError, StripePortal},
    },
};
use std::{
    collections::BTreeMap,
    io::Write,
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;
use url::Url;

const KEY: &str = "rk_test_canaryOfTheKey";
const LINK: &str = "https://billing.stripe.com/p/session/test_canaryOfTheLink";
const ONCE: &str = "9b2f6c1e-0d3a-4f7b-8c5d-1e2f3a4b5c6d";

#[derive(Deserialize)]
struct Published {
    method: String,
    path: String,
    content_type: String,
    max_length: usize,
    names_the_customer: Vec<String>,
    parameters: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    answer: Answer,
}

#[derive(Deserialize)]
struct Answer {
    object: String,
    read: Vec<String>,
    members: Vec<String>,
}

fn published() -> Published {
    toml::from_str(include_str!("../../../contract/stripe_billing_portal_session.toml")).unwrap()
}

type Taken = Arc<Mutex<Vec<(Parts, Bytes)>>>;

async fn take(State((taken, status)): State<(Taken, u16)>, request: Request) -> (axum::http::StatusCode, String) {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 65_536).await.unwrap();
    taken.lock().unwrap().push((parts, body));
    let session = serde_json::json!({
        "object": "billing_portal.session", "id": "bps_1", "customer": "cus_Harbour1", "livemode": false, "url": LINK,
    });
    (axum::http::StatusCode::from_u16(status).unwrap(), session.to_string())
}

/// Opens the portal at a listener that answers `status`; what came of it, and what the listener took down.
async fn open(settings: &[(&str, &str)], status: u16) -> (Result<PortalLink, StripeError>, Vec<(Parts, Bytes)>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let taken = Taken::default();
    let router = Router::new().fallback(take).with_state((Arc::clone(&taken), status));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut given: BTreeMap<String, String> = [
        ("OIDC_CLIENT_SECRET", "a-client-secret"),
        ("STRIPE_SECRET_KEY", KEY),
        ("STRIPE_API_BASE", &base),
        ("STRIPE_PORTAL_HOSTS", "billing.stripe.com"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    given.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let settings = Settings::from_map(|name| given.get(name).cloned()).unwrap();
    let line = Arc::new(Line::new("stripe", LinePolicy::default(), Arc::new(SystemRandom::new())));
    let portal = StripePortal::new(&settings.stripe, &settings.portal.base_url, line).unwrap();
    let customer = CustomerId::parse("cus_Harbour1").unwrap();
    let link = portal.open([1; 32], customer, OnceKey::parse(ONCE).unwrap()).await;
    let taken = std::mem::take(&mut *taken.lock().unwrap());
    (link, taken)
}

#[tokio::test]
async fn the_request_is_one_that_stripe_publishes() {
    let published = published();
    for settings in [&[][..], &[("STRIPE_PORTAL_CONFIGURATION", "bpc_1MAhNDLkdIwHu7ix")]] {
        let (link, taken) = open(settings, 200).await;
        assert_eq!(link.unwrap().url, LINK);
        let [(parts, body)] = &taken[..] else { unreachable!("one request, not {}", taken.len()) };
        assert_eq!(parts.method.as_str(), published.method);
        assert_eq!(parts.uri.path(), published.path);
        assert_eq!(parts.uri.query(), None);
        assert_eq!(parts.headers["content-type"], published.content_type);
        for header in published.headers.keys() {
            assert_eq!(parts.headers.get_all(header).iter().count(), 1, "{header}");
        }
        assert_eq!(parts.headers["authorization"], format!("Bearer {KEY}"));
        assert_eq!(parts.headers["idempotency-key"], ONCE);
        let version = parts.headers["stripe-version"].to_str().unwrap();
        let date = version.split('.').next().unwrap();
        assert!(date.parse::<jiff::civil::Date>().is_ok(), "{version}");
        let form: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
        let names: Vec<_> = form.iter().map(|(name, _)| name.clone()).collect();
        for (name, value) in &form {
            let kind = published.parameters.get(name).unwrap_or_else(|| panic_on(name));
            assert!(value.len() <= published.max_length && !value.is_empty(), "{name}");
            assert!(kind == "text" || kind == "url" && Url::parse(value).is_ok(), "{name} is {kind}");
            assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}");
        }
        let customers = names.iter().filter(|name| published.names_the_customer.contains(name)).count();
        assert_eq!(customers, 1, "{names:?}");
        let form: BTreeMap<_, _> = form.into_iter().collect();
        assert_eq!(form["customer"], "cus_Harbour1");
        assert_eq!(form["return_url"], "http://127.0.0.1:3000/billing/payment-methods");
        assert_eq!(form.get("configuration").map(String::as_str), settings.first().map(|(_, id)| *id));
    }
    assert_eq!(published.answer.object, "billing_portal.session");
    assert!(published.answer.read.iter().all(|member| published.answer.members.contains(member)));
}

fn panic_on(name: &str) -> ! {
    unreachable!("Stripe knows no parameter {name}")
}

/// Everything that is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// One thread, so that the log of the call's own task is seen too.
#[tokio::test]
async fn neither_key_nor_link_nor_customer_is_in_the_log_at_any_level() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (link, _) = open(&[], 200).await;
    tracing::info!(?link, "planted, and without its address");
    let (refused, _) = open(&[], 403).await;
    let meaning = app::backend::DomainError::from(refused.unwrap_err());
    assert_eq!(meaning, app::backend::DomainError::StripeRefused);
    let (elsewhere, _) = open(&[("STRIPE_PORTAL_HOSTS", "pay.example.com")], 200).await;
    assert_eq!(app::backend::DomainError::from(elsewhere.unwrap_err()), app::backend::DomainError::StripeBadLink);
    let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(text.contains("planted") && text.contains("refused with status 403"), "the log is seen: {text}");
    for canary in ["canaryOfTheKey", "canaryOfTheLink", "cus_Harbour1"] {
        assert!(!text.contains(canary), "{canary} is in the log");
    }
}
