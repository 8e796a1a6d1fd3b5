//! Pages fetched before they are asked for: of links marked `data-ahead`, when the pointer or the focus is on them, so that
//! the click only has to paint. Kept in memory, for moments, and let go of by every form that is sent.

use super::fetched::{self, Fetched, Unreachable};
use crate::api::ASKED;
use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};
use leptos::{prelude::window, task::spawn_local};
use std::{cell::RefCell, collections::HashMap};

/// Older than so many milliseconds it is read anew.
const FRESH_MS: f64 = 10_000.0;

type Coming = Shared<LocalBoxFuture<'static, Result<Fetched, Unreachable>>>;

thread_local! {
    static AHEAD: RefCell<HashMap<String, (f64, Coming)>> = RefCell::default();
}

fn now() -> f64 {
    window().performance().map_or(f64::MAX, |performance| performance.now())
}

/// Begins to fetch `url`, unless that has been done just now.
pub(super) fn fetch(url: String) {
    let known = AHEAD.with_borrow(|ahead| ahead.get(&url).is_some_and(|(since, _)| now() - since < FRESH_MS));
    if known {
        return;
    }
    let of = url.clone();
    let coming = async move { fetched::get(&of, ASKED, None).await }.boxed_local().shared();
    AHEAD.with_borrow_mut(|ahead| {
        let now = now();
        ahead.retain(|_, (since, _)| now - *since < FRESH_MS);
        ahead.insert(url, (now, coming.clone()));
    });
    spawn_local(async move { drop(coming.await) });
}

/// What was fetched of `url`, or is on its way; once.
pub(super) fn take(url: &str) -> Option<Coming> {
    let (since, coming) = AHEAD.with_borrow_mut(|ahead| ahead.remove(url))?;
    let failed = coming.peek().is_some_and(|page| page.as_ref().map_or(true, |page| page.status >= 400));
    (now() - since < FRESH_MS && !failed).then_some(coming)
}

/// Lets go of everything.
pub(super) fn forget() {
    AHEAD.with_borrow_mut(HashMap::clear);
}
