//! The beat at which an open page asks again whether it may still show what it shows: while it is visible, and when it
//! becomes visible again. Passing trouble changes nothing.

use super::turn;
use crate::{
    api::{by_itself, clients::client_name, session::meet},
    model::viewer::Admission,
};
use leptos::{
    ev,
    prelude::{document, set_interval_with_handle, window, window_event_listener},
    task::spawn_local,
    web_sys::Element,
};
use std::time::Duration;

/// The server believes a context or an assignment for 30 seconds; with this, a lost right empties an open page within 60.
const EVERY: Duration = Duration::from_secs(25);

/// Beats for as long as there is a page.
pub(super) fn start() {
    // Where there is no timer, coming back to the page is the beat.
    let _ = set_interval_with_handle(beat, EVERY);
    std::mem::forget(window_event_listener(ev::visibilitychange, |_| beat()));
}

pub(super) fn beat() {
    let Ok(Some(frame)) = document().query_selector("[data-role]") else { return };
    if document().hidden() {
        return;
    }
    spawn_local(async move {
        match by_itself(meet()).await {
            Ok(Admission::Welcome(viewer)) if is_of(&frame, viewer.role.key()) => {
                if lists_what_can_be_lost() || is_lost().await {
                    turn::again_quietly();
                }
            }
            // Another role begins with a fresh page, so that nothing of the former stays. Where it cannot be loaded, the
            // next beat tries once more.
            Ok(Admission::Welcome(_)) => drop(window().location().reload()),
            Ok(Admission::SignedOut | Admission::MfaRequired { .. } | Admission::Suspended | Admission::NoRole) => {
                turn::again_quietly()
            }
            Err(_) => {}
        }
    });
}

fn is_of(frame: &Element, role: &str) -> bool {
    frame.get_attribute("data-role").as_deref() == Some(role)
}

/// Whether the page is one whose content a lost right changes.
fn lists_what_can_be_lost() -> bool {
    matches!(document().query_selector("[data-beat]"), Ok(Some(_)))
}

/// Whether the client whose page this is may not be seen any more.
async fn is_lost() -> bool {
    let Ok(Some(of)) = document().query_selector("[data-client]") else { return false };
    let client = of.get_attribute("data-client").unwrap_or_default();
    by_itself(client_name(client)).await.is_err_and(|error| !error.kind.keeps_figures())
}
