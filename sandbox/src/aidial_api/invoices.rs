//! Invoices: the list, one with its lines, and its PDF. May import `world`.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    aidial_api::{
        answer::json,
        caller::Caller,
        error::ApiError,
        params::{Params, Segment},
        pdf::invoice_pdf,
    },
    books::{
        Books,
        amounts::Money,
        invoices::{Invoice, InvoiceHead},
        status_key,
    },
    tenants::{Missing, Status},
    world::World,
};

#[derive(Serialize)]
struct InvoicePage<'a> {
    status: &'static str,
    items: Vec<&'a InvoiceHead>,
    page: u64,
    page_size: u64,
    has_next: bool,
    total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<&'a InvoiceHead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outstanding: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_invoice_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_invoice_note: Option<String>,
}

type Filter = fn(&InvoiceHead) -> bool;

fn filter(params: &Params) -> Result<Filter, ApiError> {
    match params.one("status")? {
        None | Some("all") => Ok(|_| true),
        Some("paid") => Ok(|invoice| invoice.status == "paid"),
        Some("open") => Ok(InvoiceHead::is_owed),
        Some(_) => Err(ApiError::invalid_field("status", "not one of all, paid, open")),
    }
}

pub(crate) async fn list(
    State(world): State<Arc<World>>,
    caller: Caller,
    params: Params,
) -> Result<Response, ApiError> {
    let tenant = caller.billed(&world, &params)?;
    let wanted = filter(&params)?;
    let paging = params.paging()?;
    let books = world.books(tenant);
    let heads = || books.invoices.iter().map(|invoice| &invoice.head);
    let total = heads().filter(|invoice| wanted(invoice)).count();
    let (items, has_next) = paging.cut(heads().filter(|invoice| wanted(invoice)));
    let configured = tenant.status == Status::Ok;
    let next = books.periods.first().map(|period| period.resets_on()).filter(|_| configured);
    let page = InvoicePage {
        status: status_key(tenant.status),
        items,
        page: paging.page,
        page_size: paging.size,
        has_next,
        total,
        latest: heads().find(|invoice| invoice.issued_on.is_some()),
        outstanding: configured.then(|| books.outstanding()),
        next_invoice_on: next.filter(|_| !tenant.lacks(Missing::NextInvoice)),
        first_invoice_note: next.filter(|_| books.invoices.is_empty()).map(|day| {
            let day = day.strftime("%-d %B %Y");
            format!("Your first invoice will appear on {day}, after your first full billing period.")
        }),
    };
    Ok(json(serde_json::to_vec(&page).unwrap_or_default()))
}

fn find<'a>(books: &'a Books, id: &str) -> Result<&'a Invoice, ApiError> {
    books.invoices.iter().find(|invoice| invoice.head.invoice_id == id).ok_or_else(ApiError::not_found)
}

pub(crate) async fn one(
    State(world): State<Arc<World>>,
    caller: Caller,
    Segment(id): Segment,
    params: Params,
) -> Result<Response, ApiError> {
    let books = world.books(caller.billed(&world, &params)?);
    Ok(json(serde_json::to_vec(find(&books, &id)?).unwrap_or_default()))
}

pub(crate) async fn pdf(
    State(world): State<Arc<World>>,
    caller: Caller,
    Segment(id): Segment,
    params: Params,
) -> Result<Response, ApiError> {
    let tenant = caller.billed(&world, &params)?;
    let books = world.books(tenant);
    let invoice = find(&books, &id)?;
    if invoice.head.pdf != "available" {
        return Err(ApiError::conflict("pdf_unavailable", "there is no PDF of this invoice", "errors.pdf_unavailable"));
    }
    Ok(([(header::CONTENT_TYPE, "application/pdf")], invoice_pdf(tenant, invoice)).into_response())
}
