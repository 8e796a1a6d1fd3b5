//! The portal's process: settings, telemetry, the application, and a stop on SIGINT or SIGTERM.

use server::{application::Application, clock::SystemClock, settings::Settings, telemetry};
use std::{fmt::Display, process::ExitCode, sync::Arc};
use tokio::signal::unix::{SignalKind, signal};

/// Pages are made of many small pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let settings = match Settings::from_env() {
        Ok(settings) => settings,
        Err(faults) => return refuse(&faults),
    };
    let telemetry = match telemetry::start(&settings.log) {
        Ok(telemetry) => telemetry,
        Err(error) => return refuse(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&error),
    };
    runtime.block_on(async {
        tokio::spawn(telemetry.metrics.clone().keep_bounded());
        let built = Application::build(settings, Arc::new(SystemClock), telemetry.metrics.clone()).await;
        let application = match built {
            Ok(application) => application,
            Err(error) => return refuse(&error),
        };
        if let (Ok(address), Ok(admin)) = (application.address(), application.admin_address()) {
            tracing::info!(%address, %admin, "the portal listens");
        }
        let (interrupt, terminate) = match (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) {
            (Ok(interrupt), Ok(terminate)) => (interrupt, terminate),
            (Err(error), _) | (_, Err(error)) => return refuse(&error),
        };
        let stop = async {
            let (mut interrupt, mut terminate) = (interrupt, terminate);
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        };
        application.run(stop).await;
        tracing::info!("the portal has stopped");
        ExitCode::SUCCESS
    })
}

/// Says why the portal does not start, for a person at a terminal and a service manager alike.
#[expect(clippy::print_stderr, reason = "there may be no log yet, and the reader is at a terminal")]
fn refuse(why: &dyn Display) -> ExitCode {
    eprintln!("The portal cannot start.\n{why}");
    ExitCode::from(2)
}
