//! The issuer's signing keys. An unknown key id causes one look at the issuer's current keys, and then none for a while,
//! so that a rotation is followed and forged ids cause no flood.

use super::{
    discovery::{why, within},
    http::IssuerHttp,
};
use crate::clock::SharedClock;
use jiff::{SignedDuration, Timestamp};
use openidconnect::{JsonWebKeySetUrl, core::CoreJsonWebKeySet};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// After a look, the next is this much later at the earliest.
const COOLDOWN: SignedDuration = SignedDuration::from_secs(30);

pub(super) struct Keys {
    address: JsonWebKeySetUrl,
    current: RwLock<Arc<CoreJsonWebKeySet>>,
    /// When the keys were last looked up because of an unknown id; the lock makes looks one at a time.
    looked: Mutex<Option<Timestamp>>,
}

impl Keys {
    pub(super) fn new(address: JsonWebKeySetUrl, keys: CoreJsonWebKeySet) -> Self {
        Self { address, current: RwLock::new(Arc::new(keys)), looked: Mutex::new(None) }
    }

    pub(super) fn current(&self) -> Arc<CoreJsonWebKeySet> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other keys than `seen`, if the issuer has any; none during the cool-down.
    pub(super) async fn newer_than(
        &self,
        seen: &Arc<CoreJsonWebKeySet>,
        http: &IssuerHttp,
        clock: &SharedClock,
    ) -> Option<Arc<CoreJsonWebKeySet>> {
        let mut looked = self.looked.lock().await;
        let current = self.current();
        if !Arc::ptr_eq(&current, seen) {
            return Some(current);
        }
        let now = clock.now();
        if looked.is_some_and(|at| within(now.duration_since(at), COOLDOWN)) {
            return None;
        }
        *looked = Some(now);
        match CoreJsonWebKeySet::fetch_async(&self.address, http).await {
            Ok(keys) => {
                let keys = Arc::new(keys);
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&keys);
                Some(keys)
            }
            Err(error) => {
                tracing::warn!(reason = why(&error), "the issuer's keys cannot be read");
                None
            }
        }
    }
}
