//! The outside world in a box, for development and tests: an OIDC issuer, aidial_api and Stripe's portal sessions, as a
//! process of its own. Imports nothing of `app` or `server`, so that both sides cannot be wrong together.

mod aidial_api;
mod books;
mod clock;
mod config;
mod connection;
mod control;
mod directory;
mod html;
mod in_process;
mod oidc;
mod pairs;
mod people;
mod random;
mod running;
mod settings_desk;
mod store;
mod stripe;
mod tenant_list;
mod tenants;
mod ticket_desk;
mod world;

pub use config::{Config, Database, Now, RedirectUris};
pub use control::{
    faults::{Fault, FaultKind},
    operations::{ControlError, LiveSession, MintedToken, UserChange, UserState},
    recorder::Recorded,
};
pub use oidc::{
    keys::KeyError,
    logout::DeliveryError,
    tamper::{Signature, Tamper},
};
pub use people::{Role, RoleClaim};
pub use running::{Running, Sandbox};
pub use store::StoreError;
pub use stripe::desk::PortalSession;
pub use ticket_desk::{FiledTicket, Ticket};
pub use world::StartError;
