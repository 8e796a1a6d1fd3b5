//! How answers are written, and the figures they are made of. May import `world`.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use jiff::Timestamp;

use crate::{books::Books, tenants::TenantSeed, world::World};

/// Figures are brought up to date this often, in seconds.
const FRESH_EVERY: i64 = 300;
/// How old the figures of a tenant whose feed has stalled are, in seconds.
const STALE_BY: i64 = 26 * 3600;

pub(crate) fn json(body: impl Into<Bytes>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body.into()).into_response()
}

impl World {
    pub(crate) fn books(&self, tenant: &'static TenantSeed) -> Arc<Books> {
        self.library.books(tenant, &self.settings.of(tenant).timezone, self.clock.now())
    }

    /// The instant the figures of a tenant hold for.
    pub(crate) fn as_of(&self, tenant: &TenantSeed) -> Timestamp {
        let now = self.clock.seconds();
        let fresh = now - now.rem_euclid(FRESH_EVERY);
        Timestamp::from_second(if tenant.stale { fresh - STALE_BY } else { fresh }).unwrap_or_default()
    }
}
