//! "Open Billing Portal": a dialog that names the destination, then a new tab. The tab is opened within the click, or a browser
//! would block it, and its way back to this page is cut before it goes anywhere. Where it is blocked all the same, a link
//! stands in its place until it is used. Without script the button leads to the confirmation as a page.

#![expect(unreachable_pub, reason = "the island macro writes functions of its own with the same visibility")]

use super::confirmation;
use crate::{
    api::payment_methods::open_billing_portal,
    error::PortalError,
    model::once_key::OnceKey,
    ui::{ButtonKind, Glyph, Icon},
    words,
};
use leptos::{
    ev::MouseEvent,
    html::Dialog,
    prelude::*,
    wasm_bindgen::JsValue,
    web_sys::{self, Window},
};
use std::time::Duration;

/// After so long Stripe is called slow.
const SLOW: Duration = Duration::from_secs(4);

#[derive(Clone, PartialEq, Eq)]
enum Stands {
    Ready,
    Asking,
    Slow,
    /// The tab is open; coming back reads the page again.
    Opened,
    /// The browser let no tab open; the address it was for.
    Blocked(String),
    Trouble(PortalError),
}

/// The button and its dialog.
#[island]
pub fn HandOver(
    /// The host that the new tab goes to.
    destination: String,
) -> impl IntoView {
    let stands = RwSignal::new(Stands::Ready);
    let dialog = NodeRef::<Dialog>::new();
    let is_asking = move || matches!(stands.get(), Stands::Asking | Stands::Slow);
    Effect::new(move || {
        let come_back = move |_: web_sys::Event| {
            if !document().hidden() && stands.try_with_untracked(|stands| *stands == Stands::Opened) == Some(true) {
                stands.set(Stands::Ready);
                read_again();
            }
        };
        let shown = window_event_listener_untyped("visibilitychange", come_back);
        let focused = window_event_listener_untyped("focus", come_back);
        on_cleanup(move || {
            shown.remove();
            focused.remove();
        });
    });
    let show = move |event: MouseEvent| {
        let held = event.ctrl_key() || event.meta_key() || event.shift_key();
        if let Some(dialog) = dialog.get_untracked().filter(|_| !held) {
            event.prevent_default();
            if !matches!(stands.get_untracked(), Stands::Asking | Stands::Slow) {
                stands.set(Stands::Ready);
            }
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let open = move |_: MouseEvent| {
        if matches!(stands.get_untracked(), Stands::Asking | Stands::Slow) {
            return;
        }
        let Some(key) = confirmation_key() else { return read_again() };
        stands.set(Stands::Asking);
        let tab = new_tab();
        set_timeout(
            move || {
                stands.update(|stands| {
                    if *stands == Stands::Asking {
                        *stands = Stands::Slow
                    }
                })
            },
            SLOW,
        );
        leptos::task::spawn_local(async move {
            match (open_billing_portal(key).await, tab) {
                (Ok(link), Some(tab)) if tab.location().replace(&link.url).is_ok() => {
                    stands.set(Stands::Opened);
                    close();
                }
                (Ok(link), _) => stands.set(Stands::Blocked(link.url)),
                (Err(error), tab) => {
                    if let Some(tab) = tab {
                        let _ = tab.close();
                    }
                    stands.set(Stands::Trouble(error));
                    // Stripe repeats a stored failure under the same key.
                    read_again();
                }
            }
        });
    };
    let used = move |_: MouseEvent| {
        // Once the browser has followed it, the address is in the page no more.
        set_timeout(
            move || {
                stands.set(Stands::Opened);
                close();
            },
            Duration::ZERO,
        );
    };
    // A link that was left is not left in the page.
    let left = move |_| {
        stands.update(|stands| {
            if matches!(stands, Stands::Blocked(_)) {
                *stands = Stands::Ready
            }
        })
    };
    let blocked = move || match stands.get() {
        Stands::Blocked(url) => Some(view! {
            <p>{words::TAB_BLOCKED}</p>
            <p>
                <a href=url target="_blank" rel="noopener noreferrer" on:click=used>
                    "Go to the Stripe billing portal"
                </a>
            </p>
        }),
        Stands::Ready | Stands::Asking | Stands::Slow | Stands::Opened | Stands::Trouble(_) => None,
    };
    let said = move || match stands.get() {
        Stands::Asking => words::ASKING_STRIPE.to_owned(),
        Stands::Slow => words::STRIPE_SLOW.to_owned(),
        Stands::Trouble(error) => of_trouble(&error),
        Stands::Ready | Stands::Opened | Stands::Blocked(_) => String::new(),
    };
    let opened = move || if stands.get() == Stands::Opened { words::PORTAL_OPENED } else { "" };
    let is_blocked = move || matches!(stands.get(), Stands::Blocked(_));
    view! {
        <a
            class="button"
            data-kind=ButtonKind::Primary.key()
            href=confirmation::address()
            rel="external"
            on:click=show
        >
            "Open Billing Portal"
            <Icon glyph=Glyph::ArrowRight />
        </a>
        <p class="quiet hand-over-said" role="status">
            {opened}
        </p>
        <dialog class="dialog" node_ref=dialog aria-labelledby="hand-over-title" on:close=left>
            <h2 id="hand-over-title">{words::CONFIRM_PORTAL}</h2>
            {confirmation::destination(destination)}
            <p class="dialog-said" role="status">
                {said}
            </p>
            {blocked}
            <div class="dialog-steps">
                <button class="button" type="button" data-kind=ButtonKind::Secondary.key() on:click=move |_| close()>
                    "Cancel"
                </button>
                <button
                    class="button"
                    type="button"
                    data-kind=ButtonKind::Primary.key()
                    aria-disabled=move || is_asking().then_some("true")
                    hidden=is_blocked
                    on:click=open
                >
                    {words::TO_STRIPE}
                </button>
            </div>
        </dialog>
    }
}

/// What went wrong, in one paragraph.
fn of_trouble(error: &PortalError) -> String {
    let (words, wait) = (words::of_error(error.kind), words::wait(error.retry_after));
    let reference = error.incident.as_ref().map(|incident| format!("Reference: {}", incident.as_str()));
    let parts = [format!("{}.", words.title), words.body.to_owned(), wait, reference.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A tab that knows nothing of this page, when the browser lets it open.
fn new_tab() -> Option<Window> {
    let tab = window().open_with_url_and_target("", "_blank").ok().flatten()?;
    let _ = tab.set_opener(&JsValue::NULL);
    if let Some(body) = tab.document().and_then(|document| document.body()) {
        body.set_text_content(Some(words::ASKING_STRIPE));
    }
    Some(tab)
}

fn confirmation_key() -> Option<OnceKey> {
    let field = document().get_element_by_id(confirmation::KEY)?;
    OnceKey::parse(&field.get_attribute("value")?)
}

/// Reads the panel again, without a word.
fn read_again() {
    #[cfg(feature = "hydrate")]
    crate::in_place::again_quietly();
}
