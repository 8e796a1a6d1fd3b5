//! "Contact support": the one place that decides where it leads.

use super::{LinkButton, here};
use crate::{
    error::PortalError,
    paths,
    words::{self, Topic},
};
use leptos::prelude::*;

/// Where "Contact support" about `topic` leads: a new ticket that names the page, the client whose billing it shows and,
/// where there was one, the error.
#[must_use]
pub fn contact_support_href(topic: Topic, error: Option<&PortalError>) -> String {
    let here = here();
    let mut href = paths::new_ticket(topic);
    let mut add = |name: &str, value: &str| {
        href.push_str(&format!("&{name}={}", paths::encode(value)));
    };
    if let Some(client) = client_of(&here) {
        add("client", client);
    }
    add("page", &here);
    if let Some(error) = error {
        add("error", error.kind.code());
        if let Some(incident) = &error.incident {
            add("request", incident.as_str());
        }
    }
    href
}

/// The client that an address names.
fn client_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix(paths::CLIENTS)?.strip_prefix('/')?;
    rest.split(['/', '?']).next().filter(|client| !client.is_empty())
}

/// The "Contact support" button.
#[component]
pub fn ContactSupport(
    /// What it is about.
    topic: Topic,
    /// What went wrong.
    #[prop(optional_no_strip)]
    error: Option<PortalError>,
) -> impl IntoView {
    view! { <LinkButton href=contact_support_href(topic, error.as_ref())>"Contact support"</LinkButton> }.into_any()
}

/// The address of those who help where the portal cannot, as a link.
#[component]
pub fn SupportEmail() -> impl IntoView {
    view! {
        <a href=format!("mailto:{}", words::SUPPORT_EMAIL) rel="external">
            {words::SUPPORT_EMAIL}
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clients_own_pages_name_a_client() {
        assert_eq!(client_of("/billing/clients/orchard/invoices?page=2"), Some("orchard"));
        assert_eq!(client_of("/billing/clients/orchard"), Some("orchard"));
        for none in ["/billing/clients", "/billing/clients/", "/billing/clients?search=x", "/billing/usage"] {
            assert_eq!(client_of(none), None, "{none}");
        }
    }
}
