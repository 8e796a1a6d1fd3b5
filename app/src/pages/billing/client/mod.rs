//! One assigned client's billing, under the client's name. An address that names no assigned client never comes this far on
//! the server: the frame answers it, so that nothing of it is in the page.

mod named;

use super::{invoices, refused, usage};
use crate::{
    model::{client_id::ClientId, viewer::Viewer},
    pages::{frame::navigation, response::send_on},
    paths,
    ui::{Breadcrumb, LinkButton, Tab},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A client's address without a panel: sends on to its first.
#[component]
pub fn ClientLanding() -> impl IntoView {
    if let Some(page) = refused::without_billing() {
        return page;
    }
    match ClientId::parse(&in_address()) {
        Some(client) => send_on(&paths::usage(Some(&client))),
        None => named::not_found(),
    }
}

/// A client's Usage panel.
#[component]
pub fn ClientUsagePage() -> impl IntoView {
    refused::without_billing().unwrap_or_else(|| named::page(in_address(), usage_panel))
}

/// A client's Invoices panel.
#[component]
pub fn ClientInvoicesPage() -> impl IntoView {
    refused::without_billing().unwrap_or_else(|| named::page(in_address(), invoices_panel))
}

/// The client that the address names, well-formed or not.
fn in_address() -> String {
    use_params_map().with_untracked(|params| params.get_str("client_id").unwrap_or_default().to_owned())
}

fn usage_panel(client: ClientId, name: String) -> AnyView {
    let (head, tabs) = head(&client, &name);
    view! {
        {head}
        {usage::panel(Some(client), name, tabs)}
    }
    .into_any()
}

fn invoices_panel(client: ClientId, name: String) -> AnyView {
    let (head, tabs) = head(&client, &name);
    view! {
        {head}
        {invoices::panel(Some(client), name, tabs)}
    }
    .into_any()
}

/// Whose billing it is with the way to another's, and the panels there are.
fn head(client: &ClientId, name: &str) -> (AnyView, Vec<Tab>) {
    let viewer = use_context::<Viewer>();
    let tabs = viewer.map(|viewer| navigation::client_panels(viewer.role, client)).unwrap_or_default();
    let line = view! {
        <Breadcrumb above="Partner Billing" href=paths::CLIENTS here=name.to_owned()>
            <LinkButton href=paths::CLIENTS>"Switch client"</LinkButton>
        </Breadcrumb>
    };
    (line.into_any(), tabs)
}
