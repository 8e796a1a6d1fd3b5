//! What `crate::fuzzing` throws at the readers of `aidial_api`'s answers and of amounts.

use super::{
    session_context::{SessionContext, facts},
    wire::{
        client::WireClientPage,
        figure::Figure,
        invoice::{WireInvoice, WireInvoicePage},
        money::{WireMoney, WireRate},
        payment::WirePaymentProfile,
        recipients::{WireRecipients, WireReveal},
        settings::WireTenantSettings,
        ticket::{WireTicket, WireTicketPage},
        usage::WireUsage,
        usage_history::WireUsageHistory,
        zone::Zone,
    },
};
use crate::spreadsheet;
use app::model::{
    day::date,
    figure::{Decimal, grouped},
    recipient::RecipientId,
    tenant_settings::SettingsField,
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

fn read<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    serde_json::from_slice(text).ok()
}

/// Reads `text` as every answer there is, as far as the model.
pub(crate) fn answers(text: &[u8]) {
    let (today, now, zone) = (date(2026, 7, 1), Timestamp::UNIX_EPOCH, Zone::named(Some("Australia/Sydney")));
    let _ = read::<WireUsage>(text).map(|usage| usage.read(&zone, now));
    let _ = read::<WireInvoicePage>(text).map(|page| page.read(20, today));
    let _ = read::<WireInvoice>(text).map(|invoice| invoice.read_with_lines(today));
    let _ = read::<WireClientPage>(text).map(|page| (page.last_page(20), page.rows()));
    let _ = read::<WirePaymentProfile>(text).map(|profile| profile.read(today));
    let _ = read::<WireReveal>(text).map(|reveal| reveal.read());
    let _ = read::<WireTicketPage>(text).map(|page| page.read(&zone));
    let _ = read::<WireTicket>(text).map(|ticket| ticket.read(&zone));
    let _ = read::<WireUsageHistory>(text).map(WireUsageHistory::read);
    let id = |_: SettingsField, _: &str| RecipientId::of_mark([7; 32]);
    let _ = read::<WireTenantSettings>(text).map(|settings| settings.read(id));
    let _ = read::<SessionContext>(text).map(facts);
    let _ = read::<WireRecipients>(text).map(WireRecipients::read);
}

/// Reads an amount, a rate and a figure, and writes them for people and for spreadsheets.
///
/// # Panics
/// When a sum that is written for a spreadsheet is no number.
pub(crate) fn amounts(text: &[u8]) {
    if let Some(Ok(money)) = read::<WireMoney>(text).map(WireMoney::read) {
        let _ = money.display();
        let written = spreadsheet::amount(&money);
        assert!(Decimal::from_str_exact(&written).is_ok(), "{written}");
    }
    if let Some(Ok(rate)) = read::<WireRate>(text).map(WireRate::read) {
        let _ = (rate.display(), rate.charge(Decimal::MAX), rate.charge(Decimal::MIN));
    }
    if let Some(Figure(value)) = read(text) {
        let _ = grouped(value);
    }
}
