//! A person's own sessions, and the time the present one has left.

use super::{JsonAnswer, PortalClient};
use crate::{
    error::PortalError,
    model::own_session::{OwnSessionList, SessionTime},
};
use leptos::server;

/// The person's live sessions, the present one first.
///
/// # Errors
/// What kept them from being read.
#[server(prefix = "/api", endpoint = "sessions", client = PortalClient, output = JsonAnswer)]
pub async fn own_sessions() -> Result<OwnSessionList, PortalError> {
    use crate::backend::{SignedIn, current_session, reply};
    reply(async |_ports| {
        let person = SignedIn::current().await?;
        current_session().await?.list(person.timezone()).await
    })
    .await
}

/// Ends another session of the person; false when it had ended already. The present one is ended by signing out.
///
/// # Errors
/// What kept it from being ended.
#[server(prefix = "/api", endpoint = "end-session", client = PortalClient, output = JsonAnswer)]
pub async fn end_session(
    /// From [`crate::model::own_session::OwnSession::reference`].
    reference: String,
) -> Result<bool, PortalError> {
    use crate::{
        backend::{SignedIn, current_session, reply},
        model::audit::{AuditAbout, AuditEvent, AuditOutcome},
    };
    reply(async |_ports| {
        let person = SignedIn::current().await?;
        let ended = current_session().await?.end(&reference).await?;
        if ended {
            person.note(AuditEvent::SignOut, AuditOutcome::Done, AuditAbout::parse("other-session")).await;
        }
        Ok(ended)
    })
    .await
}

/// Ends every other session of the person; how many there were.
///
/// # Errors
/// What kept them from being ended.
#[server(prefix = "/api", endpoint = "end-other-sessions", client = PortalClient, output = JsonAnswer)]
pub async fn end_other_sessions() -> Result<u32, PortalError> {
    use crate::{
        backend::{SignedIn, current_session, reply},
        model::audit::{AuditAbout, AuditEvent, AuditOutcome},
    };
    reply(async |_ports| {
        let person = SignedIn::current().await?;
        let ended = current_session().await?.end_others().await?;
        let about = AuditAbout::parse(&format!("other-sessions:{ended}"));
        person.note(AuditEvent::SignOut, AuditOutcome::Done, about).await;
        Ok(ended)
    })
    .await
}

/// How long the session has left. Asking is not use: a page that watches the limit does not put it off.
///
/// # Errors
/// Signed out, or what kept the session from being read.
#[server(name = AskSessionTime, prefix = "/api", endpoint = "session-time", client = PortalClient, output = JsonAnswer)]
pub async fn session_time() -> Result<SessionTime, PortalError> {
    use crate::backend::{current_session, reply};
    reply(async |_ports| Ok(current_session().await?.time())).await
}

/// "Stay signed in": use of the session, and how long it has left now.
///
/// # Errors
/// Signed out, or what kept the session from being read.
#[server(prefix = "/api", endpoint = "stay-signed-in", client = PortalClient, output = JsonAnswer)]
pub async fn stay_signed_in() -> Result<SessionTime, PortalError> {
    use crate::backend::{current_session, reply};
    reply(async |_ports| Ok(current_session().await?.time())).await
}
