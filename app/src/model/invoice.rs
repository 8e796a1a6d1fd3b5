//! One invoice without its lines, and how its status is judged on the tenant's calendar.

use super::{
    checked_text::{checked_text, is_plain_id},
    day::{Date, Period},
    money::Money,
};
use serde::{Deserialize, Serialize};

checked_text! {
    /// A well-formed `invoice_id`.
    InvoiceId, "an invoice id", is_plain_id
}

impl InvoiceId {
    /// What a download of its PDF is saved as.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("invoice-{}.pdf", self.0)
    }
}

/// How an invoice stands on the tenant's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvoiceStanding {
    /// Not issued yet.
    Draft,
    /// Owed, and not past its due day.
    Open,
    /// Owed, and its due day is over.
    Overdue,
    /// A payment is under way.
    Processing,
    /// Paid.
    Paid,
    /// Cancelled.
    Void,
    /// Given up.
    Uncollectible,
    /// A status newer than this portal, shown as its own text.
    Other(String),
}

impl InvoiceStanding {
    /// How an invoice of this upstream `status` stands on the day `today`. Only an owed invoice can be overdue, and one
    /// that is due today is not: the day has to be over. Nothing is owed when the amount due is known not to be above zero.
    #[must_use]
    pub fn judge(status: &str, due_on: Option<Date>, amount_due: Option<&Money>, today: Date) -> Self {
        match status {
            "draft" => Self::Draft,
            "open" => {
                let owed = amount_due.is_none_or(|amount| amount.minor > 0);
                let late = due_on.is_some_and(|due| due < today);
                if owed && late { Self::Overdue } else { Self::Open }
            }
            "processing" => Self::Processing,
            "paid" => Self::Paid,
            "void" => Self::Void,
            "uncollectible" => Self::Uncollectible,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The word a person reads. A status this portal does not know is spelled as a sentence: "in_review" is "In review".
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Draft => "Draft".to_owned(),
            Self::Open => "Open".to_owned(),
            Self::Overdue => "Overdue".to_owned(),
            Self::Processing => "Processing".to_owned(),
            Self::Paid => "Paid".to_owned(),
            Self::Void => "Void".to_owned(),
            Self::Uncollectible => "Uncollectible".to_owned(),
            Self::Other(text) => sentence(text),
        }
    }
}

fn sentence(key: &str) -> String {
    let mut words = key.replace(['_', '-'], " ").trim().to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if words.is_empty() { "Unknown".to_owned() } else { words }
}

/// Whether the portal can download the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvoicePdf {
    /// "PDF".
    Available,
    /// "Request from support".
    Unavailable,
}

/// An invoice without its lines. What the upstream does not say is `None` and hides. All amounts are of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
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
    /// The day it was paid.
    pub paid_on: Option<Date>,
    /// How it stands.
    pub standing: InvoiceStanding,
    /// Before tax.
    pub subtotal: Option<Money>,
    /// Tax; GST in Australia.
    pub tax: Option<Money>,
    /// With tax.
    pub total: Money,
    /// Paid so far.
    pub amount_paid: Option<Money>,
    /// Still to pay.
    pub amount_due: Option<Money>,
    /// The document.
    pub pdf: InvoicePdf,
}

impl Invoice {
    /// What a person calls it: its number, or its id when it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.number.as_deref().unwrap_or_else(|| self.invoice_id.as_str())
    }

    /// Whether a search for `part` of a number finds it, whatever the case. An empty search finds every invoice.
    #[must_use]
    pub fn is_found_by(&self, part: &str) -> bool {
        let number = || self.number.as_deref().unwrap_or_default().to_lowercase();
        part.is_empty() || number().contains(&part.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::date;
    use crate::model::money::Currency;
    use proptest::prelude::*;

    fn aud(minor: i64) -> Money {
        Money { currency: Currency { code: "AUD".into(), exponent: 2 }, minor }
    }

    fn open(due: Date, amount: Option<&Money>, today: Date) -> InvoiceStanding {
        InvoiceStanding::judge("open", Some(due), amount, today)
    }

    #[test]
    fn an_invoice_due_today_is_not_overdue_and_is_tomorrow() {
        let due = date(2026, 11, 24);
        assert_eq!(open(due, None, date(2026, 11, 23)), InvoiceStanding::Open);
        assert_eq!(open(due, None, due), InvoiceStanding::Open);
        assert_eq!(open(due, None, date(2026, 11, 25)), InvoiceStanding::Overdue);
    }

    #[test]
    fn only_an_owed_invoice_can_be_overdue() {
        let (due, today) = (date(2020, 1, 1), date(2026, 11, 24));
        for status in ["draft", "processing", "paid", "void", "uncollectible", "in_review", ""] {
            let standing = InvoiceStanding::judge(status, Some(due), Some(&aud(100)), today);
            assert_ne!(standing, InvoiceStanding::Overdue, "{status}");
        }
        assert_eq!(open(due, Some(&aud(1)), today), InvoiceStanding::Overdue);
        assert_eq!(open(due, Some(&aud(0)), today), InvoiceStanding::Open);
        assert_eq!(open(due, Some(&aud(-5)), today), InvoiceStanding::Open);
        assert_eq!(InvoiceStanding::judge("open", None, None, today), InvoiceStanding::Open);
    }

    #[test]
    fn a_status_this_portal_does_not_know_is_shown_as_its_own_text() {
        let label = |status| InvoiceStanding::judge(status, None, None, date(2026, 11, 24)).label();
        assert_eq!(label("in_review"), "In review");
        assert_eq!(label("OPEN"), "OPEN");
        assert_eq!(label("écrit"), "écrit");
        assert_eq!(label(""), "Unknown");
    }

    proptest! {
        #[test]
        fn an_invoice_id_is_always_one_plain_segment_and_a_safe_file_name(text in "\\PC{0,80}") {
            if let Some(id) = InvoiceId::parse(&text) {
                prop_assert!(!id.as_str().is_empty() && id.as_str().len() <= 64);
                prop_assert!(!id.file_name().contains(['/', '\\', '%', '?', '#', ' ', '"', '\'', ';', '\r', '\n']));
                prop_assert!(id.file_name().is_ascii());
            }
        }
    }
}
