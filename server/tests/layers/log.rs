//! What is logged of a request, and what is not, at the most talkative level.

use crate::{
    HOST, Portal,
    wire::{Wire, until},
};
use serde_json::Value;
use server::telemetry;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

/// Keeps what is written.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Kept {
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
    }

    fn events(&self, name: &str) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["event"] == name).collect()
    }

    fn access(&self) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["target"] == "access").collect()
    }
}

/// Logs of this thread, on which the test's runtime does all its work, until the guard is dropped.
fn listen() -> (Kept, tracing::subscriber::DefaultGuard) {
    let kept = Kept::default();
    let subscriber = telemetry::subscriber("trace", kept.clone()).unwrap();
    (kept, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn a_request_has_one_line_that_names_its_route_and_never_its_path() {
    let (kept, _guard) = listen();
    let portal = Portal::start().await;
    let secrets = ["Cookie: session=canary-cookie", "User-Agent: canary-agent", "Authorization: Bearer canary-token"];
    let answer = portal.ask("GET", "/billing/canary-path?code=canary-query", &secrets).await;
    let lines = kept.access();
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(
        (&line["method"], &line["route"], &line["status"]),
        (&"GET".into(), &"/billing/{id}".into(), &"200".into())
    );
    assert_eq!(line["request_id"], answer.header("x-request-id").unwrap());
    assert!(line["duration_ms"].is_u64());
    assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "UTC");
    assert!(!String::from_utf8_lossy(&kept.0.lock().unwrap()).contains("canary"));
}

#[tokio::test]
async fn nothing_a_client_writes_makes_a_second_line() {
    let (kept, _guard) = listen();
    let portal = Portal::start().await;
    let asked = [
        ("GET", "/billing/%0d%0a%7b%22event%22:%22forged%22%7d".to_owned()),
        ("GET", "/billing/\u{1b}[31m".to_owned()),
        ("FORGED", "/billing".to_owned()),
        ("GET", "/\"}{\"event\":\"forged\"".to_owned()),
    ];
    for (method, target) in &asked {
        let mut wire = Wire::open(portal.address).await;
        let agent = "User-Agent: \"}{\"event\":\"forged\"}\t\u{9b}31m\r\nX-Request-Id: forged";
        wire.send(format!("{method} {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{agent}\r\n\r\n")).await;
        assert!(wire.answer().await.unwrap().status >= 400);
    }
    // Every line is whole JSON, or `lines` fails; hyper refuses what is not a head at all before a layer sees it.
    let lines = kept.access().len();
    assert!((2..=asked.len()).contains(&lines), "{lines}");
    let text = String::from_utf8_lossy(&kept.0.lock().unwrap()).to_ascii_lowercase();
    assert!(!text.contains("forged") && !text.contains('\u{1b}'), "{text}");
}

#[tokio::test]
async fn a_refused_change_and_a_panic_have_their_own_events_with_the_id() {
    let (kept, _guard) = listen();
    let portal = Portal::start().await;
    let refused = portal.ask("POST", "/change", &["Origin: https://canary.example"]).await;
    let panicked = portal.ask("GET", "/panic", &[]).await;
    for (event, answer) in [("csrf_refused", &refused), ("panic", &panicked)] {
        let lines = kept.events(event);
        assert_eq!(lines.len(), 1, "{event}");
        assert_eq!(lines[0]["span"]["request_id"], answer.header("x-request-id").unwrap(), "{event}");
    }
    assert!(!String::from_utf8_lossy(&kept.0.lock().unwrap()).contains("canary"));
}

#[tokio::test]
async fn a_client_that_leaves_has_its_line_too() {
    let (kept, _guard) = listen();
    let portal = Portal::start().await;
    let mut wire = Wire::open(portal.address).await;
    wire.send(format!("GET /never HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
    // The next request is answered after the first was read, as both are on this thread.
    portal.ask("GET", "/billing", &[]).await;
    drop(wire);
    let gone = || kept.access().iter().any(|line| line["status"] == "client_gone" && line["route"] == "/never");
    until("the line is written", async || gone()).await;
}

#[tokio::test]
async fn metrics_name_routes_and_no_ids() {
    let metrics = telemetry::Metrics::without_logger().unwrap();
    let portal = Portal::start().await;
    portal.ask("GET", "/billing/canary-id", &[]).await;
    portal.ask("CANARY", "/canary", &[]).await;
    let text = metrics.render();
    assert!(text.contains("http_requests_total{method=\"GET\",route=\"/billing/{id}\",status=\"200\"}"), "{text}");
    assert!(text.contains("http_request_duration_seconds_bucket{"), "{text}");
    assert!(!text.to_ascii_lowercase().contains("canary"));
}
