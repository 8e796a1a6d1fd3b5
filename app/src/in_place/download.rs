//! A file that is fetched without leaving the page, so that a failure is told where the reader is. One at a time; while it is
//! on its way a line says so, with a button that ends it.

use super::{
    DOWNLOADING,
    document::{self, Page},
    fetched::{self, Fetched, Unreachable},
};
use crate::words;
use leptos::{
    prelude::{document as dom, set_timeout},
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{AbortController, Blob, Element, HtmlAnchorElement, Url, UrlSearchParams},
};
use std::{cell::RefCell, time::Duration};

/// How long the browser has to begin saving what was fetched, before the memory is let go.
const SAVING: Duration = Duration::from_secs(60);

thread_local! {
    static UNDER_WAY: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Ends the download that is on its way.
pub(super) fn cancel() {
    if let Some(under_way) = UNDER_WAY.take() {
        under_way.abort();
        document::take_line_away();
        document::say(words::DOWNLOAD_CANCELLED);
    }
}

/// Whether `element` is the button that ends it.
pub(super) fn is_cancel(element: &Element) -> bool {
    matches!(element.closest(&format!("[data-cancel={DOWNLOADING}]")), Ok(Some(_)))
}

/// Begins one, by `POST` with a form. Another that is on its way goes on alone.
pub(super) fn begin(url: String, form: Option<UrlSearchParams>) {
    let Ok(abort) = AbortController::new() else { return };
    if UNDER_WAY.with_borrow(Option::is_some) {
        return;
    }
    let signal = abort.signal();
    UNDER_WAY.set(Some(abort));
    document::put_line(DOWNLOADING);
    document::say(words::DOWNLOADING);
    spawn_local(async move {
        let came = fetched::file(&url, form.as_ref(), &signal).await;
        // One that was cancelled has said so.
        if signal.aborted() {
            return;
        }
        UNDER_WAY.set(None);
        document::take_line_away();
        let said = match came {
            Ok(fetched::File::Whole { name, content }) if save(&name, &content) => words::DOWNLOADED.to_owned(),
            Ok(fetched::File::Refused(page)) => refused(&page, &url),
            Ok(fetched::File::Whole { .. }) | Err(Unreachable) => document::unreachable(&url),
        };
        document::say(&said);
    });
}

fn refused(page: &Fetched, url: &str) -> String {
    Page::of(page).map_or_else(|| document::unreachable(url), |page| page.tell(url))
}

/// Hands the content to the browser, as a link to a file would.
fn save(name: &str, content: &Blob) -> bool {
    let Ok(url) = Url::create_object_url_with_blob(content) else { return false };
    let link = dom().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    let Some(link) = link else { return false };
    link.set_href(&url);
    link.set_download(name);
    link.click();
    set_timeout(move || drop(Url::revoke_object_url(&url)), SAVING);
    true
}
