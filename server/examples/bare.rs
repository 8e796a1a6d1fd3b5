//! The yardstick of `make bench`: an axum handler that makes the portal's upstream calls with the portal's own client
//! and answers fixed bytes. What the portal serves beside it is what sessions, checks and rendering cost.
//!
//! `BARE_TOKEN=… bare 127.0.0.1:3210 BYTES URL…` calls each URL, one after the other, for every request; `/passed` passes
//! on what the first of them answers.

use axum::{Router, body::Body, http::StatusCode, response::Html, routing::get};
use server::outbound::{Deadlines, PassingClient, client, read_capped};
use std::{env, error::Error, sync::Arc, time::Duration};

/// As the portal caps an answer.
const CAP: usize = 4 * 1024 * 1024;

struct Work {
    client: reqwest::Client,
    passing: PassingClient,
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

async fn pass(work: Arc<Work>) -> Result<Body, StatusCode> {
    let url = work.urls.first().ok_or(StatusCode::NOT_FOUND)?;
    let request = work.client.get(url).bearer_auth(&work.token).build().map_err(|_| StatusCode::BAD_GATEWAY)?;
    let answer = work.passing.send(request).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    Ok(Body::new(reqwest::Body::from(answer)))
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
        passing: PassingClient::new(deadlines.connect)?,
        token: env::var("BARE_TOKEN")?,
        urls: arguments.collect(),
        page: "x".repeat(bytes),
    });
    let router = Router::new()
        .route(
            "/",
            get({
                let work = Arc::clone(&work);
                move || serve(Arc::clone(&work))
            }),
        )
        .route("/passed", get(move || pass(Arc::clone(&work))));
    axum::serve(tokio::net::TcpListener::bind(addr).await?, router).await?;
    Ok(())
}
