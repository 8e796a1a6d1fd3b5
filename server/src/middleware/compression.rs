//! Compresses what is made for the moment (pages, answers), fast. Built files come compressed already and pass as they
//! are; PDFs are compressed inside, and ZIPs are made of them.

use super::chain::Next;
use axum::{body::Body, extract::Request, response::Response};
use tower::{Layer as _, ServiceExt as _};
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer, DefaultPredicate, Predicate as _,
        predicate::{And, NotForContentType, SizeAbove},
    },
};

/// Below this a compressed body is no smaller, in bytes.
const SMALL: u16 = 512;

type Dynamic = And<And<And<DefaultPredicate, NotForContentType>, NotForContentType>, SizeAbove>;

pub(super) async fn compress(request: Request, next: Next) -> Response {
    match layer().layer(next).oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

fn layer() -> CompressionLayer<Dynamic> {
    let dynamic = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
        .and(SizeAbove::new(SMALL));
    CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Fastest).compress_when(dynamic)
}
