//! Compresses what is made for the moment (pages, answers), fast. Built files come compressed already and pass as they
//! are; PDFs are compressed inside, and ZIPs are made of them.

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

pub(super) fn layer() -> CompressionLayer<Dynamic> {
    let dynamic = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
        .and(SizeAbove::new(SMALL));
    CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Fastest).compress_when(dynamic)
}
