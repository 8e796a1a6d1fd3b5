//! Turning the page: listens to what is asked for, fetches it, shows it, and keeps the address, the scroll and the focus
//! right. Of what is asked for in a hurry the last is what stays.

use super::{
    ahead,
    asked::{self, Asked, Why},
    document::{self, Page},
    download, fetched, live, pulse,
};
use crate::{
    api::{ASKED, BEAT},
    words,
};
use leptos::{
    ev,
    prelude::{document as dom, request_animation_frame, window, window_event_listener, window_event_listener_untyped},
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{AbortController, Element, History, PageTransitionEvent, ScrollRestoration, Url},
};
use std::cell::RefCell;

/// What is under way, and what is shown.
#[derive(Default)]
struct Turning {
    /// Counts what was asked for, so that only the last answer is shown.
    number: u64,
    under_way: Option<(Why, AbortController)>,
    /// Path and query of the page that is shown.
    shown: (String, String),
    /// Whether the newest step of the history is one of typing, which the next letter replaces.
    typed: bool,
}

/// The status of a page that is for nobody who is signed out.
const SIGNED_OUT: u16 = 401;

thread_local! {
    static TURNING: RefCell<Turning> = RefCell::default();
}

/// Takes the page over.
pub fn start() {
    document::note_islands();
    TURNING.with_borrow_mut(|turning| turning.shown = here());
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
        scroll_back(&history);
    }
    let clicked = window_event_listener(ev::click, |event| {
        if event.target().and_then(|target| target.dyn_into().ok()).is_some_and(|target| download::is_cancel(&target)) {
            return download::cancel();
        }
        if let Some(asked) = asked::click(&event) {
            event.prevent_default();
            begin(asked);
        }
    });
    let sent = window_event_listener(ev::submit, |event| {
        if let Some(asked) = asked::submit(&event) {
            event.prevent_default();
            begin(asked);
        }
    });
    let went = window_event_listener(ev::popstate, |_| {
        // A step to another place on the same page is the browser's own.
        if TURNING.with_borrow(|turning| turning.shown != here()) {
            go(Asked { url: window().location().href().unwrap_or_default(), why: Why::Back, form: None });
        }
    });
    let near = |event: leptos::web_sys::Event| {
        let link = asked::link(&event).filter(|link| link.has_attribute("data-ahead") && asked::leads_here(link));
        if let Some(link) = link {
            ahead::fetch(link.href());
        }
    };
    let pointed = window_event_listener_untyped("pointerover", near);
    let focused = window_event_listener_untyped("focusin", near);
    let hidden = window_event_listener_untyped("pagehide", |_| note_scroll());
    // A page that the browser had put aside may be somebody's who has signed out meanwhile.
    let shown = window_event_listener_untyped("pageshow", |event| {
        if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
            let _ = window().location().reload();
        }
    });
    // They listen for as long as there is a page.
    for listener in [clicked, sent, went, pointed, focused, hidden, shown] {
        std::mem::forget(listener);
    }
    live::start();
    pulse::start();
}

/// Ends the run of letters that make one step of the history.
pub(super) fn typing_is_over() {
    TURNING.with_borrow_mut(|turning| turning.typed = false);
}

/// Reads the page that is shown again, without a word.
pub fn again_quietly() {
    if TURNING.with_borrow(|turning| turning.under_way.is_none()) {
        go(Asked { url: window().location().href().unwrap_or_default(), why: Why::Beat, form: None });
    }
}

fn begin(asked: Asked) {
    if asked.why == Why::File { download::begin(asked.url, asked.form) } else { go(asked) }
}

fn go(asked: Asked) {
    let Asked { url, why, form } = asked;
    let Ok(abort) = AbortController::new() else { return };
    let signal = abort.signal();
    let number = TURNING.with_borrow_mut(|turning| {
        // One refresh at a time.
        if why == Why::Refresh && turning.under_way.as_ref().is_some_and(|(why, _)| *why == Why::Refresh) {
            return None;
        }
        if let Some((_, before)) = turning.under_way.replace((why, abort)) {
            before.abort();
        }
        turning.number += 1;
        Some(turning.number)
    });
    let Some(number) = number else { return };
    let coming = if form.is_none() { ahead::take(&url).filter(|_| !why.is_again()) } else { None };
    // What is here already is shown before anything else is painted.
    if why != Why::Beat && coming.as_ref().is_none_or(|coming| coming.peek().is_none()) {
        document::busy(true, why == Why::Refresh);
    }
    if why == Why::Refresh {
        document::say(words::REFRESHING);
    }
    spawn_local(async move {
        let mark = if why == Why::Beat { BEAT } else { ASKED };
        let came = match (&form, coming) {
            (Some(form), _) => {
                ahead::forget();
                fetched::post(&url, mark, form).await
            }
            (None, Some(coming)) => coming.await,
            (None, None) => fetched::get(&url, mark, Some(&signal)).await,
        };
        let is_last = TURNING.with_borrow_mut(|turning| {
            let is_last = turning.number == number;
            if is_last {
                turning.under_way = None;
            }
            is_last
        });
        if !is_last {
            return;
        }
        // Where the session is over, what was typed is not put away with the page: the server shows it without the rest.
        let is_over = form.is_none() && why.is_again() && came.as_ref().is_ok_and(|came| came.status == SIGNED_OUT);
        if let Some(typed) = is_over.then(asked::typed).flatten() {
            return go(typed);
        }
        document::busy(false, false);
        match came {
            Ok(came) => show(&url, why, &came),
            Err(fetched::Unreachable) if why == Why::Beat => {}
            Err(fetched::Unreachable) => document::say(&document::unreachable(&url)),
        }
    });
}

fn show(asked: &str, why: Why, came: &fetched::Fetched) {
    let page = Page::of(came);
    if let Some(trouble) = page.as_ref().filter(|page| page.is_trouble() && why != Why::Beat) {
        return document::say(&trouble.tell(asked));
    }
    let Some(page) = page.filter(Page::is_of_here) else {
        if why != Why::Beat {
            let _ = window().location().assign(&came.url);
        }
        return;
    };
    keep_address(&address(asked, &came.url), why);
    TURNING.with_borrow_mut(|turning| turning.shown = here());
    let (before, had_focus) = (document::key(), document::has_focus());
    let said = page.show(why);
    if before != document::key() && !why.is_again() {
        if why == Why::Link {
            scroll_to_start();
        }
        document::focus_heading();
    } else {
        document::say(&said);
        if why == Why::Link {
            document::focus_told();
        }
        // What had it may be gone, as a link that clears the filters is once there are none.
        if had_focus && !document::has_focus() {
            document::focus_heading();
        }
    }
    if let (Why::Back, Ok(history)) = (why, window().history()) {
        scroll_back(&history);
    }
}

/// The address that came, at the place on the page that was asked for.
fn address(asked: &str, came: &str) -> String {
    let hash = Url::new(asked).map(|url| url.hash()).unwrap_or_default();
    format!("{came}{hash}")
}

fn keep_address(to: &str, why: Why) {
    let Ok(history) = window().history() else { return };
    let is_here = window().location().href().is_ok_and(|here| here == to);
    let replaces = TURNING.with_borrow_mut(|turning| {
        let typed = std::mem::replace(&mut turning.typed, why == Why::Typing);
        is_here || why.is_again() || why == Why::Back || (why == Why::Typing && typed)
    });
    let _ = if replaces {
        let state = history.state().unwrap_or(JsValue::NULL);
        history.replace_state_with_url(&state, "", Some(to))
    } else {
        note_scroll();
        history.push_state_with_url(&JsValue::NULL, "", Some(to))
    };
}

fn here() -> (String, String) {
    let location = window().location();
    (location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}

/// Keeps how far the page is scrolled with its step of the history.
fn note_scroll() {
    let Ok(history) = window().history() else { return };
    let y = window().scroll_y().unwrap_or_default();
    let _ = history.replace_state(&y.into(), "");
}

fn scroll_back(history: &History) {
    if let Some(y) = history.state().ok().and_then(|state| state.as_f64()) {
        window().scroll_to_with_x_and_y(0.0, y);
    }
}

fn scroll_to_start() {
    let place = window().location().hash().ok().and_then(|hash| hash.strip_prefix('#').map(str::to_owned));
    match place.and_then(|id| dom().get_element_by_id(&id)) {
        Some(place) => request_animation_frame(move || Element::scroll_into_view(&place)),
        None => window().scroll_to_with_x_and_y(0.0, 0.0),
    }
}
