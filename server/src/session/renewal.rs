//! Renewing a session's tokens: once a session at a time, in this process by [`SingleFlight`] and across replicas by a
//! lease on the row. The new refresh token is in the store before the new access token is used.

use super::{
    RefreshError, SessionKey, SharedRandom, TokenIssuer, Tokens, events,
    id::SessionId,
    keyring::{Keyring, Purpose},
    policy::millis,
    random,
    single_flight::SingleFlight,
};
use crate::{
    clock::SharedClock,
    store::{Lease, Renewed, SealVersion, SessionStore, StoreError, StoredSession},
};
use app::backend::DomainError;
use futures::future::{Either, select};
use std::{future::Future, pin::pin, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, timeout};

/// How long a claim holds unless it is prolonged: shorter than a page's time, so that whoever waits for a holder that has
/// died still gets an answer. Replicas' clocks may differ by a little less.
const LEASE: Duration = Duration::from_secs(8);
/// How often a claim is prolonged while the issuer is asked.
const BEAT: Duration = Duration::from_secs(2);
/// How long a renewal waits for another replica's, by this process's own timer.
const PATIENCE: Duration = Duration::from_secs(25);
/// Between two looks at the row, growing.
const LOOK_FIRST: Duration = Duration::from_millis(50);
const LOOK_MOST: Duration = Duration::from_millis(200);
/// How long a renewed token is tried to be kept: it exists only here, and the old one is spent. A database that is started
/// again needs a few seconds.
const KEEP_FOR: Duration = Duration::from_secs(6);

/// Tokens with the sealing they were read from.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) tokens: Arc<Tokens>,
    pub(super) sealing: SealVersion,
}

/// Why another token is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// The held one runs out.
    RunningOut,
    /// The upstream refused the held one.
    Refused,
}

/// What reading, sealing and renewing need; one for the whole server.
pub(super) struct Renewer {
    pub(super) store: Arc<dyn SessionStore>,
    pub(super) keyring: Arc<Keyring>,
    pub(super) clock: SharedClock,
    pub(super) random: SharedRandom,
    pub(super) issuer: Arc<dyn TokenIssuer>,
    pub(super) flights: SingleFlight<SessionKey, Result<Held, DomainError>>,
}

impl Renewer {
    pub(super) fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// Tokens other than `stale`, from the store or from the issuer.
    pub(super) async fn renew(self: &Arc<Self>, id: &SessionId, stale: &str, want: Want) -> Result<Held, DomainError> {
        let first = self.join(id, stale, want).await;
        match first {
            // The run that was joined ended with the very token that is stale here: it began before that was known.
            Ok(held) if want == Want::Refused && held.tokens.access == stale => self.join(id, stale, want).await,
            answer => answer,
        }
    }

    async fn join(self: &Arc<Self>, id: &SessionId, stale: &str, want: Want) -> Result<Held, DomainError> {
        let (renewer, own_id, stale) = (Arc::clone(self), id.clone(), stale.to_owned());
        let run = move || async move { renewer.run(&own_id, &stale, want).await };
        self.flights.run(id.hash(), run).await.unwrap_or(Err(DomainError::Internal))
    }

    async fn run(&self, id: &SessionId, stale: &str, want: Want) -> Result<Held, DomainError> {
        let key = id.hash();
        let (until, mut look) = (Instant::now() + PATIENCE, LOOK_FIRST);
        loop {
            let held = self.read(id).await?.ok_or(DomainError::SignedOut)?;
            if held.tokens.access != stale && held.tokens.fresh(self.now()) {
                return Ok(held);
            }
            if held.tokens.refresh.is_none() {
                return self.without_refresh_token(key, held, want).await;
            }
            let lease = self.claim(key, held.sealing)?;
            if self.store.lease(&lease).await? {
                if let Some(answer) = self.ask(id, &held, &lease).await? {
                    return Ok(answer);
                }
                // The row moved under the claim: read it again.
            } else if Instant::now() >= until {
                return Err(DomainError::TimedOut);
            } else {
                sleep(look).await;
                look = (look * 2).min(LOOK_MOST);
            }
        }
    }

    /// Spends the refresh token; none when the row was ended or renewed by somebody else meanwhile.
    async fn ask(&self, id: &SessionId, held: &Held, lease: &Lease) -> Result<Option<Held>, DomainError> {
        let key = id.hash();
        match self.holding(lease, self.issuer.refresh(&held.tokens)).await {
            Ok(tokens) => {
                if let Some(kept) = self.keep(id, held.sealing, tokens).await? {
                    events::token_refreshed(key, &kept.tokens);
                    return Ok(Some(kept));
                }
                Ok(None)
            }
            Err(error @ (RefreshError::InvalidGrant | RefreshError::Mismatch)) => {
                if self.store.delete_sealing(key.bytes(), held.sealing).await? {
                    events::token_refused(key, &held.tokens, error);
                    return Err(error.into());
                }
                Ok(None)
            }
            Err(error @ (RefreshError::TimedOut | RefreshError::Unavailable)) => {
                tracing::warn!(session = %key, %error, "tokens not renewed");
                self.store.release(lease).await?;
                Err(error.into())
            }
        }
    }

    /// What `work` comes to, with the claim prolonged until then.
    async fn holding<T>(&self, lease: &Lease, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            if let Ok(done) = timeout(BEAT, &mut work).await {
                return done;
            }
            let now = self.now();
            let longer = Lease { now, until: now.saturating_add(millis(LEASE)), ..*lease };
            // The work goes on meanwhile, and whatever comes of this: what it spends is spent.
            if let Either::Left((done, _)) = select(work.as_mut(), pin!(self.store.lease(&longer))).await {
                return done;
            }
        }
    }

    async fn keep(&self, id: &SessionId, replaces: SealVersion, tokens: Tokens) -> Result<Option<Held>, DomainError> {
        let renewed = Renewed { id_hash: *id.hash().bytes(), replaces, sealed: self.seal(id, &tokens)? };
        let (until, mut look, mut unheard) = (Instant::now() + KEEP_FOR, LOOK_FIRST, false);
        let kept = loop {
            match self.store.reseal(&renewed).await {
                // An answer that was lost may have been a yes.
                Ok(kept) => break kept || unheard && self.is_kept(&renewed).await?,
                Err(error) if Instant::now() >= until => return Err(error.into()),
                Err(StoreError) => {
                    unheard = true;
                    sleep(look).await;
                    look = (look * 2).min(LOOK_MOST);
                }
            }
        };
        if kept {
            return Ok(Some(Held { tokens: Arc::new(tokens), sealing: replaces + 1 }));
        }
        // Signed out while the issuer was asked: nobody will ever use these.
        self.issuer.revoke(&tokens).await;
        Ok(None)
    }

    async fn is_kept(&self, renewed: &Renewed) -> Result<bool, StoreError> {
        let row = self.store.find(&renewed.id_hash).await?;
        Ok(row.is_some_and(|row| row.sealed == renewed.sealed))
    }

    async fn without_refresh_token(&self, key: SessionKey, held: Held, want: Want) -> Result<Held, DomainError> {
        if want == Want::RunningOut && held.tokens.valid(self.now()) {
            return Ok(held);
        }
        if self.store.delete_sealing(key.bytes(), held.sealing).await? {
            events::session_ended(key, &held.tokens, "no_refresh_token");
        }
        Err(DomainError::SignedOut)
    }

    fn claim(&self, key: SessionKey, seal_version: SealVersion) -> Result<Lease, DomainError> {
        let now = self.now();
        let owner = random::bytes(&*self.random)?;
        Ok(Lease { id_hash: *key.bytes(), seal_version, owner, now, until: now.saturating_add(millis(LEASE)) })
    }

    async fn read(&self, id: &SessionId) -> Result<Option<Held>, StoreError> {
        Ok(self.store.find(id.hash().bytes()).await?.and_then(|row| self.open(id, &row)))
    }

    /// Opens a row; none when no server key fits or it is damaged.
    pub(super) fn open(&self, id: &SessionId, row: &StoredSession) -> Option<Held> {
        let plain = self.keyring.open(Purpose::Session, id.secret(), id.hash().bytes(), &row.sealed)?;
        Some(Held { tokens: Arc::new(Tokens::from_bytes(&plain)?), sealing: row.seal_version })
    }

    pub(super) fn seal(&self, id: &SessionId, tokens: &Tokens) -> Result<Vec<u8>, DomainError> {
        let plain = tokens.to_bytes().ok_or(DomainError::Internal)?;
        let sealed = self.keyring.seal(Purpose::Session, id.secret(), id.hash().bytes(), plain, &*self.random);
        Ok(sealed?)
    }
}
