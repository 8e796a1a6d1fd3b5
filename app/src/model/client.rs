//! The clients assigned to a partner, as Partner Billing lists them: search, order and pages are rules here, so that they
//! hold over all clients and not over the page on the screen.

use super::{client_id::ClientId, day::Moment, figure::Decimal, money::Money};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Rows on a page.
pub const PAGE_SIZE: u32 = 20;

/// One assigned client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    /// Its id.
    pub client_id: ClientId,
    /// Its name.
    pub name: String,
    /// Its figures, or that they could not be read; the row stands either way.
    pub figures: ClientFigures,
}

/// A client's figures in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientFigures {
    /// Billing answered something that cannot be shown.
    Unreadable,
    /// Billing is not set up for the client.
    NotConfigured,
    /// The client's billing configuration needs attention.
    ConfigurationError,
    /// Figures of the current period.
    Known(Box<KnownFigures>),
}

/// What is known of a client's current period; absent fields show nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFigures {
    /// The plan.
    pub plan_name: Option<String>,
    /// How many projects.
    pub project_count: Option<i64>,
    /// Minutes used.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub minutes_used: Option<Decimal>,
    /// Minutes included.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub minutes_included: Option<Decimal>,
    /// Whole percent of the allowance used; can pass 100.
    pub percent: Option<i64>,
    /// Whether more is used than included, when both are known.
    pub over_limit: bool,
    /// SMS sent.
    pub sms_sent: Option<i64>,
    /// What is owed.
    pub outstanding: Option<Money>,
    /// Whether some of it is overdue.
    pub overdue: bool,
    /// When the figures were true, on the client's clock.
    pub as_of: Option<Moment>,
    /// IANA name of the client's zone.
    pub zone: String,
}

/// A column the list can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientOrder {
    /// By name.
    #[default]
    Name,
    /// By minutes used.
    Minutes,
    /// By share of the allowance.
    Share,
    /// By SMS sent.
    Sms,
    /// By what is owed.
    Outstanding,
}

impl ClientOrder {
    /// Every order.
    pub const ALL: [Self; 5] = [Self::Name, Self::Minutes, Self::Share, Self::Sms, Self::Outstanding];

    /// The value in the address.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Minutes => "minutes",
            Self::Share => "share",
            Self::Sms => "sms",
            Self::Outstanding => "outstanding",
        }
    }

    /// The order with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.key() == key)
    }
}

/// What of the list is asked for; the state of the page's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientQuery {
    /// Part of a name or id; at most 100 characters are used.
    pub search: String,
    /// By which column.
    pub order: ClientOrder,
    /// Largest, or last in the alphabet, first.
    pub descending: bool,
    /// 1 for the first page.
    pub page: u32,
}

impl ClientQuery {
    /// The longest search the contract takes.
    pub const SEARCH_MAX: usize = 100;

    /// The address of this state, without the default values.
    #[must_use]
    pub fn address(&self) -> String {
        let mut parts = Vec::new();
        if !self.search.is_empty() {
            parts.push(format!("search={}", crate::paths::encode(&self.search)));
        }
        if self.order != ClientOrder::default() {
            parts.push(format!("order={}", self.order.key()));
        }
        if self.descending {
            parts.push("descending=true".to_owned());
        }
        if self.page > 1 {
            parts.push(format!("page={}", self.page));
        }
        let path = crate::paths::CLIENTS;
        if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
    }

    /// The page of `rows` that this asks for. A page past the end is the last one.
    #[must_use]
    pub fn of(&self, mut rows: Vec<ClientRow>) -> ClientPage {
        rows.sort_by(|a, b| self.compare(a, b));
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let pages = total.div_ceil(PAGE_SIZE).max(1);
        let page = self.page.clamp(1, pages);
        let skip = (page - 1).saturating_mul(PAGE_SIZE);
        let rows = rows
            .into_iter()
            .skip(usize::try_from(skip).unwrap_or(usize::MAX))
            .take(usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX))
            .collect();
        ClientPage { rows, page, pages, total }
    }

    /// Unknown figures come last in either direction; ties go by name.
    fn compare(&self, a: &ClientRow, b: &ClientRow) -> Ordering {
        let by_name = a
            .name
            .to_lowercase()
            .cmp(&b.name.to_lowercase())
            .then_with(|| a.client_id.as_str().cmp(b.client_id.as_str()));
        let turned = |ordering: Ordering| if self.descending { ordering.reverse() } else { ordering };
        let figure = |row: &ClientRow| match &row.figures {
            ClientFigures::Known(known) => match self.order {
                ClientOrder::Name => None,
                ClientOrder::Minutes => known.minutes_used,
                ClientOrder::Share => known.percent.map(Decimal::from),
                ClientOrder::Sms => known.sms_sent.map(Decimal::from),
                ClientOrder::Outstanding => known.outstanding.as_ref().map(|money| Decimal::from(money.minor)),
            },
            ClientFigures::Unreadable | ClientFigures::NotConfigured | ClientFigures::ConfigurationError => None,
        };
        if self.order == ClientOrder::Name {
            return turned(by_name);
        }
        match (figure(a), figure(b)) {
            (Some(x), Some(y)) => turned(x.cmp(&y)).then(by_name),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => by_name,
        }
    }
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientPage {
    /// The rows, in order.
    pub rows: Vec<ClientRow>,
    /// This page, from 1.
    pub page: u32,
    /// How many pages; at least 1.
    pub pages: u32,
    /// How many clients in all.
    pub total: u32,
}

impl ClientPage {
    /// "1–20 of 57"; none of an empty list.
    #[must_use]
    pub fn range(&self) -> Option<String> {
        let first = (self.page - 1).saturating_mul(PAGE_SIZE).saturating_add(1);
        let shown = u32::try_from(self.rows.len()).ok().filter(|shown| *shown > 0)?;
        Some(format!("{first}–{} of {}", first + shown - 1, self.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, minutes: Option<i64>) -> ClientRow {
        let figures = minutes.map_or(ClientFigures::Unreadable, |minutes| {
            ClientFigures::Known(Box::new(KnownFigures {
                minutes_used: Some(minutes.into()),
                ..KnownFigures::default()
            }))
        });
        ClientRow { client_id: ClientId::parse(name).unwrap(), name: name.to_owned(), figures }
    }

    fn names(query: &ClientQuery, rows: &[ClientRow]) -> Vec<String> {
        query.of(rows.to_vec()).rows.into_iter().map(|row| row.name).collect()
    }

    #[test]
    fn unknown_figures_come_last_whichever_way_the_list_is_turned() {
        let rows = [row("b", None), row("c", Some(5)), row("a", Some(9))];
        let query = ClientQuery { order: ClientOrder::Minutes, ..ClientQuery::default() };
        assert_eq!(names(&query, &rows), ["c", "a", "b"]);
        assert_eq!(names(&ClientQuery { descending: true, ..query }, &rows), ["a", "c", "b"]);
        assert_eq!(names(&ClientQuery::default(), &rows), ["a", "b", "c"]);
    }

    #[test]
    fn a_page_past_the_end_is_the_last_page() {
        let rows: Vec<_> = (0..45).map(|n| row(&format!("n{n:02}"), Some(n))).collect();
        let page = ClientQuery { page: 99, ..ClientQuery::default() }.of(rows);
        assert_eq!((page.page, page.pages, page.rows.len()), (3, 3, 5));
        assert_eq!(page.range().as_deref(), Some("41–45 of 45"));
        let empty = ClientQuery::default().of(Vec::new());
        assert_eq!((empty.page, empty.pages, empty.range()), (1, 1, None));
    }

    #[test]
    fn the_address_holds_the_state_and_no_defaults() {
        assert_eq!(ClientQuery::default().address(), "/billing/clients");
        let query = ClientQuery { search: "a&b".into(), order: ClientOrder::Share, descending: true, page: 2 };
        assert_eq!(query.address(), "/billing/clients?search=a%26b&order=share&descending=true&page=2");
    }
}
