//! Discounts and adjustments, in force now or of the past.

use super::{day::Date, figure::Decimal, money::Money};
use serde::{Deserialize, Serialize};

/// Whether a reduction is a discount or a one-off correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdjustmentKind {
    /// A discount.
    Discount,
    /// An adjustment.
    Adjustment,
    /// A kind this portal has no word for; its title still says what it is.
    Other,
}

/// One discount or adjustment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Upstream id.
    pub id: String,
    /// Which of the two.
    pub kind: AdjustmentKind,
    /// What it is called.
    pub title: String,
    /// What it does, when said.
    pub detail: Option<String>,
    /// Percentage off, when it is one.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub percent_off: Option<Decimal>,
    /// Amount, when it is one; negative is a credit.
    pub amount: Option<Money>,
    /// First day in force.
    pub starts_on: Date,
    /// Last day in force, when it ends.
    pub ends_on: Option<Date>,
    /// The invoice it was applied to.
    pub invoice_number: Option<String>,
}
