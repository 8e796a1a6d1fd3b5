//! The layers, over real connections, in front of routes made for them.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod headers;
mod limits;
mod log;
mod origin;
mod rates;
#[path = "../support/security_headers.rs"]
mod security_headers;
mod target;
#[path = "../serve/wire.rs"]
mod wire;

use app::error::{ErrorKind, PortalError};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Request},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
    routing::{get, post},
};
use server::{
    middleware::{AllowedRedirect, Asker, ClientAddress, LayerConfig, RequestId, layers},
    serve::{Limits, serve},
    settings::BaseUrl,
};
use std::{
    future::pending,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::net::TcpListener;
use wire::{Answer, Wire};

/// The name the portal under test goes by.
const HOST: &str = "portal.example";
const ORIGIN: &str = "https://portal.example";

struct Portal {
    address: SocketAddr,
    /// How often a handler that changes something ran.
    changes: Arc<AtomicUsize>,
}

impl Portal {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    async fn start_with(change: impl FnOnce(&mut LayerConfig)) -> Self {
        let mut config = LayerConfig::at(BaseUrl::parse_origin(ORIGIN).unwrap());
        config.redirect_origins = vec!["https://id.example".to_owned()];
        change(&mut config);
        let changes = Arc::new(AtomicUsize::new(0));
        let router = layers(routes(Arc::clone(&changes)), config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, router, Limits::default(), pending()));
        Self { address, changes }
    }

    /// Sends a request with these header lines, on a connection of its own.
    async fn ask(&self, method: &str, target: &str, headers: &[&str]) -> Answer {
        self.send(method, target, headers, "").await
    }

    async fn send(&self, method: &str, target: &str, headers: &[&str], body: &str) -> Answer {
        let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let host = if headers.iter().any(|line| line.starts_with("Host:")) {
            String::new()
        } else {
            format!("Host: {HOST}\r\n")
        };
        let request = format!("{method} {target} HTTP/1.1\r\n{host}Connection: close\r\n{lines}{length}\r\n{body}");
        let mut wire = Wire::open(self.address).await;
        wire.send(request).await;
        let answer = if method == "HEAD" { wire.head().await } else { wire.answer().await };
        answer.unwrap_or_else(|| panic!("no answer to {method} {target}"))
    }

    fn changes(&self) -> usize {
        self.changes.load(Ordering::SeqCst)
    }
}

fn routes(changes: Arc<AtomicUsize>) -> Router {
    let count = move || {
        let changes = Arc::clone(&changes);
        move |headers: HeaderMap, body: Bytes| {
            changes.fetch_add(1, Ordering::SeqCst);
            let said = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("none").to_owned();
            let text = format!("body {} accept {} referer {}", body.len(), said("accept"), said("referer"));
            async move { ([(header::CONTENT_TYPE, "application/json")], text) }
        }
    };
    Router::new()
        .route("/billing", get(|| async { Html("<p>usage</p>") }))
        .route("/billing/{id}", get(|Path(id): Path<String>| async move { Html(id) }))
        .route("/large", get(|| async { Html("a".repeat(100_000)) }))
        .route("/large.pdf", get(|| async { ([(header::CONTENT_TYPE, "application/pdf")], "a".repeat(100_000)) }))
        .route("/asset.css", get(|| async { ([(header::CACHE_CONTROL, "public, immutable")], "p{}") }))
        .route("/framed", get(|| async { ([(header::CONTENT_SECURITY_POLICY, "default-src 'self'")], Html("own")) }))
        .route("/cors", get(|| async { ([("access-control-allow-origin", "*"), ("server", "x/1")], "x") }))
        .route("/goes-to/{target}", get(|Path(target): Path<String>| async move { redirect(&target) }))
        .route("/chosen", get(|| async { (axum::Extension(AllowedRedirect), redirect("evil")).into_response() }))
        .route("/text-error", get(|| async { (StatusCode::BAD_REQUEST, "server::Secret at /src/main.rs") }))
        .route("/bare/{status}", get(|Path(status): Path<u16>| async move { StatusCode::from_u16(status).unwrap() }))
        .route("/panic", get(|| async { fail("canary-panic") }))
        .route("/never", get(|| async { pending::<()>().await }))
        .route("/streams-for-ever", get(|| async { Html(endless()) }))
        .route("/download-for-ever", get(|| async { ([(header::CONTENT_TYPE, "application/pdf")], endless()) }))
        .route("/seen", get(seen))
        .route("/change", post(count()))
        .route("/auth/backchannel-logout", post(count()))
        .route("/api/change", post(count()).get(count()))
        .route("/api/fails/{envelope}", post(|Path(envelope): Path<String>| async move { failed_function(&envelope) }))
}

fn fail(text: &str) {
    panic!("{text}");
}

/// As the framework answers for a server function that failed: 500 whatever it was, with the path in a header.
fn failed_function(envelope: &str) -> Response {
    let body = match envelope {
        "arguments" => PortalError::local(ErrorKind::BadRequest).envelope(),
        "waits" => PortalError { retry_after: Some(7), ..PortalError::local(ErrorKind::RateLimited) }.envelope(),
        _ => "missing field `canary` at line 1".to_owned(),
    };
    let headers = [("serverfnerror", "/api/fails"), ("content-type", "application/json"), ("set-cookie", "a=b")];
    (StatusCode::INTERNAL_SERVER_ERROR, headers, body).into_response()
}

fn redirect(target: &str) -> Response {
    let target = match target {
        "own" => "/billing",
        "issuer" => "https://id.example/authorize?x=y",
        "scheme-relative" => "//evil.example/",
        _ => "https://evil.example/",
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response()
}

fn endless() -> Body {
    use futures::StreamExt as _;
    let first = futures::stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"beginning")) });
    Body::from_stream(first.chain(futures::stream::pending()))
}

/// What a handler sees of a request.
async fn seen(request: Request) -> String {
    let client = request.extensions().get::<ClientAddress>().map(|client| client.0.to_string());
    let id = request.extensions().get::<RequestId>().map(|id| id.0.as_str().to_owned());
    let names: Vec<_> = request.headers().keys().map(|name| name.as_str()).collect();
    let person = Asker::of(&request).person;
    format!("uri={} client={client:?} id={id:?} person={person} headers={}", request.uri(), names.join(","))
}

/// Long enough for a busy machine to do what takes no time, short enough to wait for.
const SOON: Duration = Duration::from_secs(1);
