//! The address of the list, read and turned.

use crate::{
    model::client::{ClientOrder, ClientQuery},
    paths,
    ui::{Direction, Sort},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What the address asks for; anything it does not say, or says in a way that is none, is as at first.
pub(super) fn of_address() -> ClientQuery {
    use_location().search.with_untracked(|query| read(query))
}

fn read(query: &str) -> ClientQuery {
    let value = |name| paths::query_value(query, name);
    let search = value("search").unwrap_or_default();
    ClientQuery {
        search: search.trim().chars().take(ClientQuery::SEARCH_MAX).collect(),
        order: value("order").as_deref().and_then(ClientOrder::from_key).unwrap_or_default(),
        descending: value("descending").as_deref() == Some("true"),
        page: value("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    }
}

/// What the head of the column `order` does: turns the present order, or begins with the largest (the first by name).
pub(super) fn sort(query: &ClientQuery, order: ClientOrder) -> Sort {
    let present = query.order == order;
    let descending = if present { !query.descending } else { order != ClientOrder::Name };
    let direction = if query.descending { Direction::Descending } else { Direction::Ascending };
    Sort {
        href: ClientQuery { order, descending, page: 1, search: query.search.clone() }.address(),
        now: present.then_some(direction),
    }
}

/// The same list at another page.
pub(super) fn at_page(query: &ClientQuery, page: u32) -> String {
    ClientQuery { page, ..query.clone() }.address()
}

/// The same order of another search, from its first page.
pub(super) fn searching(query: &ClientQuery, search: &str) -> ClientQuery {
    ClientQuery { search: search.trim().to_owned(), page: 1, ..query.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let query = ClientQuery { search: "50% & vets".into(), order: ClientOrder::Sms, descending: true, page: 3 };
        assert_eq!(read(query.address().split_once('?').unwrap().1), query);
    }

    #[test]
    fn an_address_that_makes_no_sense_is_the_list_as_at_first() {
        let first = ClientQuery { page: 1, ..ClientQuery::default() };
        for text in ["", "page=0", "page=-1&order=NAME&descending=TRUE", "page=99999999999&search=%20+"] {
            assert_eq!(read(text), first, "{text}");
        }
        let long = format!("search={}", "%C3%A9".repeat(300));
        assert_eq!(read(&long).search.chars().count(), ClientQuery::SEARCH_MAX);
    }

    #[test]
    fn a_head_begins_with_the_largest_and_then_turns_and_leaves_the_page() {
        let by_name = ClientQuery { page: 4, search: "a".into(), ..ClientQuery::default() };
        let head = sort(&by_name, ClientOrder::Minutes);
        assert_eq!((head.href.as_str(), head.now), ("/billing/clients?search=a&order=minutes&descending=true", None));
        let by_minutes = ClientQuery { order: ClientOrder::Minutes, descending: true, ..by_name };
        let head = sort(&by_minutes, ClientOrder::Minutes);
        assert_eq!(head.href, "/billing/clients?search=a&order=minutes");
        assert_eq!(head.now, Some(Direction::Descending));
        assert_eq!(sort(&by_minutes, ClientOrder::Name).href, "/billing/clients?search=a");
    }
}
