//! `AssignedClient` of the contract. Each row is read by itself, so that one client's trouble does not break the list.

use super::{figure::Figure, money::WireMoney, usage::WireStatus, zone::Zone};
use app::model::{
    client::{ClientFigures, ClientRow, KnownFigures},
    client_id::ClientId,
    day::date,
    period_answer::{Balance, Figures, PeriodAnswer},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The answer of `GET /v1/partner/clients`.
#[derive(Deserialize)]
pub(in super::super) struct WireClientPage {
    items: Vec<Box<RawValue>>,
    has_next: bool,
    total: Option<u32>,
}

/// What a row must have to be a row at all.
#[derive(Deserialize)]
pub(in super::super) struct WireClientName {
    /// The id.
    pub(in super::super) client_id: String,
    /// The name.
    pub(in super::super) name: String,
    /// The zone.
    pub(in super::super) timezone: Option<String>,
}

#[derive(Deserialize)]
struct WireClient {
    timezone: Option<String>,
    plan_name: Option<String>,
    project_count: Option<i64>,
    billing_status: Option<WireStatus>,
    minutes_used: Option<Figure>,
    minutes_included: Option<Figure>,
    sms_sent: Option<i64>,
    outstanding: Option<WireMoney>,
    overdue: Option<bool>,
    as_of: Option<Timestamp>,
}

impl WireClientPage {
    /// The rows. One without an id and a name is left out and logged.
    pub(in super::super) fn rows(self) -> Vec<ClientRow> {
        let rows: Vec<_> = self.items.iter().filter_map(|item| row(item.get())).collect();
        if rows.len() < self.items.len() {
            tracing::warn!(
                upstream = "aidial_api",
                left_out = self.items.len() - rows.len(),
                "client rows without id or name"
            );
        }
        rows
    }

    /// Whether more pages follow.
    pub(in super::super) const fn has_next(&self) -> bool {
        self.has_next
    }

    /// The last page by the total; the first without one, or 2 when only "more" is said.
    pub(in super::super) fn last_page(&self, page_size: u32) -> u32 {
        match self.total {
            Some(total) => total.div_ceil(page_size).max(1),
            None if self.has_next => 2,
            None => 1,
        }
    }
}

fn row(text: &str) -> Option<ClientRow> {
    let named: WireClientName = serde_json::from_str(text).ok()?;
    let figures = serde_json::from_str::<WireClient>(text).ok().and_then(figures);
    Some(ClientRow {
        client_id: ClientId::parse(&named.client_id)?,
        name: named.name,
        figures: figures.unwrap_or(ClientFigures::Unreadable),
    })
}

fn figures(wire: WireClient) -> Option<ClientFigures> {
    match wire.billing_status {
        Some(WireStatus::NotConfigured) => return Some(ClientFigures::NotConfigured),
        Some(WireStatus::ConfigurationError) => return Some(ClientFigures::ConfigurationError),
        Some(WireStatus::Ok) | None => {}
    }
    let zone = Zone::named(wire.timezone.as_deref());
    let minutes_used = wire.minutes_used.map(|figure| figure.0);
    let minutes_included = wire.minutes_included.map(|figure| figure.0);
    // No period here, so the day does not matter to the share.
    let answer = PeriodAnswer::of(&Figures { minutes_used, minutes_included, ..Figures::default() }, date(0, 1, 1));
    Some(ClientFigures::Known(Box::new(KnownFigures {
        plan_name: wire.plan_name,
        project_count: wire.project_count,
        minutes_used,
        minutes_included,
        percent: answer.percent,
        over_limit: matches!(answer.balance, Some(Balance::Over(_))),
        sms_sent: wire.sms_sent,
        outstanding: wire.outstanding.map(WireMoney::read).transpose().ok()?,
        overdue: wire.overdue.unwrap_or(false),
        as_of: wire.as_of.map(|instant| zone.moment(instant)),
        zone: zone.name().to_owned(),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_clients_trouble_is_its_own() {
        let page: WireClientPage = serde_json::from_str(
            r#"{"items":[{"client_id":"a","name":"A","minutes_used":10.5,"minutes_included":10},
                         {"client_id":"b","name":"B","minutes_used":"many"},
                         {"client_id":"../c","name":"C"}, {"name":"D"}, 7],
                "page":1,"page_size":100,"has_next":false}"#,
        )
        .unwrap();
        let rows = page.rows();
        assert_eq!(rows.len(), 2);
        assert!(
            matches!(&rows[0].figures, ClientFigures::Known(known) if known.over_limit && known.percent == Some(105))
        );
        assert_eq!(rows[1].figures, ClientFigures::Unreadable);
    }
}
