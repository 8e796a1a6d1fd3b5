//! The address of the list, read and turned.

use crate::{
    model::client::{ClientOrder, ClientQuery},
    ui::{Direction, Sort},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// What the address asks for; anything it does not say, or says in a way that is none, is as at first.
pub(super) fn of_address() -> Memo<ClientQuery> {
    let map = use_query_map();
    Memo::new(move |_| map.with(read))
}

fn read(map: &ParamsMap) -> ClientQuery {
    let search = map.get_str("search").unwrap_or_default().trim();
    ClientQuery {
        search: search.chars().take(ClientQuery::SEARCH_MAX).collect(),
        order: map.get_str("order").and_then(ClientOrder::from_key).unwrap_or_default(),
        descending: map.get_str("descending") == Some("true"),
        page: map.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
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

    fn map(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
    }

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let query = ClientQuery { search: "vets".into(), order: ClientOrder::Sms, descending: true, page: 3 };
        let read = read(&map(&[("search", "vets"), ("order", "sms"), ("descending", "true"), ("page", "3")]));
        assert_eq!(read, query);
    }

    #[test]
    fn an_address_that_makes_no_sense_is_the_list_as_at_first() {
        let first = ClientQuery { page: 1, ..ClientQuery::default() };
        for pairs in [
            &[][..],
            &[("page", "0")],
            &[("page", "-1"), ("order", "NAME"), ("descending", "TRUE")],
            &[("page", "99999999999"), ("search", "  ")],
        ] {
            assert_eq!(read(&map(pairs)), first, "{pairs:?}");
        }
        assert_eq!(read(&map(&[("search", &"é".repeat(300))])).search.chars().count(), ClientQuery::SEARCH_MAX);
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
