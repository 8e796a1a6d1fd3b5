//! Who is signed in, for the shell.

use super::{JsonAnswer, PortalClient};
use crate::{error::PortalError, model::viewer::Admission};
use leptos::server;

/// How the portal meets the visitor.
///
/// # Errors
/// What kept the session or its context from being read.
#[server(prefix = "/api", endpoint = "session", client = PortalClient, output = JsonAnswer)]
pub async fn meet() -> Result<Admission, PortalError> {
    use crate::backend::{SignedIn, reply};
    reply(async |_ports| SignedIn::admission().await).await
}
