//! What tests do to the sandbox: faults, the recorder, and changes that no user can make. May import `world`.

pub(crate) mod faults;
mod http;
pub(crate) mod layer;
pub(crate) mod operations;
mod play;
pub(crate) mod recorder;
mod transform;

pub(crate) use http::routes;
