//! What of the invoice list is asked for: the state of the panel's address.

use super::client_id::ClientId;
use crate::paths;
use serde::{Deserialize, Serialize};

/// All, Paid or Open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusFilter {
    /// Every invoice.
    #[default]
    All,
    /// Paid ones.
    Paid,
    /// Every invoice still owed, overdue ones included.
    Open,
}

impl StatusFilter {
    /// Every filter, in the order of the tabs.
    pub const ALL: [Self; 3] = [Self::All, Self::Paid, Self::Open];

    /// The value in an address, here and upstream.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Paid => "paid",
            Self::Open => "open",
        }
    }

    /// The word on the tab.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Paid => "Paid",
            Self::Open => "Open",
        }
    }

    /// The filter with exactly this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.key() == key)
    }
}

/// Filter, page and search. Deserialized fields may be absent, and [`InvoiceQuery::clamped`] bounds them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct InvoiceQuery {
    /// Which invoices.
    pub status: StatusFilter,
    /// 1 for the first page.
    pub page: u32,
    /// Part of an invoice number; empty for no search.
    pub number: String,
}

impl Default for InvoiceQuery {
    fn default() -> Self {
        Self { status: StatusFilter::All, page: 1, number: String::new() }
    }
}

impl InvoiceQuery {
    /// The parameter of the filter.
    pub const STATUS: &'static str = "status";
    /// The parameter of the page.
    pub const PAGE: &'static str = "page";
    /// The parameter of the search.
    pub const NUMBER: &'static str = "number";
    /// The highest page asked for; a higher one recovers to the last page as this one does.
    const PAGE_MAX: u32 = 1_000_000;
    /// The longest search, in characters.
    pub const NUMBER_MAX: usize = 64;

    /// The state that these parameters of an address describe. What cannot be read is the default.
    #[must_use]
    pub fn parse(status: Option<&str>, page: Option<&str>, number: Option<&str>) -> Self {
        let page = page.filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()));
        Self {
            status: status.and_then(StatusFilter::from_key).unwrap_or_default(),
            page: page.map_or(1, |digits| digits.parse().unwrap_or(Self::PAGE_MAX)),
            number: number.unwrap_or_default().to_owned(),
        }
        .clamped()
    }

    /// The same within bounds: a page from 1, a search without spaces around it and of at most [`Self::NUMBER_MAX`].
    #[must_use]
    pub fn clamped(self) -> Self {
        let plain: String = self.number.chars().filter(|c| !c.is_control()).collect();
        let mut number: String = plain.trim().chars().take(Self::NUMBER_MAX).collect();
        // The cut can end in a space, and what is clamped once must not change when it is clamped again.
        number.truncate(number.trim_end().len());
        Self { status: self.status, page: self.page.clamp(1, Self::PAGE_MAX), number }
    }

    /// The same filter and search on another page.
    #[must_use]
    pub fn on_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }.clamped()
    }

    /// Another filter with the same search, on its first page.
    #[must_use]
    pub fn with_status(&self, status: StatusFilter) -> Self {
        Self { status, page: 1, number: self.number.clone() }
    }

    /// The address of this state in one's own billing, or in that of an assigned client; defaults are left out.
    #[must_use]
    pub fn address(&self, client: Option<&ClientId>) -> String {
        let mut parts = self.filters();
        if self.page > 1 {
            parts.push(format!("{}={}", Self::PAGE, self.page));
        }
        with_query(paths::invoices(client), &parts)
    }

    /// The address of this filter and search, all pages, as CSV; `year` limits it to one financial year by issued date.
    #[must_use]
    pub fn csv_address(&self, client: Option<&ClientId>, year: Option<super::financial_year::FinancialYear>) -> String {
        let mut parts = self.filters();
        parts.extend(year.map(|year| format!("{}={}", super::financial_year::FinancialYear::FIELD, year.key())));
        with_query(paths::invoices_csv(client), &parts)
    }

    fn filters(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if self.status != StatusFilter::default() {
            parts.push(format!("{}={}", Self::STATUS, self.status.key()));
        }
        if !self.number.is_empty() {
            parts.push(format!("{}={}", Self::NUMBER, paths::encode(&self.number)));
        }
        parts
    }
}

fn with_query(path: String, parts: &[String]) -> String {
    if parts.is_empty() { path } else { format!("{path}?{}", parts.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::financial_year::FinancialYear;
    use proptest::prelude::*;

    #[test]
    fn the_address_holds_the_state_and_no_defaults() {
        assert_eq!(InvoiceQuery::default().address(None), "/billing/invoices");
        let query = InvoiceQuery { status: StatusFilter::Open, page: 3, number: "HD 1&2".into() };
        assert_eq!(query.address(None), "/billing/invoices?status=open&number=HD%201%262&page=3");
        let client = ClientId::parse("harbour").unwrap();
        assert_eq!(
            query.with_status(StatusFilter::All).address(Some(&client)),
            "/billing/clients/harbour/invoices?number=HD%201%262"
        );
        let year = FinancialYear::parse("2026").unwrap();
        assert_eq!(query.csv_address(None, Some(year)), "/billing/invoices.csv?status=open&number=HD%201%262&fy=2026");
    }

    #[test]
    fn what_cannot_be_read_is_the_default() {
        for (status, page) in [("", ""), ("OPEN", "0"), ("overdue", "-1"), ("paid ", "1.5"), ("all&", "x"), ("é", "１")]
        {
            assert_eq!(InvoiceQuery::parse(Some(status), Some(page), None), InvoiceQuery::default(), "{status} {page}");
        }
        assert_eq!(InvoiceQuery::parse(None, None, None), InvoiceQuery::default());
    }

    #[test]
    fn a_page_beyond_all_bounds_is_a_bounded_page_past_the_end() {
        let page = |text| InvoiceQuery::parse(None, Some(text), None).page;
        assert_eq!(page("7"), 7);
        assert_eq!(page("007"), 7);
        assert_eq!(page("99999999999999999999"), InvoiceQuery::PAGE_MAX);
        assert_eq!(page("4294967295"), InvoiceQuery::PAGE_MAX);
    }

    #[test]
    fn a_search_is_trimmed_and_bounded() {
        let number = |text: &str| InvoiceQuery::parse(None, None, Some(text)).number;
        assert_eq!(number("  HD-0021\t"), "HD-0021");
        assert_eq!(number("a\u{0}b\r\nc"), "abc");
        assert_eq!(number(&"é".repeat(80)).chars().count(), InvoiceQuery::NUMBER_MAX);
    }

    proptest! {
        #[test]
        fn every_state_survives_its_address(status in 0..3_usize, page in 1..2_000_000_u32, number in "\\PC{0,70}") {
            let query = InvoiceQuery { status: StatusFilter::ALL[status], page, number }.clamped();
            let address = query.address(None);
            let pairs = address.split_once('?').map_or("", |(_, pairs)| pairs);
            let find = |name: &str| pairs.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            let decoded = find("number").map(percent_decoded);
            prop_assert_eq!(InvoiceQuery::parse(find("status"), find("page"), decoded.as_deref()), query);
            prop_assert!(address.bytes().all(|b| b.is_ascii_graphic()));
        }
    }

    fn percent_decoded(text: &str) -> String {
        let mut bytes = text.bytes();
        let mut out = Vec::new();
        while let Some(byte) = bytes.next() {
            out.push(if byte == b'%' {
                let hex = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
            } else {
                byte
            });
        }
        String::from_utf8(out).unwrap()
    }
}
