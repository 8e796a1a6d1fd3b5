//! Search by name: a plain form, which the hydrated page sends while one types.

use super::query;
use crate::{
    in_place,
    model::client::ClientQuery,
    paths,
    ui::{Button, LinkButton},
};
use leptos::prelude::*;

/// The form of the list that `asked` asks for.
pub(super) fn form(asked: &ClientQuery) -> AnyView {
    let clear = (!asked.search.is_empty()).then(|| {
        let href = query::searching(asked, "").address();
        view! { <LinkButton href>"Clear search"</LinkButton> }
    });
    view! {
        <search class="clients-search">
            <form method="get" action=paths::CLIENTS data-in-place=in_place::LIVE>
                <label class="field">
                    <span class="field-label">"Search clients"</span>
                    <input
                        class="field-input"
                        name="search"
                        type="search"
                        maxlength=ClientQuery::SEARCH_MAX.to_string()
                        autocomplete="off"
                        spellcheck="false"
                        value=asked.search.clone()
                    />
                </label>
                {kept(asked)}
                <Button>"Search"</Button>
                {clear}
            </form>
        </search>
    }
    .into_any()
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
