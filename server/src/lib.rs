//! The portal's server as a library, so that tests start the real thing on port 0.
//! `application` puts the parts together; `router` is the one list of routes, `middleware` the one list of layers.

pub mod admin;
pub mod application;
pub mod audit;
pub mod clock;
#[cfg(test)]
mod fuzzing;
pub mod handlers;
pub mod middleware;
pub mod oidc;
pub mod operator;
pub mod outbound;
mod own_sessions;
pub mod rate_limit;
pub mod remembered;
pub mod router;
pub mod serve;
pub mod session;
pub mod settings;
pub mod spreadsheet;
pub mod store;
pub mod telemetry;
pub mod upstream;
pub mod visitor;
mod zone;
