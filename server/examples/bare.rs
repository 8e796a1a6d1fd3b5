//! The yardstick of `make bench`: an axum handler that makes the portal's upstream calls with the portal's own client
//! and answers fixed bytes. What the portal serves beside it is what sessions, checks and rendering cost.
//!
//! `BARE_TOKEN=… bare 127.0.0.1:3210 BYTES URL…` calls each URL, one after the other, for every request.

use axum::{Router, http::StatusCode, response::Html, routing::get};
use server::outbound::{Deadlines, client, read_capped};
use std::{env, error::Error, sync::Arc, time::Duration};

/// As the portal caps an answer.
const CAP: usize = 4 * 1024 * 1024;

struct Work {
    client: reqwest::Client,
    token: String,
    urls: Vec<String>,
    page: String,
}

async fn serve(work: Arc<Work>) -> Result<Html<String>, StatusCode> {
    for url in &work.urls {
        let answer = work.client.get(url).bearer_auth(&work.token).send().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
        if !answer.status().is_success() {
            return Err(StatusCode::BAD_GATEWAY);
        }
        read_capped(answer, CAP).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    }
    Ok(Html(work.page.clone()))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let addr = arguments.next().ok_or("usage: bare ADDR BYTES URL…")?;
    let bytes: usize = arguments.next().ok_or("usage: bare ADDR BYTES URL…")?.parse()?;
    let deadlines =
        Deadlines { connect: Duration::from_secs(2), idle: Duration::from_secs(4), total: Duration::from_secs(4) };
    let work = Arc::new(Work {
        client: client(deadlines)?,
        token: env::var("BARE_TOKEN")?,
        urls: arguments.collect(),
        page: "x".repeat(bytes),
    });
    let router = Router::new().route("/", get(move || serve(Arc::clone(&work))));
    axum::serve(tokio::net::TcpListener::bind(addr).await?, router).await?;
    Ok(())
}
