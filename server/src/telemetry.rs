//! Logs and metrics. One JSON object a line on stdout, in UTC; a full sink loses lines, counted, and never stalls a request.
//! May import tracing and metrics only.
//!
//! Never logged: tokens, codes, secrets, cookies, query strings, raw paths, emails, upstream bodies and upstream URLs.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::{io, panic, sync::OnceLock, time::Duration};
use tracing::Subscriber;
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Lines that may wait for the sink; what comes on top is dropped.
const LINES_WAITING: usize = 16_384;

/// Upper bounds of the duration buckets, in seconds; 10 is the deadline of a page.
const DURATION_BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Telemetry cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The log filter is not one.
    #[error("the log filter cannot be read")]
    Filter,
    /// The process has a logger already.
    #[error("a logger is installed already")]
    Installed,
    /// The metrics recorder cannot be made.
    #[error("the metrics recorder cannot be installed")]
    Metrics,
}

/// Running telemetry. Keep it until the end of `main`: dropping it writes the lines that wait.
pub struct Telemetry {
    /// What `/metrics` shows.
    pub metrics: Metrics,
    _writer: WorkerGuard,
}

/// Installs the process's logger, panic hook and metrics recorder.
///
/// # Errors
/// [`TelemetryError`].
pub fn start(filter: &str) -> Result<Telemetry, TelemetryError> {
    let (writer, guard) = lossy(io::stdout());
    let dropped = writer.error_counter();
    tracing::subscriber::set_global_default(subscriber(filter, writer)?).map_err(|_| TelemetryError::Installed)?;
    log_panics_without_their_text();
    Ok(Telemetry { metrics: Metrics { handle: recorder()?, dropped: Some(dropped) }, _writer: guard })
}

/// A writer that hands lines to a thread of its own, and drops them when `sink` does not keep up.
fn lossy(sink: impl io::Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default().lossy(true).buffered_lines_limit(LINES_WAITING).finish(sink)
}

/// The logger: JSON lines to `writer`. The fields of the request's span, its `request_id` among them, are in every line
/// written inside it.
///
/// # Errors
/// [`TelemetryError::Filter`].
pub fn subscriber<W>(filter: &str, writer: W) -> Result<impl Subscriber + Send + Sync + use<W>, TelemetryError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).map_err(|_| TelemetryError::Filter)?;
    Ok(tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(writer)
        .finish())
}

/// A panic's text can quote data, so only its place is logged. The request's id is in the line of the layer that
/// catches it.
fn log_panics_without_their_text() {
    panic::set_hook(Box::new(|info| {
        let (file, line) = info.location().map_or(("unknown", 0), |place| (place.file(), place.line()));
        tracing::error!(file, line, "panic");
    }));
}

/// The process's metrics.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
    dropped: Option<ErrorCounter>,
}

impl Metrics {
    /// The metrics of a process whose logger is not ours (tests).
    ///
    /// # Errors
    /// [`TelemetryError::Metrics`].
    pub fn without_logger() -> Result<Self, TelemetryError> {
        Ok(Self { handle: recorder()?, dropped: None })
    }

    /// In Prometheus' text format.
    #[must_use]
    pub fn render(&self) -> String {
        if let Some(dropped) = &self.dropped {
            metrics::counter!("log_lines_dropped_total").absolute(dropped.dropped_lines() as u64);
        }
        self.handle.render()
    }

    /// Folds measurements together, so that memory stays bounded when nobody reads them. Never returns.
    pub async fn keep_bounded(self) {
        let mut every = tokio::time::interval(Duration::from_secs(5));
        loop {
            every.tick().await;
            self.handle.run_upkeep();
        }
    }
}

/// The recorder of this process, installed on first use.
fn recorder() -> Result<PrometheusHandle, TelemetryError> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &DURATION_BUCKETS)
                .ok()?
                .install_recorder()
                .ok()
        })
        .clone()
        .ok_or(TelemetryError::Metrics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, channel};

    /// Takes nothing until the test is over.
    struct Stuck(Receiver<()>);

    impl io::Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_sink_that_takes_nothing_costs_lines_and_no_time() {
        let (release, stuck) = channel();
        let (writer, guard) = lossy(Stuck(stuck));
        let dropped = writer.error_counter();
        tracing::subscriber::with_default(subscriber("info", writer).unwrap(), || {
            // Would never return if a line waited for the sink.
            for line in 0..LINES_WAITING + 500 {
                tracing::info!(line, "said");
            }
        });
        assert!((400..=500).contains(&dropped.dropped_lines()), "{}", dropped.dropped_lines());
        drop(release);
        drop(guard);
    }

    #[test]
    fn a_filter_that_is_none_is_refused() {
        assert!(matches!(subscriber("info,=,x=y=z", io::sink), Err(TelemetryError::Filter)));
    }
}
