//! How a tenant pays, as far as the portal knows it, and the way to Stripe's billing portal. Imports serde only.

use super::{day::Date, once_key::OnceKey};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the Payment methods panel shows when billing is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethods {
    /// The card on file, when billing names one.
    pub card: Option<Card>,
    /// The way to the billing portal; none when the contract has no portal.
    pub portal: Option<PortalOffer>,
}

/// What the confirmation dialog names and sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalOffer {
    /// The host that the new tab goes to, like `billing.stripe.com`.
    pub destination: String,
    /// Names the next confirmation. Sent again, it opens the same portal session; read the panel again for another one.
    pub confirmation: OnceKey,
}

/// A card as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The brand's key, as billing says it: `visa`, `mastercard`, …
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The last month it is good in.
    pub expires: Option<CardMonth>,
    /// Whether that month is over on the tenant's day.
    pub expired: bool,
}

/// A month on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardMonth {
    /// Four digits.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
}

impl CardMonth {
    /// Takes what can stand on a card.
    #[must_use]
    pub fn of(year: i64, month: i64) -> Option<Self> {
        let (year, month) = (i16::try_from(year).ok()?, u8::try_from(month).ok()?);
        ((2000..=2199).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// Whether it is over on `day`.
    #[must_use]
    pub fn is_over_on(self, day: Date) -> bool {
        (day.year(), day.month()) > (self.year, self.month)
    }

    /// "08/2030", as it stands on the card.
    #[must_use]
    pub fn on_card(self) -> String {
        format!("{:02}/{}", self.month, self.year)
    }
}

impl Card {
    /// "Visa ending in 4242", "Card ending in 4242" or "Visa".
    #[must_use]
    pub fn label(&self) -> String {
        let brand = self.brand.as_deref().map_or("Card", brand);
        match &self.last4 {
            Some(last4) => format!("{brand} ending in {last4}"),
            None => brand.to_owned(),
        }
    }
}

/// The brand's name; a key that is not known is its own name.
fn brand(key: &str) -> &str {
    match key {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        "diners" => "Diners Club",
        "discover" => "Discover",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        "eftpos_au" => "eftpos",
        _ => key,
    }
}

/// Where a confirmed visit to the billing portal goes. The address lets whoever has it in, so it does not print, and it
/// belongs in no page, no storage and no log (acceptance STR-04).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalLink {
    /// The address, on a host of the allow-list.
    pub url: String,
}

impl fmt::Debug for PortalLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PortalLink(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::date;

    #[test]
    fn a_card_reads_as_far_as_it_is_known() {
        let card = |brand: Option<&str>, last4: Option<&str>| {
            let (brand, last4) = (brand.map(str::to_owned), last4.map(str::to_owned));
            Card { brand, last4, expires: None, expired: false }.label()
        };
        assert_eq!(card(Some("visa"), Some("4242")), "Visa ending in 4242");
        assert_eq!(card(Some("newbrand"), Some("4242")), "newbrand ending in 4242");
        assert_eq!(card(None, Some("4242")), "Card ending in 4242");
        assert_eq!(card(Some("amex"), None), "American Express");
    }

    #[test]
    fn a_card_is_good_to_the_last_day_of_its_month() {
        let august = CardMonth::of(2030, 8).unwrap();
        assert_eq!(august.on_card(), "08/2030");
        assert!(!august.is_over_on(date(2030, 8, 31)) && august.is_over_on(date(2030, 9, 1)));
        assert!(!august.is_over_on(date(2029, 12, 1)) && august.is_over_on(date(2031, 1, 1)));
        assert!(CardMonth::of(2030, 13).is_none() && CardMonth::of(30, 8).is_none());
    }

    #[test]
    fn a_link_does_not_print() {
        assert_eq!(format!("{:?}", PortalLink { url: "https://secret".into() }), "PortalLink(..)");
    }
}
