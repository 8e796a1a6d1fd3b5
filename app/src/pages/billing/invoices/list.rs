//! The table of invoices with its pages, or why it is empty.

use super::{Asked, details, downloads, row};
use crate::{
    model::{
        invoice_details::InvoiceDetails,
        invoice_list::InvoiceList,
        invoice_query::{InvoiceQuery, StatusFilter},
    },
    ui::{Announced, Card, Column, Glyph, Pager, Reading, Table, empty_state},
    words::{self, Words},
};
use leptos::prelude::*;

/// The card.
pub(super) fn card(list: InvoiceList, asked: &Asked, opened: Option<Reading<InvoiceDetails>>) -> AnyView {
    if list.rows.is_empty() {
        let (words, note) = nothing(&list, &asked.query);
        return view! {
            <Announced text=format!("{}.", words.title) />
            {empty_state(words, Glyph::Billing, false)}
            {note.map(|note| view! { <p class="invoices-note">{note}</p> })}
        }
        .into_any();
    }
    let columns = vec![
        Column::words("Select"),
        Column::words("Invoice"),
        Column::words("Billing period"),
        Column::words("Issued"),
        Column::figures(amount_label(&list)),
        Column::words("Status"),
        Column::words("PDF"),
    ];
    let rows = list
        .rows
        .iter()
        .map(|invoice| {
            let is_open = asked.opened.as_deref() == Some(invoice.invoice_id.as_str());
            let below = opened.filter(|_| is_open).map(|reading| details::in_row(reading, asked.client.clone()));
            row::row(invoice, &list, asked, below)
        })
        .collect();
    let query = InvoiceQuery { page: list.page, ..asked.query.clone() };
    let at = |page| query.on_page(page).address(asked.client.as_ref());
    let previous = (list.page > 1).then(|| at(list.page - 1));
    let next = list.has_next.then(|| at(list.page + 1));
    let cut = (!list.searched_all).then(|| view! { <p class="invoices-note">{words::SEARCH_CUT}</p> });
    let (range, said) = (range(&list), announced(&list, &asked.query));
    let table = view! { <Table caption="Invoice History" columns rows /> }.into_any();
    let table = downloads::form(asked.client.as_ref(), table);
    view! {
        <Announced text=said />
        <Card labelled_by="invoice-history" class="list-card">
            <h2 id="invoice-history" class="visually-hidden">
                "Invoice History"
            </h2>
            {table}
            <Pager label="Pages of invoices" range previous next />
        </Card>
        {cut}
    }
    .into_any()
}

/// "Amount (AUD)", where every amount is in the same currency.
fn amount_label(list: &InvoiceList) -> String {
    list.currency.as_ref().map_or_else(|| "Amount".to_owned(), |code| format!("Amount ({code})"))
}

/// "1–20 of 57 invoices".
fn range(list: &InvoiceList) -> String {
    let noun = if list.total == Some(1) { "invoice" } else { "invoices" };
    list.range().map_or_else(String::new, |range| format!("{range} {noun}, amounts include GST"))
}

/// "Open: 1–3 of 3 invoices."
fn announced(list: &InvoiceList, query: &InvoiceQuery) -> String {
    let noun = if list.total == Some(1) { "invoice" } else { "invoices" };
    format!("{}: {} {noun}.", query.status.label(), list.range().unwrap_or_default())
}

/// Why there is none, and what billing says about the first.
fn nothing(list: &InvoiceList, query: &InvoiceQuery) -> (Words, Option<String>) {
    if !list.ever_invoiced {
        return (words::NO_INVOICES, list.first_invoice_note.clone());
    }
    if !query.number.is_empty() {
        return (words::NO_INVOICE_FOUND, (!list.searched_all).then(|| words::SEARCH_CUT.to_owned()));
    }
    let words = match query.status {
        StatusFilter::All => words::NO_INVOICES,
        StatusFilter::Paid => words::NO_PAID_INVOICES,
        StatusFilter::Open => words::NO_OPEN_INVOICES,
    };
    (words, None)
}
