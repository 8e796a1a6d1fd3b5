//! What can be taken away: one PDF, several as one archive, the list as CSV. Links and a form that lead to files; the
//! hydrated page fetches them and tells a failure in place.

use crate::{
    in_place,
    model::{
        client_id::ClientId,
        financial_year::FinancialYear,
        invoice::InvoicePdf,
        invoice_list::{InvoiceList, InvoiceRow},
        invoice_query::InvoiceQuery,
    },
    paths,
    ui::{Button, Glyph, Icon},
};
use leptos::prelude::*;

/// The field of the form: one for each chosen invoice.
const CHOSEN: &str = "invoice_id";

/// "PDF", or "Request from support" when there is none.
pub(super) fn pdf(invoice: &InvoiceRow, client: Option<&ClientId>) -> AnyView {
    let of = format!(" of {}", invoice.name());
    match invoice.pdf {
        InvoicePdf::Available => view! {
            <a
                class="button"
                data-kind="plain"
                href=paths::invoice_pdf(client, &invoice.invoice_id)
                data-in-place=in_place::DOWNLOAD
            >
                <Icon glyph=Glyph::Download />
                "PDF"
                <span class="visually-hidden">{of}</span>
            </a>
        }
        .into_any(),
        InvoicePdf::Unavailable => view! {
            <a class="button" data-kind="plain" href=paths::invoice_copy_ticket(client, &invoice.invoice_id)>
                "Request from support"
                <span class="visually-hidden">{of}</span>
            </a>
        }
        .into_any(),
    }
}

/// Chooses an invoice for the archive, where it has a PDF.
pub(super) fn select(invoice: &InvoiceRow) -> AnyView {
    if invoice.pdf != InvoicePdf::Available {
        return ().into_any();
    }
    view! {
        <input
            class="check"
            type="checkbox"
            name=CHOSEN
            value=invoice.invoice_id.as_str().to_owned()
            aria-label=format!("Select {}", invoice.name())
        />
    }
    .into_any()
}

/// The form around the list that sends what is chosen.
pub(super) fn form(client: Option<&ClientId>, list: AnyView) -> AnyView {
    view! {
        <form
            class="invoices-form"
            method="post"
            action=paths::invoices_zip(client)
            data-in-place=in_place::DOWNLOAD
        >
            <div class="invoices-table">{list}</div>
            <div class="invoices-chosen">
                <Button>
                    <Icon glyph=Glyph::Download />
                    "Download selected PDFs"
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// The filtered list as CSV, or what of it was issued in a financial year.
pub(super) fn csv(list: &InvoiceList, client: Option<&ClientId>, query: &InvoiceQuery) -> AnyView {
    let link = |text: String, year| {
        view! {
            <li>
                <a href=query.csv_address(client, year) data-in-place=in_place::DOWNLOAD>
                    {text}
                </a>
            </li>
        }
    };
    let years = FinancialYear::presets(list.today)
        .map(|year| link(format!("Financial year {}", year.label()), Some(year)))
        .into_iter()
        .collect_view();
    view! {
        <button class="button" type="button" popovertarget="export-menu">
            <Icon glyph=Glyph::Download />
            "Export CSV"
        </button>
        <div class="menu" id="export-menu" popover="auto">
            <ul>
                {link("Every invoice of this list".to_owned(), None)}
                {years}
            </ul>
        </div>
    }
    .into_any()
}
