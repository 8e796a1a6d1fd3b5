//! "Show email": one masked address, and for half a minute the address itself. Without script its button sends the form that it
//! stands in, and the answer is the page with the address. What is shown is held by this island alone: it is in no storage, no
//! address and no cache.

#![expect(unreachable_pub, reason = "the island macro writes functions of its own with the same visibility")]

use super::posted::Posted;
use crate::{
    api::{recipients::reveal_recipient, tenant_settings::reveal_contact},
    error::PortalError,
    model::{checked_text, recipient::RevealedAddress},
    ui::{ButtonKind, Glyph, Icon},
    words,
};
use leptos::{ev::MouseEvent, prelude::*};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Whose address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// One who is sent billing email.
    Recipient,
    /// One of Tenant Settings.
    Contact,
}

impl Whose {
    async fn reveal(self, group: String, id: String) -> Result<RevealedAddress, PortalError> {
        match self {
            Self::Recipient => reveal_recipient(group, id).await,
            Self::Contact => reveal_contact(group, id).await,
        }
    }
}

/// The name of the button that sends its form; its value is the group and the id.
pub const SHOW: &str = "show";
const BETWEEN: char = ':';

/// The value of that button, as far as it can be one.
#[must_use]
pub fn well_formed(asked: &str) -> Option<&str> {
    let (group, id) = asked.split_once(BETWEEN)?;
    (checked_text::is_plain_id(group) && checked_text::is_plain_id(id)).then_some(asked)
}

/// An address that a form without script has asked to show, and what came of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Shown {
    group: String,
    id: String,
    outcome: Result<RevealedAddress, PortalError>,
}

impl Shown {
    /// What `form` asks for, shown; none when it asks for something else.
    pub async fn of_form(form: &Posted, whose: Whose) -> Option<Self> {
        let asked = form.field(SHOW)?;
        let (group, id) = asked.split_once(BETWEEN)?;
        let outcome = whose.reveal(group.to_owned(), id.to_owned()).await;
        Some(Self { group: group.to_owned(), id: id.to_owned(), outcome })
    }

    /// The address of this one, when it is the one that is shown.
    #[must_use]
    pub fn address(&self, group: &str, id: &str) -> Option<&str> {
        let is_this = self.group == group && self.id == id;
        self.outcome.as_ref().ok().filter(|_| is_this).map(RevealedAddress::as_str)
    }

    /// Why nothing is shown.
    #[must_use]
    pub fn trouble(&self) -> Option<&PortalError> {
        self.outcome.as_ref().err()
    }
}

/// After so long it is masked again.
const SHOWN_FOR: Duration = Duration::from_secs(30);

#[derive(Clone, PartialEq, Eq)]
enum Shows {
    Masked,
    Asking,
    Address(String),
    Trouble(&'static str),
}

/// One address.
#[island]
pub fn ShowEmail(
    /// Whose it is.
    whose: Whose,
    /// The key of the group it is in.
    group: String,
    /// Which one.
    id: String,
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
    let value = format!("{group}{BETWEEN}{id}");
    let press = move |event: MouseEvent| {
        event.prevent_default();
        match shows.get_untracked() {
            Shows::Asking => return,
            Shows::Address(_) => return mask(),
            Shows::Masked | Shows::Trouble(_) => {}
        }
        shows.set(Shows::Asking);
        let (group, id) = (group.clone(), id.clone());
        leptos::task::spawn_local(async move {
            match whose.reveal(group, id).await {
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
    // One button for both, so that the focus has somewhere to stay.
    let does = move || if matches!(shows.get(), Shows::Address(_)) { "Hide" } else { "Show email" };
    view! {
        <span class="recipient-address" role="status">{line}</span>
        <button class="button" type="submit" name=SHOW value=value data-kind=ButtonKind::Plain.key() on:click=press>
            <Icon glyph=Glyph::Eye />
            {does}
            <span class="visually-hidden">{label}</span>
        </button>
        <span class="recipient-trouble" role="status">{trouble}</span>
    }
}
