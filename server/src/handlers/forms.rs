//! What the handlers of forms share: who sent one, how one is refused, and where one leads on to. A form that is to be shown
//! again is a page's own (`app::FORM_PAGES`).

use crate::{
    middleware::{Asker, error_response},
    visitor::Reception,
};
use app::{
    backend::{DomainError, Ports, Visitor},
    error::PortalError,
    paths,
};
use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, LOCATION},
    request::Parts,
};
use std::sync::Arc;

/// The state of the forms' routes.
#[derive(Clone)]
pub struct FormRoutes(pub(super) Arc<Forms>);

pub(super) struct Forms {
    reception: Arc<Reception>,
    pub(super) ports: Ports,
}

impl FormRoutes {
    /// Forms of the visitors of `reception`, carried out by `ports`.
    #[must_use]
    pub fn new(reception: Arc<Reception>, ports: Ports) -> Self {
        Self(Arc::new(Forms { reception, ports }))
    }
}

impl Forms {
    /// Who sent the form.
    pub(super) fn visitor(&self, parts: &Parts) -> Arc<dyn Visitor> {
        self.reception.visitor(parts)
    }
}

/// The answer to a form that is not carried out. A person whose session has ended signs in and comes back to `page`.
pub(super) fn refuse(parts: &Parts, page: &str, error: DomainError) -> Response {
    let asker = Asker::of_parts(parts);
    if asker.person && error == DomainError::SignedOut {
        return see_other(&paths::sign_in_returning_to(page));
    }
    let incident = asker.incident.clone();
    error_response(&asker, &PortalError { kind: error.into(), incident, retry_after: error.retry_after() })
}

/// On to another page; not kept anywhere.
pub(super) fn see_other(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => {
            (StatusCode::SEE_OTHER, [(LOCATION, to), (CACHE_CONTROL, HeaderValue::from_static("private, no-store"))])
                .into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
