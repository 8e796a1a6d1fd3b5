//! Partner Billing: the assigned clients, searched, ordered and paged by the address.

mod flags;
mod list;
mod query;
mod row;
mod search;
mod sentences;

use super::refused;
use crate::{
    api::clients::clients_page,
    model::{
        client::{ClientPage, ClientQuery},
        panel::Panel,
    },
    pages::response,
    ui::{PageHead, Reading, RefreshControl, state_view},
    words,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A page of the list with what was asked for, so that its links go on from what is shown.
#[derive(Clone, Serialize, Deserialize)]
struct Listed {
    query: ClientQuery,
    page: ClientPage,
}

/// The assigned clients, or that the role has no billing.
#[component]
pub fn ClientsPage() -> impl IntoView {
    refused::without_billing().unwrap_or_else(page)
}

fn page() -> AnyView {
    let asked = query::of_address();
    let search = search::form(&asked);
    let listing = Reading::new(async move {
        let answer = clients_page(asked.clone()).await;
        if let Err(error) = &answer {
            response::answer_with(error);
        }
        answer.map(|page| Panel::Ready(Listed { query: asked, page }))
    });
    let tools = view! { <RefreshControl /> }.into_any();
    let about = view! { <p class="page-about">"The clients assigned to you, each in its own time zone"</p> }.into_any();
    // A client that is no longer assigned leaves the open page too: every beat reads it again.
    view! {
        <PageHead heading="Partner Billing" title=words::title(&["Partner Billing"]) about tools />
        {search}
        <div class="clients" data-beat="true">
            {state_view(listing, list::figures)}
        </div>
    }
    .into_any()
}
