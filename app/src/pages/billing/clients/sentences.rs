//! What Partner Billing says in words. Pure.

use crate::{
    model::{
        client::{ClientOrder, ClientPage, ClientQuery},
        figure,
    },
    words,
};

/// What the column of this order is called.
pub(super) const fn heading(order: ClientOrder) -> &'static str {
    match order {
        ClientOrder::Name => "Client",
        ClientOrder::Minutes => "Minutes used",
        ClientOrder::Share => "Allowance used",
        ClientOrder::Sms => "SMS sent",
        ClientOrder::Outstanding => "Outstanding",
    }
}

/// "1–20 of 57 clients", "1 client".
pub(super) fn range(page: &ClientPage) -> String {
    let noun = if page.total == 1 { "client" } else { "clients" };
    match page.range().filter(|_| page.pages > 1) {
        Some(range) => format!("{range} {noun}"),
        None => format!("{} {noun}", figure::count(page.total.into())),
    }
}

/// What the list shows now: "1–20 of 57 clients, by minutes used, largest first."
pub(super) fn shown(query: &ClientQuery, page: &ClientPage) -> String {
    if page.total == 0 {
        let words = if query.search.is_empty() { words::NO_CLIENTS } else { words::NO_MATCHING_CLIENT };
        return format!("{}.", words.title);
    }
    let by = match query.order {
        ClientOrder::Name => "name",
        ClientOrder::Minutes => "minutes used",
        ClientOrder::Share => "allowance used",
        ClientOrder::Sms => "SMS sent",
        ClientOrder::Outstanding => "outstanding",
    };
    let first = match (query.order, query.descending) {
        (ClientOrder::Name, false) => "A to Z",
        (ClientOrder::Name, true) => "Z to A",
        (_, false) => "smallest first",
        (_, true) => "largest first",
    };
    format!("{}, by {by}, {first}.", range(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(total: u32, pages: u32) -> ClientPage {
        ClientPage { rows: Vec::new(), page: 1, pages, total }
    }

    #[test]
    fn what_is_shown_is_one_sentence() {
        let query = ClientQuery::default();
        assert_eq!(shown(&query, &page(1, 1)), "1 client, by name, A to Z.");
        let by_sms = ClientQuery { order: ClientOrder::Sms, descending: true, ..ClientQuery::default() };
        assert_eq!(shown(&by_sms, &page(3, 1)), "3 clients, by SMS sent, largest first.");
        assert_eq!(shown(&query, &page(0, 1)), "No clients are assigned to you.");
        let search = ClientQuery { search: "x".into(), ..query };
        assert_eq!(shown(&search, &page(0, 1)), "No client matches your search.");
    }
}
