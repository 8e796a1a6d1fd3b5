//! One invoice in the list: number, billing period, issued date, amount, status, and its PDF or how to get one.

use super::{Asked, downloads, status};
use crate::{
    model::invoice_list::{InvoiceList, InvoiceRow},
    ui::{self, Day, Row},
};
use leptos::prelude::*;

/// The row, with what is opened `below` it.
pub(super) fn row(invoice: &InvoiceRow, list: &InvoiceList, asked: &Asked, below: Option<AnyView>) -> Row {
    let key = invoice.invoice_id.as_str().to_owned();
    let cells = vec![
        downloads::select(invoice),
        number(invoice, asked, below.is_some()),
        invoice.period.map(|period| period.short()).unwrap_or_default().into_any(),
        invoice.issued_on.map(|date| view! { <Day date short=true /> }).into_any(),
        amount(invoice, list),
        status::badge(&invoice.standing),
        downloads::pdf(invoice, asked.client.as_ref()),
    ];
    Row::new(key, cells).opened(below)
}

/// A link that opens the invoice in its row, or closes it.
fn number(invoice: &InvoiceRow, asked: &Asked, is_open: bool) -> AnyView {
    let href = asked.opening((!is_open).then(|| invoice.invoice_id.as_str()));
    view! {
        <a class="invoice-number" href=href aria-expanded=if is_open { "true" } else { "false" }>
            <strong>{invoice.name().to_owned()}</strong>
        </a>
    }
    .into_any()
}

/// The total; with its currency where the list has several.
fn amount(invoice: &InvoiceRow, list: &InvoiceList) -> AnyView {
    let code = list.currency.is_none().then(|| {
        view! { <span class="quiet">{format!(" {}", invoice.total.currency.code)}</span> }
    });
    view! {
        {ui::amount(&invoice.total)}
        {code}
    }
    .into_any()
}
