//! The `sandbox` program: `sandbox [--addr 127.0.0.1:4000] [--db PATH|:memory:] [--token-seconds N] [--public-url URL]`.
//! Imports the library only.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use sandbox::{Config, Database, Sandbox};
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str =
    "usage: sandbox [--addr 127.0.0.1:4000] [--db PATH|:memory:] [--token-seconds N] [--public-url URL]";

fn config(mut words: impl Iterator<Item = String>) -> Result<Config, String> {
    let mut config = Config {
        addr: ([127, 0, 0, 1], 4000).into(),
        database: Database::File(PathBuf::from(".run/sandbox.db")),
        ..Config::default()
    };
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a value\n{USAGE}"))?;
        let bad = |_| format!("{word} cannot be {value}\n{USAGE}");
        match word.as_str() {
            "--addr" => config.addr = value.parse().map_err(|_| bad(()))?,
            "--db" if value == ":memory:" => config.database = Database::Memory,
            "--db" => config.database = Database::File(PathBuf::from(value)),
            "--token-seconds" => config.access_token_seconds = value.parse().map_err(|_| bad(()))?,
            "--public-url" => config.public_base_url = Some(value.trim_end_matches('/').to_owned()),
            _ => return Err(format!("{word} is not known\n{USAGE}")),
        }
    }
    Ok(config)
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let config = config(std::env::args().skip(1))?;
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let running = Sandbox::start(config).await?;
    writeln!(std::io::stdout(), "sandbox ready on {}", running.base_url())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    running.shutdown().await;
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    // Quiet unless asked: RUST_LOG decides.
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even standard error is gone.
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}
