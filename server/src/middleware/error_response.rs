//! The portal's errors as answers: an envelope for programs, a small page of its own for people. The page needs nothing
//! else of the portal, so it can be shown when nothing else works. May import app's errors, words and paths.

use super::RequestId;
use app::{
    error::{ErrorKind, IncidentId, PortalError},
    issues::Issue,
    paths,
    words::{self, Next, Topic},
};
use axum::{
    body::Body,
    extract::Request,
    http::{
        Extensions, HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER},
        request::Parts,
    },
    response::Response,
};

/// Who gets the answer, and under which id.
#[derive(Clone, Debug)]
pub struct Asker {
    /// A person in a browser, or a program.
    pub person: bool,
    /// The request's id.
    pub incident: Option<IncidentId>,
}

impl Asker {
    /// Who sent `request`.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self::new(request.uri().path(), request.headers(), request.extensions())
    }

    /// Who sent the request that these are the parts of.
    #[must_use]
    pub fn of_parts(parts: &Parts) -> Self {
        Self::new(parts.uri.path(), &parts.headers, &parts.extensions)
    }

    fn new(path: &str, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let api = path.strip_prefix(paths::API).is_some_and(|rest| rest.starts_with('/'));
        let html = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|kind| kind.trim().starts_with("text/html"));
        Self { person: html && !api, incident: extensions.get::<RequestId>().map(|id| id.0.clone()) }
    }

    /// The answer to trouble of this kind, with its own status.
    #[must_use]
    pub fn refuse(&self, kind: ErrorKind) -> Response {
        error_response(self, &self.error(kind))
    }

    /// As [`Asker::refuse`], and when to try again, in seconds.
    #[must_use]
    pub fn refuse_for(&self, kind: ErrorKind, seconds: u32) -> Response {
        error_response(self, &PortalError { retry_after: Some(seconds), ..self.error(kind) })
    }

    /// As [`Asker::refuse`], with a status that says more than the kind's.
    #[must_use]
    pub fn refuse_as(&self, status: StatusCode, kind: ErrorKind) -> Response {
        let mut response = self.refuse(kind);
        *response.status_mut() = status;
        response
    }

    fn error(&self, kind: ErrorKind) -> PortalError {
        PortalError { kind, incident: self.incident.clone(), retry_after: None }
    }
}

/// `error` as an answer to `asker`.
#[must_use]
pub fn error_response(asker: &Asker, error: &PortalError) -> Response {
    let ticket = match words::of_error(error.kind).next {
        Next::Support(topic) => Some(paths::new_ticket(topic)),
        Next::Nothing | Next::Refresh | Next::SignIn | Next::Billing => None,
    };
    answer(asker, error, ticket.as_deref())
}

/// `error` as an answer to `asker`, with the address of the ticket that a person is offered. The address must be one of
/// `paths`: it goes into the page as it is.
#[must_use]
pub fn error_response_with(asker: &Asker, error: &PortalError, ticket: &str) -> Response {
    answer(asker, error, Some(ticket))
}

fn answer(asker: &Asker, error: &PortalError, ticket: Option<&str>) -> Response {
    let (kind, body) = if asker.person {
        ("text/html; charset=utf-8", page(error, ticket))
    } else {
        ("application/json", error.envelope())
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Nothing but fixed words, addresses of the portal's making and ids of letters, digits and dashes goes in; `&` in an
/// address is all there is to escape.
fn page(error: &PortalError, ticket: Option<&str>) -> String {
    let words = words::of_error(error.kind);
    let reference =
        error.incident.as_ref().map(|id| format!("<p>Reference: <code>{}</code></p>", id.as_str())).unwrap_or_default();
    let sign_in = match words.next {
        Next::SignIn => format!("<p><a href=\"{}\">Sign in</a></p>", paths::SIGN_IN),
        Next::Nothing | Next::Refresh | Next::Support(_) | Next::Billing => String::new(),
    };
    let label = match words.next {
        Next::Support(Topic::InvoiceCopy) => "Request from support",
        Next::Nothing | Next::Refresh | Next::SignIn | Next::Billing | Next::Support(_) => "Contact support",
    };
    let support =
        ticket.map(|to| format!("<p><a href=\"{}\">{label}</a></p>", to.replace('&', "&amp;"))).unwrap_or_default();
    // Not the step to take: a page that tells of this in place looks for that one.
    let help = Issue::of(error.kind)
        .map(|entry| format!("<p><a rel=\"help\" href=\"{}\">See Troubleshooting</a></p>", entry.href()));
    let help = help.unwrap_or_default();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-AU\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{document}</title></head><body><main><h1>{title}</h1>\
         <p>{body}</p>{help}{reference}{sign_in}{support}<p><a href=\"{billing}\">Back to Billing</a></p></main></body></html>\n",
        document = words::title(&[words.title]),
        title = words.title,
        body = words.body,
        billing = paths::BILLING,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_whole_and_names_the_reference() {
        for kind in ErrorKind::ALL {
            let page = page(&PortalError { kind, incident: IncidentId::parse("abc123"), retry_after: None }, None);
            assert!(page.contains("<code>abc123</code>") && page.contains("href=\"/billing\""), "{kind:?}");
            assert_eq!(page.contains("href=\"/sign-in\""), words::of_error(kind).next == Next::SignIn, "{kind:?}");
            let help = Issue::of(kind).map(|entry| format!("href=\"{}\"", entry.href()));
            assert_eq!(page.contains("See Troubleshooting"), help.is_some(), "{kind:?}");
            assert!(help.is_none_or(|help| page.contains(&help)), "{kind:?}");
            assert!(!page.contains("style") && !page.contains("script") && !page.contains("://"), "{kind:?}");
        }
    }

    #[test]
    fn words_need_no_escaping() {
        for kind in ErrorKind::ALL {
            let words = words::of_error(kind);
            assert!(!words.title.contains(['<', '&']) && !words.body.contains(['<', '&']), "{kind:?}");
        }
    }
}
