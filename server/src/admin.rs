//! The private address: `/healthz`, `/readyz`, `/metrics`. May import telemetry; knows its probes as trait objects only.

use crate::telemetry::Metrics;
use async_trait::async_trait;
use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::future::join_all;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::timeout;

/// How long one probe may take.
const PROBE_TIME: Duration = Duration::from_secs(2);

/// Asks one part whether it works.
#[async_trait]
pub trait Probe: Send + Sync {
    /// The part's name in the answer.
    fn name(&self) -> &'static str;

    /// Whether the portal must not get requests while the part is down. An upstream is not: its pages say so themselves.
    fn required(&self) -> bool;

    /// Whether the part works now.
    async fn works(&self) -> bool;
}

/// Whether the portal wants requests.
#[derive(Clone)]
pub struct Readiness {
    probes: Arc<[Arc<dyn Probe>]>,
    draining: Arc<AtomicBool>,
}

impl Readiness {
    /// Ready while every required probe passes.
    #[must_use]
    pub fn new(probes: Vec<Arc<dyn Probe>>) -> Self {
        Self { probes: probes.into(), draining: Arc::default() }
    }

    /// Not ready from now on: called before the portal stops, so that load balancers turn away first.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    async fn ask(&self) -> (bool, BTreeMap<&'static str, &'static str>) {
        let answers = join_all(self.probes.iter().map(|probe| async move {
            let works = timeout(PROBE_TIME, probe.works()).await.unwrap_or(false);
            (probe, works)
        }))
        .await;
        let required = answers.iter().all(|(probe, works)| *works || !probe.required());
        let checks = answers.iter().map(|(probe, works)| (probe.name(), if *works { "ok" } else { "failing" }));
        (required && !self.draining.load(Ordering::Relaxed), checks.collect())
    }
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    checks: BTreeMap<&'static str, &'static str>,
}

/// The routes of the admin address.
pub fn router(readiness: Readiness, metrics: Metrics) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready).with_state(readiness))
        .route("/metrics", get(show).with_state(metrics))
}

async fn ready(State(readiness): State<Readiness>) -> Response {
    let (ready, checks) = readiness.ask().await;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Answer { status: if ready { "ready" } else { "not_ready" }, checks })).into_response()
}

async fn show(State(metrics): State<Metrics>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.render()).into_response()
}
