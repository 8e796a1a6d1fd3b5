//! Amounts and prices, written by the model and never worked out here.

use crate::model::money::{Money, Rate};
use leptos::prelude::*;

/// "$1,491.70".
#[must_use]
pub fn amount(money: &Money) -> AnyView {
    view! { <span class="money">{money.display()}</span> }.into_any()
}

/// "$0.285 / min".
#[must_use]
pub fn price(rate: &Rate, unit: &'static str) -> AnyView {
    view! {
        <span class="money">{rate.display()}</span>
        <span class="quiet">{format!(" / {unit}")}</span>
    }
    .into_any()
}
