//! The access tokens that are in force, by their text: aidial_api looks a bearer up here instead of checking a signature
//! on each request. May import `directory`.

use std::collections::HashMap;

use parking_lot::RwLock;

use crate::directory::PersonKey;

/// Above this many, expired tokens are dropped when another is added.
const MANY: usize = 4096;

#[derive(Clone)]
struct Access {
    person: PersonKey,
    /// Seconds since the epoch.
    expires_at: i64,
    family: String,
}

/// What a bearer turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    None,
    Unknown,
    Expired(PersonKey),
    Valid(PersonKey),
}

#[derive(Default)]
pub(crate) struct AccessTokens {
    live: RwLock<HashMap<String, Access>>,
}

impl AccessTokens {
    pub(crate) fn add(&self, token: String, person: PersonKey, family: &str, now: i64, expires_at: i64) {
        let mut live = self.live.write();
        if live.len() >= MANY {
            live.retain(|_, access| access.expires_at > now);
        }
        live.insert(token, Access { person, expires_at, family: family.to_owned() });
    }

    pub(crate) fn look_up(&self, token: &str, now: i64) -> Bearer {
        match self.live.read().get(token) {
            None => Bearer::Unknown,
            Some(access) if access.expires_at <= now => Bearer::Expired(access.person),
            Some(access) => Bearer::Valid(access.person),
        }
    }

    pub(crate) fn expire_all(&self) {
        for access in self.live.write().values_mut() {
            access.expires_at = i64::MIN;
        }
    }

    pub(crate) fn forget(&self, token: &str) {
        self.live.write().remove(token);
    }

    pub(crate) fn forget_family(&self, family: &str) {
        self.live.write().retain(|_, access| access.family != family);
    }
}
