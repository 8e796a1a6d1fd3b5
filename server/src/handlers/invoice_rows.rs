//! Invoices as rows of a CSV file.

use crate::spreadsheet::{amount, csv, text};
use app::{
    backend::DomainError,
    model::{
        day::{Date, Period},
        financial_year::FinancialYear,
        invoice::Invoice,
        money::Money,
    },
};
use std::borrow::Cow;

const HEADINGS: [&str; 14] = [
    "invoice_number",
    "invoice_id",
    "period_start",
    "period_end",
    "issued_on",
    "due_on",
    "paid_on",
    "status",
    "currency",
    "subtotal",
    "tax",
    "total",
    "amount_paid",
    "amount_due",
];

/// Which invoices of a filter become rows.
#[derive(Clone, Debug, Default)]
pub(super) struct RowFilter {
    /// Part of the number; empty for all.
    pub(super) number: String,
    /// The year of the issued date.
    pub(super) year: Option<FinancialYear>,
}

impl RowFilter {
    /// Whether it takes everything.
    pub(super) const fn is_open(&self) -> bool {
        self.number.is_empty() && self.year.is_none()
    }

    /// Whether `invoice` becomes a row. One without an issued date is in no year.
    pub(super) fn takes(&self, invoice: &Invoice) -> bool {
        invoice.is_found_by(&self.number)
            && self.year.is_none_or(|year| invoice.issued_on.is_some_and(|day| year.contains(day)))
    }
}

/// The first row.
pub(super) fn headings() -> Result<Vec<u8>, DomainError> {
    csv([HEADINGS]).map_err(|_| DomainError::Internal)
}

/// A row for each invoice.
pub(super) fn rows<'a>(invoices: impl IntoIterator<Item = &'a Invoice>) -> Result<Vec<u8>, DomainError> {
    csv(invoices.into_iter().map(row)).map_err(|_| DomainError::Internal)
}

fn row(invoice: &Invoice) -> [Cow<'_, str>; HEADINGS.len()] {
    let day = |day: Option<Date>| Cow::Owned(day.map(|day| day.to_string()).unwrap_or_default());
    let money = |money: &Option<Money>| Cow::Owned(money.as_ref().map(amount).unwrap_or_default());
    let period = |pick: fn(Period) -> Date| day(invoice.period.map(pick));
    [
        text(invoice.number.as_deref().unwrap_or_default()),
        text(invoice.invoice_id.as_str()),
        period(|period| period.start),
        period(|period| period.end),
        day(invoice.issued_on),
        day(invoice.due_on),
        day(invoice.paid_on),
        Cow::Owned(text(&invoice.standing.label()).into_owned()),
        text(&invoice.total.currency.code),
        money(&invoice.subtotal),
        money(&invoice.tax),
        Cow::Owned(amount(&invoice.total)),
        money(&invoice.amount_paid),
        money(&invoice.amount_due),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::{
        invoice::{InvoiceId, InvoicePdf, InvoiceStanding},
        money::Currency,
    };

    fn invoice(id: &str, number: &str, issued: Option<&str>) -> Invoice {
        let aud = |minor| Money { currency: Currency { code: "AUD".into(), exponent: 2 }, minor };
        Invoice {
            invoice_id: InvoiceId::parse(id).unwrap(),
            number: Some(number.into()),
            period: None,
            issued_on: issued.and_then(Date::parse),
            due_on: None,
            paid_on: None,
            standing: InvoiceStanding::Other("@status".into()),
            subtotal: None,
            tax: Some(aud(-250)),
            total: aud(-2_750),
            amount_paid: None,
            amount_due: Some(aud(0)),
            pdf: InvoicePdf::Available,
        }
    }

    #[test]
    fn text_that_looks_like_a_formula_is_text_and_a_credit_is_a_number() {
        let bytes = rows([&invoice("-id", "=HYPERLINK(\"x\",\"y\")", Some("2026-01-31"))]).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",'-id,,,2026-01-31,,,'@status,AUD,,-2.50,-27.50,,0.00\r\n"
        );
    }

    #[test]
    fn a_financial_year_takes_by_the_issued_day() {
        let filter = RowFilter { number: String::new(), year: FinancialYear::parse("2026") };
        let takes = |day| filter.takes(&invoice("a", "A", day));
        assert!(takes(Some("2025-07-01")) && takes(Some("2026-06-30")));
        assert!(!takes(Some("2025-06-30")) && !takes(Some("2026-07-01")) && !takes(None));
    }
}
