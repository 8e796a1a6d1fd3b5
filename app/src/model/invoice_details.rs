//! One invoice with its lines.

use super::{client_id::ClientId, day::Date, figure::Decimal, invoice::Invoice, money::Money, money::Rate};
use crate::paths;
use serde::{Deserialize, Serialize};

/// An invoice opened in place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceDetails {
    /// The invoice.
    pub invoice: Invoice,
    /// What it charges for, in the document's order; empty when billing does not say.
    pub lines: Vec<InvoiceLine>,
    /// IANA name of the zone every day here is in.
    pub zone: String,
    /// The tenant's calendar day when this was read.
    pub today: Date,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What is charged.
    pub description: String,
    /// How many units.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub quantity: Option<Decimal>,
    /// Of what: "minute", "sms", "month".
    pub unit: Option<String>,
    /// Price of a unit.
    pub rate: Option<Rate>,
    /// Before tax; negative is a discount or a credit.
    pub amount: Money,
    /// The project it is for.
    pub project_id: Option<String>,
}

impl InvoiceDetails {
    /// The address of the usage that this invoice is for, when its period is known.
    #[must_use]
    pub fn usage_address(&self, client: Option<&ClientId>) -> Option<String> {
        self.invoice.period.map(|period| paths::usage_of(client, period.start))
    }

    /// What the tax is called: GST on an invoice in Australian or New Zealand dollars.
    #[must_use]
    pub fn tax_label(&self) -> &'static str {
        if matches!(&*self.invoice.total.currency.code, "AUD" | "NZD") { "GST" } else { "Tax" }
    }
}
