//! An issuer that does one thing: it renews, with rotation, and ends everything when a refresh token is used twice.

use async_trait::async_trait;
use server::session::{RefreshError, TokenIssuer, Tokens};
use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

#[derive(Default)]
pub struct RotatingIssuer {
    pub grants: AtomicUsize,
    pub revoked: Mutex<Vec<String>>,
    /// Refresh tokens that were spent; the one given at sign-in is `refresh-0`.
    spent: Mutex<Vec<String>>,
    /// What is answered instead, while set.
    pub trouble: Mutex<Option<RefreshError>>,
    /// How long an answer takes.
    pub delay: Mutex<Duration>,
    /// When the next access tokens run out, in unix milliseconds.
    pub access_until: Mutex<i64>,
}

impl RotatingIssuer {
    pub fn grants(&self) -> usize {
        self.grants.load(Ordering::SeqCst)
    }

    pub fn fail_with(&self, trouble: impl Into<Option<RefreshError>>) {
        *self.trouble.lock().unwrap() = trouble.into();
    }
}

#[async_trait]
impl TokenIssuer for RotatingIssuer {
    async fn refresh(&self, held: &Tokens) -> Result<Tokens, RefreshError> {
        let number = self.grants.fetch_add(1, Ordering::SeqCst) + 1;
        let delay = *self.delay.lock().unwrap();
        tokio::time::sleep(delay).await;
        if let Some(trouble) = *self.trouble.lock().unwrap() {
            return Err(trouble);
        }
        let refresh = held.refresh.clone().unwrap();
        let mut spent = self.spent.lock().unwrap();
        if spent.contains(&refresh) {
            return Err(RefreshError::InvalidGrant);
        }
        spent.push(refresh);
        let access_until = *self.access_until.lock().unwrap();
        let (access, refresh) = (format!("access-{number}"), Some(format!("refresh-{number}")));
        Ok(Tokens { access, refresh, access_until, ..held.clone() })
    }

    async fn revoke(&self, held: &Tokens) -> bool {
        self.revoked.lock().unwrap().extend(held.refresh.clone());
        true
    }
}
