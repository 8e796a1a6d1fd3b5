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
    pages::{frame::pulse, response},
    ui::{LiveRegion, PageHead, Reading, RefreshControl, state_view},
    view_state::ViewState,
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

type Listing = Reading<ClientQuery, Listed>;

/// The assigned clients, or that the role has no billing.
#[component]
pub fn ClientsPage() -> impl IntoView {
    refused::without_billing().unwrap_or_else(page)
}

fn page() -> AnyView {
    let asked = query::of_address();
    let listing = Reading::new(asked.into(), |query: ClientQuery| async move {
        let answer = clients_page(query.clone()).await;
        if let Err(error) = &answer {
            response::answer_with(error);
        }
        answer.map(|page| Panel::Ready(Listed { query, page }))
    })
    .turned_in_place();
    // A client that is no longer assigned leaves the open page too.
    pulse::on_beat(move || listing.quietly());
    let tools = view! { <RefreshControl refresh=listing.refresh() /> }.into_any();
    let about = view! { <p class="page-about">"The clients assigned to you, each in its own time zone"</p> }.into_any();
    view! {
        <PageHead heading="Partner Billing" title=words::title(&["Partner Billing"]) about tools />
        <LiveRegion text=announced(asked, listing) />
        <search::Search asked />
        <div class="clients" data-turning=turning(listing)>
            {state_view(listing, list::skeleton, list::figures)}
        </div>
    }
    .into_any()
}

/// Says what another search, order or page has brought.
fn announced(asked: Memo<ClientQuery>, listing: Listing) -> Signal<String> {
    let said = RwSignal::new(String::new());
    Effect::new(move |before: Option<Option<ClientQuery>>| {
        let first = before.is_none();
        let before = before.flatten();
        match listing.state() {
            ViewState::Figures { value, .. } => {
                if !first && before.as_ref() != Some(&value.query) {
                    said.set(sentences::shown(&value.query, &value.page));
                }
                Some(value.query)
            }
            ViewState::Failed(error) => {
                let asked = asked.get_untracked();
                if !first && before.as_ref() != Some(&asked) {
                    said.set(format!("{}.", words::of_error(error.kind).title));
                }
                Some(asked)
            }
            ViewState::Loading | ViewState::NotConfigured | ViewState::ConfigurationError => before,
        }
    });
    said.into()
}

/// Set in the browser only, while the rows shown are not yet those asked for.
fn turning(listing: Listing) -> impl Fn() -> Option<&'static str> + Copy {
    let turning = RwSignal::new(false);
    Effect::new(move || turning.set(listing.turning()));
    move || turning.get().then_some("true")
}
