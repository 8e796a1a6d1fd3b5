//! One assigned client's billing, under the client's name. An address that names no assigned client never comes this far on
//! the server: the frame answers it, so that nothing of it is in the page.

mod named;

use super::{refused, usage::UsagePanel};
use crate::{
    model::{client_id::ClientId, viewer::Viewer},
    pages::{frame::navigation, response::SendOn},
    paths,
    ui::{Breadcrumb, LinkButton},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A client's address without a panel: sends on to its first.
#[component]
pub fn ClientLanding() -> impl IntoView {
    if let Some(page) = refused::without_billing() {
        return page;
    }
    match ClientId::parse(&in_address().get_untracked()) {
        Some(client) => view! { <SendOn to=paths::usage(Some(&client)) /> }.into_any(),
        None => named::not_found(false),
    }
}

/// A client's Usage panel.
#[component]
pub fn ClientUsagePage() -> impl IntoView {
    refused::without_billing().unwrap_or_else(|| named::page(in_address(), usage))
}

/// The client that the address names, well-formed or not.
fn in_address() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get_str("client_id").unwrap_or_default().to_owned()))
}

fn usage(client: ClientId, name: String) -> AnyView {
    let tabs =
        use_context::<Viewer>().map(|viewer| navigation::client_panels(viewer.role, &client)).unwrap_or_default();
    view! {
        <Breadcrumb above="Partner Billing" href=paths::CLIENTS here=name.clone()>
            <LinkButton href=paths::CLIENTS>"Switch client"</LinkButton>
        </Breadcrumb>
        <UsagePanel client=Signal::stored(Some(client.into())) heading=name tabs />
    }
    .into_any()
}
