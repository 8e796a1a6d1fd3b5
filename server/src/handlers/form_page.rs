//! What the forms that come without script share: who sent one, the page that shows it again with what is wrong, and how one
//! is refused.

use crate::{
    middleware::{Asker, error_response},
    visitor::Reception,
};
use app::{
    backend::{DomainError, Ports, Visitor},
    error::PortalError,
    paths, shell,
};
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, Request, StatusCode,
    header::{CACHE_CONTROL, LOCATION},
    request::Parts,
};
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::render_app_async_with_context;
use std::sync::Arc;

/// Renders pages from a handler, in the context that pages have.
#[derive(Clone)]
pub struct FormPages {
    leptos: LeptosOptions,
    context: Arc<dyn Fn() + Send + Sync>,
}

impl FormPages {
    /// Pages of `leptos`, each in `context`.
    #[must_use]
    pub fn new(leptos: LeptosOptions, context: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { leptos, context }
    }

    /// The page at the request's own address, with `attempt` in its context: it shows again what was typed.
    pub(super) async fn show<T>(&self, parts: Parts, status: StatusCode, attempt: T) -> Response
    where
        T: Clone + Send + Sync + 'static,
    {
        let (leptos, context) = (self.leptos.clone(), Arc::clone(&self.context));
        let with_attempt = move || {
            context();
            provide_context(attempt.clone());
        };
        let render = render_app_async_with_context(with_attempt, move || shell(leptos.clone()));
        let mut response = render(Request::from_parts(parts, Body::empty())).await;
        // A page that is not to be shown at all says so itself.
        if response.status() == StatusCode::OK {
            *response.status_mut() = status;
        }
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        response
    }
}

/// The state of the forms' routes.
#[derive(Clone)]
pub struct FormRoutes(pub(super) Arc<Forms>);

pub(super) struct Forms {
    reception: Arc<Reception>,
    pub(super) ports: Ports,
    pub(super) pages: FormPages,
}

impl FormRoutes {
    /// Forms of the visitors of `reception`, carried out by `ports`.
    #[must_use]
    pub fn new(reception: Arc<Reception>, ports: Ports, pages: FormPages) -> Self {
        Self(Arc::new(Forms { reception, ports, pages }))
    }
}

impl Forms {
    /// Who sent the form.
    pub(super) fn visitor(&self, parts: &Parts) -> Arc<dyn Visitor> {
        self.reception.visitor(parts)
    }
}

/// `error` with the request's incident id.
pub(super) fn trouble(parts: &Parts, error: DomainError) -> PortalError {
    PortalError { kind: error.into(), incident: Asker::of_parts(parts).incident, retry_after: error.retry_after() }
}

/// The answer to a form that is not carried out. A person whose session has ended signs in and comes back to `page`.
pub(super) fn refuse(parts: &Parts, page: &str, error: DomainError) -> Response {
    let asker = Asker::of_parts(parts);
    if asker.person && error == DomainError::SignedOut {
        return see_other(&paths::sign_in_returning_to(page));
    }
    error_response(&asker, &trouble(parts, error))
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
