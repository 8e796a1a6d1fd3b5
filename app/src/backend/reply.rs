//! Turns the outcome of a server function into what crosses the wire, with the request's incident id and HTTP status.

use super::{DomainError, Ports};
use crate::error::{IncidentId, PortalError};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::{future::Future, sync::Arc};

/// The request's id, given to every context by the server.
#[derive(Clone, Debug)]
pub struct Incident(pub IncidentId);

/// The form that the request brought, as its urlencoded text; given to every context by the server where there is one.
#[derive(Clone)]
pub struct PostedForm(pub Arc<str>);

/// Runs a server function's work with the ports. A call over HTTP gets the status of its error from the server's layers;
/// inside a page the caller decides what a failure does to the page's status ([`set_status`]).
///
/// # Errors
/// The work's error as a [`PortalError`].
pub async fn reply<T, W, F>(work: W) -> Result<T, PortalError>
where
    W: FnOnce(Ports) -> F,
    F: Future<Output = Result<T, DomainError>>,
{
    let outcome = match use_context::<Ports>() {
        Some(ports) => work(ports).await,
        None => Err(DomainError::Internal),
    };
    outcome.map_err(|error| PortalError {
        kind: error.into(),
        incident: use_context::<Incident>().map(|incident| incident.0),
        retry_after: error.retry_after(),
    })
}

/// Gives the response being made the status and the `Retry-After` of `error`.
pub fn set_status(error: &PortalError) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    if let Ok(status) = StatusCode::from_u16(error.kind.status()) {
        response.set_status(status);
    }
    if let Some(seconds) = error.retry_after {
        response.insert_header(RETRY_AFTER, HeaderValue::from(seconds));
    }
}
