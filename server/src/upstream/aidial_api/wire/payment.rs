//! The payment profile of the contract.

use super::{
    super::payment_profile::{CustomerId, PaymentProfile},
    Malformed,
    usage::WireStatus,
};
use app::model::{
    day::Date,
    panel::Panel,
    payment::{Card, CardMonth},
};
use serde::Deserialize;

/// Longest brand key shown.
const BRAND_MAX: usize = 32;

/// The answer of `GET /v1/billing/payment-profile`.
#[derive(Deserialize)]
pub(in super::super) struct WirePaymentProfile {
    status: WireStatus,
    portal_access: Option<bool>,
    stripe_customer_id: Option<String>,
    card: Option<WireCard>,
}

#[derive(Deserialize)]
struct WireCard {
    brand: Option<String>,
    last4: Option<String>,
    exp_month: Option<i64>,
    exp_year: Option<i64>,
}

impl WirePaymentProfile {
    /// The profile on the tenant's day `today`. Portal access that is not said is none: nothing is guessed here.
    pub(in super::super) fn read(self, today: Date) -> Result<Panel<PaymentProfile>, Malformed> {
        match self.status {
            WireStatus::NotConfigured => return Ok(Panel::NotConfigured),
            WireStatus::ConfigurationError => return Ok(Panel::ConfigurationError),
            WireStatus::Ok => {}
        }
        let customer = self.stripe_customer_id.map(|id| CustomerId::parse(&id).ok_or(Malformed)).transpose()?;
        Ok(Panel::Ready(PaymentProfile {
            card: self.card.and_then(|card| card.read(today)),
            customer: customer.filter(|_| self.portal_access == Some(true)),
        }))
    }
}

impl WireCard {
    /// The card, as far as it is said and can stand on one; none when nothing is.
    fn read(self, today: Date) -> Option<Card> {
        let expires = self.exp_year.zip(self.exp_month).and_then(|(year, month)| CardMonth::of(year, month));
        let card = Card {
            brand: self.brand.filter(|brand| !brand.is_empty() && brand.len() <= BRAND_MAX),
            last4: self.last4.filter(|last4| last4.len() == 4 && last4.bytes().all(|b| b.is_ascii_digit())),
            expires,
            expired: expires.is_some_and(|month| month.is_over_on(today)),
        };
        (card.brand.is_some() || card.last4.is_some()).then_some(card)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::day::date;

    fn read(text: &str) -> Result<Panel<PaymentProfile>, Malformed> {
        serde_json::from_str::<WirePaymentProfile>(text).unwrap().read(date(2026, 11, 24))
    }

    fn ready(text: &str) -> PaymentProfile {
        let Panel::Ready(profile) = read(text).unwrap() else { panic!("{text} is ready") };
        profile
    }

    #[test]
    fn a_portal_that_is_not_said_to_be_there_is_not_offered() {
        let customer = r#""stripe_customer_id":"cus_1""#;
        assert!(ready(&format!(r#"{{"status":"ok","portal_access":true,{customer}}}"#)).customer.is_some());
        assert!(ready(&format!(r#"{{"status":"ok","portal_access":false,{customer}}}"#)).customer.is_none());
        assert!(ready(&format!(r#"{{"status":"ok",{customer}}}"#)).customer.is_none());
        assert!(ready(r#"{"status":"ok","portal_access":true}"#).customer.is_none());
    }

    #[test]
    fn a_customer_of_another_shape_is_no_answer() {
        for bad in ["", "cus_", "acct_1", "cus_1&return_url=x", "cus_1\\u0000"] {
            let text = format!(r#"{{"status":"ok","portal_access":true,"stripe_customer_id":"{bad}"}}"#);
            assert!(read(&text).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_cannot_stand_on_a_card_is_left_out() {
        let card =
            ready(r#"{"status":"ok","card":{"brand":"visa","last4":"42424242","exp_month":10,"exp_year":2026}}"#);
        let card = card.card.unwrap();
        assert_eq!((card.label().as_str(), card.expired), ("Visa", true));
        assert_eq!(ready(r#"{"status":"ok","card":{"exp_month":99}}"#).card, None);
    }
}
