//! Everything a running sandbox holds. Imports every desk; the endpoints get it as their state.

use crate::{
    books::Library,
    clock::Clock,
    config::Config,
    control::{faults::Faults, recorder::Recorder},
    directory::Directory,
    oidc::{
        access::AccessTokens,
        grants::Grants,
        keys::{KeyError, SigningKeys},
        tamper::Tampering,
    },
    settings_desk::SettingsDesk,
    store::{Store, StoreError},
    stripe::desk::StripeDesk,
    ticket_desk::TicketDesk,
};

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address could not be bound.
    #[error("the address could not be bound: {0}")]
    Bind(#[from] std::io::Error),
    /// The database could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A shipped signing key could not be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

pub(crate) struct World {
    pub(crate) base_url: String,
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) directory: Directory,
    pub(crate) library: Library,
    pub(crate) settings: SettingsDesk,
    pub(crate) tickets: TicketDesk,
    pub(crate) stripe: StripeDesk,
    pub(crate) keys: SigningKeys,
    pub(crate) access: AccessTokens,
    pub(crate) grants: Grants,
    pub(crate) tampering: Tampering,
    pub(crate) faults: Faults,
    pub(crate) recorder: Recorder,
}

impl World {
    pub(crate) async fn open(config: Config, base_url: String) -> Result<Self, StartError> {
        let store = Store::open(&config.database).await?;
        let clock = Clock::new(config.now.clone());
        Ok(Self {
            base_url,
            directory: Directory::load(&store).await?,
            library: Library::default(),
            settings: SettingsDesk::load(&store).await?,
            tickets: TicketDesk::load(&store, clock.now()).await?,
            stripe: StripeDesk::default(),
            keys: SigningKeys::load()?,
            access: AccessTokens::default(),
            grants: Grants::load(&store).await?,
            tampering: Tampering::default(),
            faults: Faults::default(),
            recorder: Recorder::default(),
            clock,
            config,
            store,
        })
    }

    /// The issuer's name.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/oidc", self.base_url)
    }

    /// Back to the seed: people, assignments, settings, tickets, portal sessions, faults, recorder and clock. Tokens stay good, so that
    /// tests that share a sign-in can reset between them.
    pub(crate) async fn reset(&self) -> Result<(), StoreError> {
        self.directory.reset(&self.store).await?;
        self.settings.reset(&self.store).await?;
        self.tampering.clear();
        self.faults.clear();
        self.recorder.clear();
        self.clock.reset();
        self.stripe.clear();
        self.tickets.reset(&self.store, self.clock.now()).await?;
        Ok(())
    }
}
