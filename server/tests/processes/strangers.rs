//! Services that are not who they should be, and a proxy that nobody asked for (acceptance UPS-01, UPS-09, LOG-03): what the
//! program makes of the certificates and the environment it is started with.

use super::{
    browser::{Browser, location},
    certificates::{Authority, Shown},
    free_port::free_address,
    program::{Program, until},
    silence::silence,
};
use reqwest::{Method, StatusCode};
use sandbox::{Config, Running, Sandbox};
use serde_json::Value;
use server::outbound::{Deadlines, PassingClient, TransportError, client};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Longer than the deadlines of any call.
const IN_TIME: Duration = Duration::from_secs(15);

async fn login(browser: &Browser) -> String {
    location(&browser.send(browser.request(Method::POST, "/auth/login").form(&[("email", "a@b.test")])).await)
}

/// The status of an invoice's PDF, which another client fetches than everything else.
async fn pdf(person: &Browser) -> StatusCode {
    person.send(person.request(Method::GET, "/billing/invoices/inv-harbour-0020/pdf")).await.status()
}

/// What comes of opening Stripe's portal.
async fn open_portal(person: &Browser) -> (StatusCode, Value) {
    let (status, panel) = person.api("payment-methods", "").await;
    assert_eq!(status, StatusCode::OK, "{panel}");
    let once = panel["Ready"]["portal"]["confirmation"].as_str().unwrap().to_owned();
    person.api("open-billing-portal", &format!("confirmation={once}")).await
}

/// Waits until the log has this event, about this service if any.
async fn logged(log: &Path, event: &str, upstream: Option<&str>) {
    until(&format!("{event} is in the log"), async || {
        let text = std::fs::read_to_string(log).unwrap();
        let mut lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.any(|line| {
            line["event"] == event
                && line["target"] == "security"
                && upstream.is_none_or(|upstream| line["upstream"] == upstream)
        })
    })
    .await;
}

/// Calls that arrived below this path since the last look.
fn arrived(sandbox: &Running, below: &str) -> bool {
    let arrived = sandbox.requests().iter().any(|request| request.path.starts_with(below));
    sandbox.clear_requests();
    arrived
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_with_a_certificate_that_is_not_its_own_gets_no_call_and_is_in_the_security_log() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path());
    let trusted = authority.file.display().to_string();
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    for shown in [Shown::Right, Shown::Expired, Shown::OfAnotherHost, Shown::SelfSigned] {
        let front = format!("https://{}", authority.in_front_of(sandbox.addr(), shown).await);
        let right = shown == Shown::Right;
        for (service, setting, below) in [
            ("aidial_api", "AIDIAL_API_BASE_URL", ""),
            ("stripe", "STRIPE_API_BASE", "/stripe"),
            ("issuer", "OIDC_ISSUER", "/oidc"),
        ] {
            let case = format!("{service} {shown:?}");
            let file = |kind: &str| folder.path().join(format!("{service}-{shown:?}.{kind}"));
            let database = format!("sqlite://{}", file("db").display());
            let base = format!("{front}{below}");
            let program = Program::new(&sandbox, &database)
                .with(&[(setting, &base), ("SSL_CERT_FILE", &trusted)])
                .logging_to(file("log"));
            let _process = program.start().await;
            let person = program.browser();
            sandbox.clear_requests();
            let begun = Instant::now();
            let reached = match service {
                "issuer" => {
                    // Behind another address the sandbox is another issuer, which shows once it can be read at all.
                    assert!(login(&person).await.starts_with("/sign-in?problem=unavailable"), "{case}");
                    arrived(&sandbox, "/oidc/")
                }
                "stripe" => {
                    person.sign_in("admin@harbour.test").await;
                    let (status, answer) = open_portal(&person).await;
                    let expected = if right { Value::Null } else { "stripe_unavailable".into() };
                    assert_eq!((status == StatusCode::OK, &answer["error"]["code"]), (right, &expected), "{case}");
                    arrived(&sandbox, "/stripe/")
                }
                _ => {
                    person.sign_in("admin@harbour.test").await;
                    let (status, answer) = person.api("usage", "").await;
                    let expected = if right { Value::Null } else { "unavailable".into() };
                    assert_eq!((status == StatusCode::OK, &answer["error"]["code"]), (right, &expected), "{case}");
                    assert_eq!(pdf(&person).await == StatusCode::OK, right, "{case}");
                    arrived(&sandbox, "/v1/")
                }
            };
            assert!(begun.elapsed() < IN_TIME, "{case} took {:?}", begun.elapsed());
            assert_eq!(reached, right, "{case}");
            if !right {
                logged(&file("log"), "upstream_insecure", Some(service)).await;
            } else if service != "issuer" {
                logged(&file("log"), "session_created", None).await;
            }
        }
    }
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_for_documents_tells_the_same_trouble_as_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let (silent, _waiting, _listener) = silence().await;
    let nobody = free_address();
    let foreign = Authority::new(folder.path()).in_front_of(nobody, Shown::SelfSigned).await;
    let deadline = Duration::from_secs(1);
    let usual = client(Deadlines { connect: deadline, idle: IN_TIME, total: IN_TIME }).unwrap();
    let passing = PassingClient::new(deadline).unwrap();
    for (address, expected) in [
        (format!("http://{nobody}"), TransportError::Connect),
        (format!("http://{silent}"), TransportError::Timeout),
        (format!("https://{silent}"), TransportError::Timeout),
        (format!("https://{foreign}"), TransportError::Insecure),
    ] {
        let request = || usual.get(&address).build().unwrap();
        assert_eq!(TransportError::from(usual.execute(request()).await.unwrap_err()), expected, "{address}");
        assert_eq!(passing.send(request()).await.unwrap_err(), expected, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_in_the_environment_sees_nothing() {
    let recorder = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", recorder.local_addr().unwrap());
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    tokio::spawn(async move {
        while recorder.accept().await.is_ok() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let mut program = Program::new(&sandbox, &format!("sqlite://{}/portal.db", folder.path().display()));
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        program = program.with(&[(name, &proxy), (&name.to_ascii_lowercase(), &proxy)]);
    }
    let _process = program.start().await;
    let person = program.browser();
    person.sign_in("admin@harbour.test").await;
    for name in ["usage", "invoices", "recipients", "payment-methods", "tickets", "tenant-settings"] {
        let (status, answer) = person.api(name, "").await;
        assert_eq!(status, StatusCode::OK, "{name}: {answer}");
    }
    assert_eq!(open_portal(&person).await.0, StatusCode::OK);
    assert_eq!(pdf(&person).await, StatusCode::OK);
    assert_eq!(seen.load(Ordering::SeqCst), 0);
    sandbox.shutdown().await;
}
