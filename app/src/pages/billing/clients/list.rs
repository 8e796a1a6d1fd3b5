//! The table of clients and its pages, or that there are none.

use super::{Listed, query, row, sentences};
use crate::{
    model::client::{ClientFigures, ClientOrder, ClientRow},
    ui::{Announced, Card, Column, Glyph, Pager, Table, empty_state},
    words,
};
use leptos::prelude::*;

/// A page of the list.
pub(super) fn figures(listed: Listed) -> AnyView {
    let Listed { query, page } = listed;
    if page.rows.is_empty() {
        let (words, glyph) = if query.search.is_empty() {
            (words::NO_CLIENTS, Glyph::Person)
        } else {
            (words::NO_MATCHING_CLIENT, Glyph::Question)
        };
        let state = empty_state(words, glyph, true);
        return view! {
            <Announced text=sentences::shown(&query, &page) />
            {state}
        }
        .into_any();
    }
    let owed = currency(&page.rows).map_or_else(
        || sentences::heading(ClientOrder::Outstanding).to_owned(),
        |code| format!("{} ({code})", sentences::heading(ClientOrder::Outstanding)),
    );
    let head = |order| sentences::heading(order).to_owned();
    let columns = vec![
        Column::words(head(ClientOrder::Name)).sorted(query::sort(&query, ClientOrder::Name)),
        Column::figures(head(ClientOrder::Minutes)).sorted(query::sort(&query, ClientOrder::Minutes)),
        Column::words(head(ClientOrder::Share)).sorted(query::sort(&query, ClientOrder::Share)),
        Column::figures(head(ClientOrder::Sms)).sorted(query::sort(&query, ClientOrder::Sms)),
        Column::figures(owed).sorted(query::sort(&query, ClientOrder::Outstanding)),
        Column::words("Attention"),
        Column::words("As of"),
        Column::words("Billing"),
    ];
    let rows = page.rows.iter().map(row::row).collect();
    let previous = (page.page > 1).then(|| query::at_page(&query, page.page - 1));
    let next = (page.page < page.pages).then(|| query::at_page(&query, page.page + 1));
    view! {
        <Announced text=sentences::shown(&query, &page) />
        <Card labelled_by="assigned-clients" class="list-card">
            <h2 id="assigned-clients">"Assigned clients"</h2>
            <div class="clients-table">
                <Table caption="Assigned clients: this period's usage and what is owed" columns rows />
            </div>
            <Pager label="Pages of clients" range=sentences::range(&page) previous next />
        </Card>
    }
    .into_any()
}

/// The one currency of the page.
fn currency(rows: &[ClientRow]) -> Option<&str> {
    let mut codes = rows.iter().filter_map(|row| match &row.figures {
        ClientFigures::Known(known) => known.outstanding.as_ref().map(|money| money.currency.code.as_str()),
        ClientFigures::Unreadable | ClientFigures::NotConfigured | ClientFigures::ConfigurationError => None,
    });
    let first = codes.next()?;
    codes.all(|code| code == first).then_some(first)
}
