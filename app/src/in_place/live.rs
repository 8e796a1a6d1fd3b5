//! Forms that send themselves: at a pause in typing, as "Search" would.

use super::{LIVE, turn};
use leptos::{
    ev,
    leptos_dom::helpers::TimeoutHandle,
    prelude::{set_timeout_with_handle, window_event_listener},
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlFormElement, HtmlInputElement},
};
use std::{cell::Cell, time::Duration};

/// How long a pause in typing is.
const PAUSE: Duration = Duration::from_millis(250);

thread_local! {
    static PAUSING: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// Listens for as long as there is a page.
pub(super) fn start() {
    std::mem::forget(window_event_listener(ev::input, |event| {
        let Some(form) = form_of(&event) else { return };
        let send = move || {
            // A form that may not be sent yet is sent at a later letter, or by its button.
            let _ = form.request_submit();
        };
        let pausing = set_timeout_with_handle(send, PAUSE).ok();
        if let Some(before) = PAUSING.replace(pausing) {
            before.clear();
        }
    }));
    std::mem::forget(window_event_listener(ev::focusout, |event| {
        if form_of(&event).is_some() {
            turn::typing_is_over();
        }
    }));
}

fn form_of(event: &Event) -> Option<HtmlFormElement> {
    let form = event.target()?.dyn_into::<HtmlInputElement>().ok()?.form()?;
    (form.get_attribute("data-in-place").as_deref() == Some(LIVE)).then_some(form)
}
