//! All, Paid or Open, and the search by number: links and a form, since the address is the state.

use super::Asked;
use crate::{
    in_place,
    model::invoice_query::{InvoiceQuery, StatusFilter},
    paths,
    ui::{Button, LinkButton},
};
use leptos::prelude::*;

/// The bar above the list.
pub(super) fn bar(asked: &Asked) -> AnyView {
    let links = StatusFilter::ALL
        .into_iter()
        .map(|status| {
            let here = (status == asked.query.status).then_some("true");
            view! {
                <li>
                    <a href=asked.query.with_status(status).address(asked.client.as_ref()) aria-current=here data-ahead="true">
                        {status.label()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="invoice-filters">
            <nav class="segments" aria-label="Invoices by status">
                <ul>{links}</ul>
            </nav>
            {search(asked)}
        </div>
    }
    .into_any()
}

fn search(asked: &Asked) -> AnyView {
    let query = &asked.query;
    let status = (query.status != StatusFilter::default())
        .then(|| view! { <input type="hidden" name=InvoiceQuery::STATUS value=query.status.key() /> });
    let clear = (!query.number.is_empty()).then(|| {
        let href = InvoiceQuery { status: query.status, ..InvoiceQuery::default() }.address(asked.client.as_ref());
        view! { <LinkButton href>"Clear search"</LinkButton> }
    });
    view! {
        <search class="invoice-search">
            <form method="get" action=paths::invoices(asked.client.as_ref()) data-in-place=in_place::LIVE>
                {status}
                <label class="field">
                    <span class="visually-hidden">"Invoice number"</span>
                    <input
                        class="field-input"
                        name=InvoiceQuery::NUMBER
                        type="search"
                        placeholder="Invoice number"
                        maxlength=InvoiceQuery::NUMBER_MAX.to_string()
                        autocomplete="off"
                        spellcheck="false"
                        value=query.number.clone()
                    />
                </label>
                <Button>"Search"</Button>
                {clear}
            </form>
        </search>
    }
    .into_any()
}
