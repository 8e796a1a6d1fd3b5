//! `Invoice` and `InvoicePage` of the contract.

use super::{
    Malformed,
    figure::Figure,
    money::{WireMoney, WireRate},
    usage::{WirePeriod, WireStatus},
};
use app::model::{
    day::Date,
    invoice::{Invoice, InvoiceId, InvoicePdf, InvoiceStanding},
    invoice_details::InvoiceLine,
    money::Money,
};
use serde::Deserialize;

/// The answer of `GET /v1/billing/invoices`.
#[derive(Deserialize)]
pub(in super::super) struct WireInvoicePage {
    status: WireStatus,
    items: Vec<WireInvoice>,
    page: u32,
    has_next: bool,
    total: Option<u32>,
    latest: Option<WireInvoice>,
    outstanding: Option<WireMoney>,
    next_invoice_on: Option<Date>,
    first_invoice_note: Option<String>,
}

/// An invoice, in a list or by itself.
#[derive(Deserialize)]
pub(in super::super) struct WireInvoice {
    invoice_id: String,
    number: Option<String>,
    period: Option<WirePeriod>,
    issued_on: Option<Date>,
    due_on: Option<Date>,
    paid_on: Option<Date>,
    status: String,
    subtotal: Option<WireMoney>,
    tax: Option<WireMoney>,
    total: WireMoney,
    amount_paid: Option<WireMoney>,
    amount_due: Option<WireMoney>,
    pdf: String,
    lines: Option<Vec<WireLine>>,
}

#[derive(Deserialize)]
struct WireLine {
    description: String,
    quantity: Option<Figure>,
    unit: Option<String>,
    rate: Option<WireRate>,
    amount: WireMoney,
    project_id: Option<String>,
}

/// A page that was read.
pub(in super::super) struct ReadPage {
    pub(in super::super) status: WireStatus,
    pub(in super::super) items: Vec<Invoice>,
    pub(in super::super) page: u32,
    pub(in super::super) has_next: bool,
    pub(in super::super) total: Option<u32>,
    pub(in super::super) latest: Option<Invoice>,
    pub(in super::super) outstanding: Option<Money>,
    pub(in super::super) next_invoice_on: Option<Date>,
    pub(in super::super) first_invoice_note: Option<String>,
}

impl WireInvoicePage {
    /// The page as it stands on the tenant's day `today`, when it holds no more than the `size` asked for.
    pub(in super::super) fn read(self, size: u32, today: Date) -> Result<ReadPage, Malformed> {
        if self.page == 0 || self.items.len() > usize::try_from(size).unwrap_or(usize::MAX) {
            return Err(Malformed);
        }
        Ok(ReadPage {
            status: self.status,
            items: self.items.into_iter().map(|invoice| invoice.read(today)).collect::<Result<_, _>>()?,
            page: self.page,
            has_next: self.has_next,
            total: self.total,
            latest: self.latest.map(|invoice| invoice.read(today)).transpose()?,
            outstanding: self.outstanding.map(WireMoney::read).transpose()?,
            next_invoice_on: self.next_invoice_on,
            first_invoice_note: self.first_invoice_note.filter(|note| !note.trim().is_empty()),
        })
    }
}

impl WireInvoice {
    /// The invoice without its lines.
    pub(in super::super) fn read(self, today: Date) -> Result<Invoice, Malformed> {
        self.read_with_lines(today).map(|(invoice, _)| invoice)
    }

    /// The invoice and its lines.
    pub(in super::super) fn read_with_lines(self, today: Date) -> Result<(Invoice, Vec<InvoiceLine>), Malformed> {
        let optional = |amount: Option<WireMoney>| amount.map(WireMoney::read).transpose();
        let amount_due = optional(self.amount_due)?;
        let lines = self.lines.unwrap_or_default().into_iter().map(WireLine::read).collect::<Result<Vec<_>, _>>()?;
        let invoice = Invoice {
            invoice_id: InvoiceId::parse(&self.invoice_id).ok_or(Malformed)?,
            number: self.number.filter(|number| !number.trim().is_empty()),
            period: self.period.map(WirePeriod::read).transpose()?,
            issued_on: self.issued_on,
            due_on: self.due_on,
            paid_on: self.paid_on,
            standing: InvoiceStanding::judge(&self.status, self.due_on, amount_due.as_ref(), today),
            subtotal: optional(self.subtotal)?,
            tax: optional(self.tax)?,
            total: self.total.read()?,
            amount_paid: optional(self.amount_paid)?,
            amount_due,
            // A newer word is no promise of a document.
            pdf: if self.pdf == "available" { InvoicePdf::Available } else { InvoicePdf::Unavailable },
        };
        let currency = &invoice.total.currency;
        let parts = [&invoice.subtotal, &invoice.tax, &invoice.amount_paid, &invoice.amount_due].into_iter().flatten();
        // Amounts of one document that cannot be added up are not shown side by side.
        if parts.chain(lines.iter().map(|line| &line.amount)).any(|amount| amount.currency != *currency) {
            return Err(Malformed);
        }
        Ok((invoice, lines))
    }
}

impl WireLine {
    fn read(self) -> Result<InvoiceLine, Malformed> {
        Ok(InvoiceLine {
            description: self.description,
            quantity: self.quantity.map(|figure| figure.0),
            unit: self.unit,
            rate: self.rate.map(WireRate::read).transpose()?,
            amount: self.amount.read()?,
            project_id: self.project_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::day::date;

    fn read(text: &str) -> Result<(Invoice, Vec<InvoiceLine>), Malformed> {
        serde_json::from_str::<WireInvoice>(text).unwrap().read_with_lines(date(2026, 11, 24))
    }

    #[test]
    fn the_least_the_contract_allows_is_an_invoice_and_says_nothing_else() {
        let (invoice, lines) = read(
            r#"{"invoice_id":"a","status":"in_review","total":{"currency":"AUD","minor":-5},"pdf":"soon",
                "number":null,"period":null,"due_on":null,"future_field":[1]}"#,
        )
        .unwrap();
        assert_eq!(invoice.standing, InvoiceStanding::Other("in_review".into()));
        assert_eq!((invoice.number, invoice.period, invoice.subtotal, invoice.amount_due), (None, None, None, None));
        assert_eq!((invoice.total.minor, invoice.pdf, lines.len()), (-5, InvoicePdf::Unavailable, 0));
    }

    #[test]
    fn an_invoice_that_breaks_the_contract_is_not_understood() {
        for bad in [
            r#"{"invoice_id":"../a","status":"paid","total":{"currency":"AUD","minor":1},"pdf":"available"}"#,
            r#"{"invoice_id":"a","status":"paid","total":{"currency":"AUX","minor":1},"pdf":"available"}"#,
            r#"{"invoice_id":"a","status":"paid","total":{"currency":"AUD","minor":1},"pdf":"available",
                "tax":{"currency":"NZD","minor":1}}"#,
            r#"{"invoice_id":"a","status":"paid","total":{"currency":"AUD","minor":1},"pdf":"available",
                "period":{"start":"2026-02-01","end":"2026-01-01"}}"#,
            r#"{"invoice_id":"a","status":"paid","total":{"currency":"AUD","minor":1},"pdf":"available",
                "lines":[{"description":"x","amount":{"currency":"USD","minor":1}}]}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_page_never_holds_more_than_was_asked_for() {
        let item = r#"{"invoice_id":"a","status":"paid","total":{"currency":"AUD","minor":1},"pdf":"available"}"#;
        let page = |items: &[&str]| {
            let text =
                format!(r#"{{"status":"ok","items":[{}],"page":1,"page_size":2,"has_next":false}}"#, items.join(","));
            serde_json::from_str::<WireInvoicePage>(&text).unwrap().read(2, date(2026, 11, 24)).is_ok()
        };
        assert!(page(&[item, item]) && !page(&[item, item, item]));
    }
}
