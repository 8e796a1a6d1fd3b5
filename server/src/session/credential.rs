//! The token source that the rest of the portal gets: one a request, over the session's row.

use super::{
    id::SessionId,
    renewal::{Held, Renewer, Want},
};
use app::backend::{Bearer, Credential, DomainError};
use async_trait::async_trait;
use secrecy::ExposeSecret;
use std::sync::{Arc, Mutex, PoisonError};

pub(super) struct SessionCredential {
    id: SessionId,
    renewer: Arc<Renewer>,
    held: Mutex<Held>,
}

impl SessionCredential {
    pub(super) const fn new(id: SessionId, renewer: Arc<Renewer>, held: Held) -> Self {
        Self { id, renewer, held: Mutex::new(held) }
    }

    pub(super) fn held(&self) -> Held {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn adopt(&self, held: Held) -> Bearer {
        let bearer = Bearer::from(held.tokens.access.as_str());
        let mut current = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.sealing >= current.sealing {
            *current = held;
        }
        bearer
    }
}

#[async_trait]
impl Credential for SessionCredential {
    async fn bearer(&self) -> Result<Bearer, DomainError> {
        let held = self.held();
        if held.tokens.fresh(self.renewer.now()) {
            return Ok(Bearer::from(held.tokens.access.as_str()));
        }
        match self.renewer.renew(&self.id, &held.tokens.access, Want::RunningOut).await {
            Ok(renewed) => Ok(self.adopt(renewed)),
            // The issuer is in trouble, and the token has some seconds left.
            Err(DomainError::TimedOut | DomainError::Unavailable(_)) if held.tokens.valid(self.renewer.now()) => {
                Ok(Bearer::from(held.tokens.access.as_str()))
            }
            Err(error) => Err(error),
        }
    }

    async fn renew(&self, refused: &Bearer) -> Result<Bearer, DomainError> {
        let held = self.held();
        let refused = refused.expose_secret();
        if held.tokens.access != refused && held.tokens.fresh(self.renewer.now()) {
            return Ok(Bearer::from(held.tokens.access.as_str()));
        }
        self.renewer.renew(&self.id, refused, Want::Refused).await.map(|renewed| self.adopt(renewed))
    }
}
