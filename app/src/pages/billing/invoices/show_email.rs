//! "Show email": one masked address, and for half a minute the address itself. Without script it is a form whose answer is
//! the page with the address. What is shown is held by this island alone: it is in no storage, no address and no cache.

#![expect(unreachable_pub, reason = "the island macro writes functions of its own with the same visibility")]

use crate::{
    api::recipients::reveal_recipient,
    paths,
    ui::{ButtonKind, Glyph, Icon},
    words,
};
use leptos::{ev::SubmitEvent, prelude::*};
use std::time::Duration;

/// The form's fields.
pub(super) const GROUP: &str = "group";
/// See [`GROUP`].
pub(super) const RECIPIENT: &str = "recipient";

/// After so long it is masked again.
const SHOWN_FOR: Duration = Duration::from_secs(30);

#[derive(Clone, PartialEq, Eq)]
enum Shows {
    Masked,
    Asking,
    Address(String),
    Trouble(&'static str),
}

/// One recipient.
#[island]
pub fn ShowEmail(
    /// The key of the group it is in.
    group: String,
    /// Which recipient.
    recipient: String,
    /// The masked address.
    masked: String,
) -> impl IntoView {
    let shows = RwSignal::new(Shows::Masked);
    // Counts what was shown, so that the end of one showing does not end the next.
    let showing = StoredValue::new(0_u32);
    let mask = move || {
        if shows.try_with_untracked(|shows| matches!(shows, Shows::Address(_))) == Some(true) {
            shows.set(Shows::Masked);
        }
    };
    Effect::new(move || {
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                mask();
            }
        });
        let left = window_event_listener_untyped("pagehide", move |_| mask());
        on_cleanup(move || {
            hidden.remove();
            left.remove();
        });
    });
    let ask = {
        let (group, recipient) = (group.clone(), recipient.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if shows.get_untracked() == Shows::Asking {
                return;
            }
            shows.set(Shows::Asking);
            let (group, recipient) = (group.clone(), recipient.clone());
            leptos::task::spawn_local(async move {
                match reveal_recipient(group, recipient).await {
                    Ok(address) if !document().hidden() => {
                        let mine = showing.try_update_value(|showing| {
                            *showing += 1;
                            *showing
                        });
                        shows.set(Shows::Address(address.as_str().to_owned()));
                        let end = move || {
                            if showing.try_get_value() == mine {
                                mask();
                            }
                        };
                        set_timeout(end, SHOWN_FOR);
                    }
                    Ok(_) => shows.set(Shows::Masked),
                    Err(error) => shows.set(Shows::Trouble(words::of_reveal(error.kind).title)),
                }
            });
        }
    };
    let (label, text) = (format!(" of {masked}"), masked);
    let line = move || match shows.get() {
        Shows::Address(address) => address,
        Shows::Masked | Shows::Asking | Shows::Trouble(_) => text.clone(),
    };
    let trouble = move || match shows.get() {
        Shows::Trouble(title) => title,
        Shows::Masked | Shows::Asking | Shows::Address(_) => "",
    };
    let is_shown = move || matches!(shows.get(), Shows::Address(_));
    view! {
        <span class="recipient-address" role="status">{line}</span>
        <form method="post" action=paths::INVOICES on:submit=ask hidden=is_shown>
            <input type="hidden" name=GROUP value=group />
            <input type="hidden" name=RECIPIENT value=recipient />
            <button class="button" type="submit" data-kind=ButtonKind::Plain.key()>
                <Icon glyph=Glyph::Eye />
                "Show email"
                <span class="visually-hidden">{label}</span>
            </button>
        </form>
        <button class="button" type="button" data-kind=ButtonKind::Plain.key() on:click=move |_| mask() hidden=move || !is_shown()>
            "Hide"
        </button>
        <span class="recipient-trouble" role="status">{trouble}</span>
    }
}
