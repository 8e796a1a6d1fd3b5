//! One page of invoices as the panel shows it, with what holds whatever the filter: the overdue banner, the next date.

use super::{
    day::{Date, Period},
    figure,
    invoice::{Invoice, InvoiceId, InvoicePdf, InvoiceStanding},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// Rows on a page.
pub const PAGE_SIZE: u32 = 20;

/// An invoice as a row shows it; the rest comes with its details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Upstream id.
    pub invoice_id: InvoiceId,
    /// The number on the document.
    pub number: Option<String>,
    /// The billing period it is for.
    pub period: Option<Period>,
    /// The day it was issued.
    pub issued_on: Option<Date>,
    /// The last day to pay it.
    pub due_on: Option<Date>,
    /// How it stands.
    pub standing: InvoiceStanding,
    /// With tax.
    pub total: Money,
    /// "PDF" or "Request from support".
    pub pdf: InvoicePdf,
}

impl From<Invoice> for InvoiceRow {
    fn from(invoice: Invoice) -> Self {
        let Invoice { invoice_id, number, period, issued_on, due_on, standing, total, pdf, .. } = invoice;
        Self { invoice_id, number, period, issued_on, due_on, standing, total, pdf }
    }
}

impl InvoiceRow {
    /// What a person calls it: its number, or its id when it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.number.as_deref().unwrap_or_else(|| self.invoice_id.as_str())
    }
}

/// What is said when the most recent invoice is overdue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverdueNotice {
    /// Which invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: Option<String>,
    /// What is still to pay of it; its total when that is not said.
    pub amount_due: Money,
    /// The day that is over.
    pub due_on: Date,
    /// Owed in all, when billing says.
    pub outstanding: Option<Money>,
    /// The earliest day that is over, when every owed invoice is at hand.
    pub oldest_due_on: Option<Date>,
}

impl OverdueNotice {
    /// The notice about `latest`, the most recent issued invoice, when it is overdue. `owed` holds every owed invoice, when
    /// those are known.
    #[must_use]
    pub fn of(latest: &Invoice, outstanding: Option<&Money>, owed: Option<&[Invoice]>) -> Option<Self> {
        let due_on = latest.due_on.filter(|_| latest.standing == InvoiceStanding::Overdue)?;
        let overdue = |list: &[Invoice]| {
            list.iter().filter(|invoice| invoice.standing == InvoiceStanding::Overdue).filter_map(|i| i.due_on).min()
        };
        Some(Self {
            invoice_id: latest.invoice_id.clone(),
            number: latest.number.clone(),
            amount_due: latest.amount_due.clone().unwrap_or_else(|| latest.total.clone()),
            due_on,
            outstanding: outstanding.cloned(),
            oldest_due_on: owed.and_then(overdue),
        })
    }
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceList {
    /// Newest first.
    pub rows: Vec<InvoiceRow>,
    /// This page, from 1. It differs from the page asked for when that one was past the end.
    pub page: u32,
    /// Whether a page follows.
    pub has_next: bool,
    /// How many invoices fit the filter and the search, when known.
    pub total: Option<u32>,
    /// Whether the search saw every invoice; it looks at the newest ones only when there are very many.
    pub searched_all: bool,
    /// Whether an invoice was ever made, whatever the filter and the search; "No invoices yet" without.
    pub ever_invoiced: bool,
    /// The overdue banner.
    pub overdue: Option<OverdueNotice>,
    /// The day of the next invoice.
    pub next_invoice_on: Option<Date>,
    /// When the first invoice will appear, for a tenant never invoiced.
    pub first_invoice_note: Option<String>,
    /// The code of the currency that every amount here is in, when it is one: "Amounts are in AUD".
    pub currency: Option<String>,
    /// IANA name of the zone every day here is in.
    pub zone: String,
    /// The tenant's calendar day when this was read.
    pub today: Date,
}

impl InvoiceList {
    /// How many pages there are, when known; at least 1.
    #[must_use]
    pub fn pages(&self) -> Option<u32> {
        self.total.map(|total| total.div_ceil(PAGE_SIZE).max(1))
    }

    /// "1–20 of 57", without the total when it is not known; none of an empty list.
    #[must_use]
    pub fn range(&self) -> Option<String> {
        let shown = u32::try_from(self.rows.len()).ok().filter(|shown| *shown > 0)?;
        let first = self.page.saturating_sub(1).saturating_mul(PAGE_SIZE).saturating_add(1);
        let last = first.saturating_add(shown - 1);
        let [first, last] = [first, last].map(|number| figure::count(number.into()));
        let total = self.total.map(|total| format!(" of {}", figure::count(total.into())));
        Some(format!("{first}–{last}{}", total.unwrap_or_default()))
    }
}

/// The code that all of `amounts` share; none of no amounts or of mixed ones.
#[must_use]
pub fn shared_currency<'a>(amounts: impl IntoIterator<Item = &'a Money>) -> Option<String> {
    let mut codes = amounts.into_iter().map(|amount| &amount.currency.code);
    let first = codes.next()?;
    codes.all(|code| code == first).then(|| first.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::date;
    use crate::model::money::Currency;

    fn money(code: &str, minor: i64) -> Money {
        Money { currency: Currency { code: code.into(), exponent: 2 }, minor }
    }

    fn invoice(id: &str, status: &str, due: Date) -> Invoice {
        let today = date(2026, 11, 24);
        Invoice {
            invoice_id: InvoiceId::parse(id).unwrap(),
            number: None,
            period: None,
            issued_on: None,
            due_on: Some(due),
            paid_on: None,
            standing: InvoiceStanding::judge(status, Some(due), None, today),
            subtotal: None,
            tax: None,
            total: money("AUD", 500),
            amount_paid: None,
            amount_due: None,
            pdf: InvoicePdf::Available,
        }
    }

    fn list(rows: u32, page: u32, total: Option<u32>) -> InvoiceList {
        let row = |n: u32| InvoiceRow::from(invoice(&format!("i{n}"), "paid", date(2026, 1, 1)));
        InvoiceList {
            rows: (0..rows).map(row).collect(),
            page,
            has_next: false,
            total,
            searched_all: true,
            ever_invoiced: true,
            overdue: None,
            next_invoice_on: None,
            first_invoice_note: None,
            currency: None,
            zone: "UTC".into(),
            today: date(2026, 11, 24),
        }
    }

    #[test]
    fn the_range_counts_over_the_whole_list() {
        assert_eq!(list(20, 1, Some(57)).range().as_deref(), Some("1–20 of 57"));
        assert_eq!(list(17, 3, Some(57)).range().as_deref(), Some("41–57 of 57"));
        assert_eq!(list(20, 2, None).range().as_deref(), Some("21–40"));
        assert_eq!(list(0, 1, Some(0)).range(), None);
        assert_eq!(
            (list(17, 3, Some(57)).pages(), list(0, 1, Some(0)).pages(), list(1, 1, None).pages()),
            (Some(3), Some(1), None)
        );
    }

    #[test]
    fn the_banner_is_about_the_most_recent_invoice_only() {
        let (late, later) = (invoice("a", "open", date(2026, 11, 2)), invoice("b", "open", date(2026, 10, 2)));
        let fine = invoice("c", "open", date(2026, 12, 2));
        let outstanding = money("AUD", 1_000);
        let notice = OverdueNotice::of(&late, Some(&outstanding), None).unwrap();
        assert_eq!((notice.amount_due.minor, notice.due_on, notice.oldest_due_on), (500, date(2026, 11, 2), None));
        let all = [late.clone(), later.clone(), fine.clone()];
        assert_eq!(OverdueNotice::of(&late, None, Some(&all)).unwrap().oldest_due_on, Some(date(2026, 10, 2)));
        assert_eq!(OverdueNotice::of(&fine, Some(&outstanding), Some(&all)), None);
    }

    #[test]
    fn a_currency_is_named_only_when_there_is_one() {
        assert_eq!(shared_currency([&money("AUD", 1), &money("AUD", 2)]).as_deref(), Some("AUD"));
        assert_eq!(shared_currency([&money("AUD", 1), &money("NZD", 2)]), None);
        assert_eq!(shared_currency([]), None);
    }
}
