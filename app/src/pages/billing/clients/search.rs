//! Search by name: a plain form, which the hydrated page answers while one types.

use super::query;
use crate::{
    model::client::ClientQuery,
    paths,
    ui::{Button, LinkButton},
};
use leptos::{
    ev::{self, SubmitEvent},
    html,
    prelude::*,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// How long a pause in typing is.
const PAUSE: Duration = Duration::from_millis(250);

/// The form. The first change of a search is a step of its own, which Back takes back; the letters after it are not.
#[component]
pub(super) fn Search(
    /// What the address asks for.
    asked: Memo<ClientQuery>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let typing = StoredValue::new(false);
    let sent = StoredValue::new(asked.get_untracked().search);
    let navigate = use_navigate();
    let turn = move || {
        let Some(field) = field.get_untracked() else { return };
        let present = asked.get_untracked();
        let query = query::searching(&present, &field.value());
        if query.search != present.search {
            let replace = typing.get_value();
            typing.set_value(true);
            sent.set_value(query.search.clone());
            navigate(&query.address(), NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        }
    };
    let submit = {
        let turn = turn.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            turn();
        }
    };
    let paused = debounce(PAUSE, move |_: ev::Event| turn());
    follow(asked, field, typing, sent);
    let clear = move || {
        let cleared = asked.with(|asked| (!asked.search.is_empty()).then(|| query::searching(asked, "").address()));
        cleared.map(|href| view! { <LinkButton href attr:data-noscroll="true">"Clear search"</LinkButton> })
    };
    view! {
        <search class="clients-search">
            <form method="get" action=paths::CLIENTS on:submit=submit>
                <label class="field">
                    <span class="field-label">"Search clients"</span>
                    <input
                        class="field-input"
                        node_ref=field
                        name="search"
                        type="search"
                        maxlength=ClientQuery::SEARCH_MAX.to_string()
                        autocomplete="off"
                        spellcheck="false"
                        value=asked.get_untracked().search
                        on:input=paused
                        on:blur=move |_| typing.set_value(false)
                    />
                </label>
                {move || asked.with(kept)}
                <Button>"Search"</Button>
                {clear}
            </form>
        </search>
    }
    .into_any()
}

/// Shows in the field what the address has come to say by Back or by a link: whatever it says that was not `sent` from here,
/// so never over what is being typed.
fn follow(asked: Memo<ClientQuery>, field: NodeRef<html::Input>, typing: StoredValue<bool>, sent: StoredValue<String>) {
    Effect::new(move || {
        let went = window_event_listener(ev::popstate, move |_| {
            let _ = typing.try_set_value(false);
        });
        on_cleanup(move || went.remove());
    });
    Effect::new(move |before: Option<()>| {
        let search = asked.with(|asked| asked.search.clone());
        let own = before.is_none() || sent.with_value(|sent| *sent == search);
        if let Some(field) = field.get_untracked().filter(|_| !own) {
            field.set_value(&search);
            sent.set_value(search);
        }
    });
}

/// The order, which a search by form keeps.
fn kept(asked: &ClientQuery) -> AnyView {
    let first = ClientQuery::default();
    let order =
        (asked.order != first.order).then(|| view! { <input type="hidden" name="order" value=asked.order.key() /> });
    let turned = asked.descending.then(|| view! { <input type="hidden" name="descending" value="true" /> });
    view! {
        {order}
        {turned}
    }
    .into_any()
}
