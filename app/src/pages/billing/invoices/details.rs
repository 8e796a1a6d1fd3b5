//! An opened invoice: its lines and its sums, and the usage that it is for.

use super::{Asked, status};
use crate::{
    model::{
        client_id::ClientId,
        day::Date,
        figure,
        invoice_details::{InvoiceDetails, InvoiceLine},
    },
    ui::{self, Card, Column, Day, Fact, Facts, LinkButton, Reading, Row, Table, state_view},
};
use leptos::prelude::*;

/// Below its row.
pub(super) fn in_row(reading: Reading<InvoiceDetails>, client: Option<ClientId>) -> AnyView {
    state_view(reading, move |details| body(&details, client.as_ref()))
}

/// Above the list, when it is not on the page of it.
pub(super) fn apart(reading: Reading<InvoiceDetails>, asked: &Asked) -> AnyView {
    let (client, close) = (asked.client.clone(), asked.opening(None));
    state_view(reading, move |details| {
        let name = details.invoice.name().to_owned();
        view! {
            <Card labelled_by="opened-invoice" class="invoice-apart">
                <div class="card-head">
                    <h2 id="opened-invoice">{format!("Invoice {name}")}</h2>
                    {status::badge(&details.invoice.standing)}
                    <LinkButton href=close>"Close"</LinkButton>
                </div>
                {body(&details, client.as_ref())}
            </Card>
        }
        .into_any()
    })
}

fn body(details: &InvoiceDetails, client: Option<&ClientId>) -> AnyView {
    let usage =
        details.usage_address(client).map(|href| view! { <LinkButton href>"Usage of this period"</LinkButton> });
    view! {
        <div class="invoice-details">
            {lines(details)}
            <div class="invoice-sums">
                <Facts facts=sums(details) />
                {usage}
            </div>
        </div>
    }
    .into_any()
}

fn lines(details: &InvoiceDetails) -> Option<AnyView> {
    if details.lines.is_empty() {
        return None;
    }
    let columns =
        vec![Column::words("Line"), Column::figures("Quantity"), Column::figures("Rate"), Column::figures("Amount")];
    let rows = details.lines.iter().enumerate().map(|(index, line)| self::line(index, line)).collect();
    Some(view! { <Table caption=format!("Lines of {}", details.invoice.name()) columns rows /> }.into_any())
}

fn line(index: usize, line: &InvoiceLine) -> Row {
    let unit = line.unit.clone();
    let quantity = line.quantity.map(|quantity| match &unit {
        Some(unit) => format!("{} {}", figure::grouped(quantity), units(unit, quantity == figure::Decimal::ONE)),
        None => figure::grouped(quantity),
    });
    let cells = vec![
        line.description.clone().into_any(),
        quantity.into_any(),
        line.rate.as_ref().map(|rate| view! { <span class="money">{rate.display()}</span> }).into_any(),
        ui::amount(&line.amount),
    ];
    Row::new(index.to_string(), cells)
}

/// The unit as a person reads it.
fn units(unit: &str, one: bool) -> String {
    match (unit, one) {
        ("sms", _) => "SMS".to_owned(),
        (unit, true) => unit.to_owned(),
        (unit, false) => format!("{unit}s"),
    }
}

fn sums(details: &InvoiceDetails) -> Vec<Option<Fact>> {
    let invoice = &details.invoice;
    let day = |date: Option<Date>| date.map(|date| view! { <Day date /> });
    vec![
        Fact::maybe("Subtotal", invoice.subtotal.as_ref().map(ui::amount)),
        Fact::maybe(details.tax_label(), invoice.tax.as_ref().map(ui::amount)),
        Some(Fact::new("Total", ui::amount(&invoice.total))),
        Fact::maybe("Amount paid", invoice.amount_paid.as_ref().map(ui::amount)),
        Fact::maybe("Amount due", invoice.amount_due.as_ref().map(ui::amount)),
        Fact::maybe("Due date", day(invoice.due_on)),
        Fact::maybe("Paid date", day(invoice.paid_on)),
    ]
}
