//! The admin address, over real connections.

use crate::{start, wire::exchange};
use async_trait::async_trait;
use server::{
    admin::{self, Probe, Readiness},
    serve::Limits,
    telemetry::Metrics,
};
use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

struct Part {
    name: &'static str,
    required: bool,
    works: Arc<AtomicBool>,
}

#[async_trait]
impl Probe for Part {
    fn name(&self) -> &'static str {
        self.name
    }

    fn required(&self) -> bool {
        self.required
    }

    async fn works(&self) -> bool {
        self.works.load(Ordering::SeqCst)
    }
}

/// Never answers.
struct Hangs;

#[async_trait]
impl Probe for Hangs {
    fn name(&self) -> &'static str {
        "hangs"
    }

    fn required(&self) -> bool {
        true
    }

    async fn works(&self) -> bool {
        pending().await
    }
}

async fn ask(readiness: &Readiness, path: &str) -> (u16, String) {
    let metrics = Metrics::without_logger().unwrap();
    let running = start(admin::router(readiness.clone(), metrics), Limits::default()).await;
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let answer = exchange(running.address, request).await;
    (answer.status, answer.text())
}

#[tokio::test]
async fn ready_means_that_what_is_required_works() {
    let (database, upstream) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(true)));
    let readiness = Readiness::new(vec![
        Arc::new(Part { name: "database", required: true, works: Arc::clone(&database) }),
        Arc::new(Part { name: "aidial_api", required: false, works: Arc::clone(&upstream) }),
    ]);
    let ready = r#"{"status":"ready","checks":{"aidial_api":"ok","database":"ok"}}"#;
    assert_eq!(ask(&readiness, "/readyz").await, (200, ready.to_owned()));

    upstream.store(false, Ordering::SeqCst);
    let told = r#"{"status":"ready","checks":{"aidial_api":"failing","database":"ok"}}"#;
    assert_eq!(ask(&readiness, "/readyz").await, (200, told.to_owned()), "pages say so themselves");

    database.store(false, Ordering::SeqCst);
    assert_eq!(ask(&readiness, "/readyz").await.0, 503);
    assert_eq!(ask(&readiness, "/healthz").await, (200, "ok\n".to_owned()), "the process is alive all the same");

    database.store(true, Ordering::SeqCst);
    readiness.drain();
    assert_eq!(ask(&readiness, "/readyz").await.0, 503, "before it stops, it turns requests away");
}

#[tokio::test]
async fn a_part_that_does_not_answer_does_not_work() {
    let readiness = Readiness::new(vec![Arc::new(Hangs)]);
    assert_eq!(ask(&readiness, "/readyz").await.0, 503);
}

#[tokio::test]
async fn metrics_are_shown() {
    let readiness = Readiness::new(Vec::new());
    let _ = Metrics::without_logger().unwrap();
    metrics::counter!("shown_for_a_test_total").increment(3);
    let (status, text) = ask(&readiness, "/metrics").await;
    assert_eq!(status, 200);
    assert!(text.contains("shown_for_a_test_total 3"), "{text}");
}
