//! The beat at which an open page asks again whether it may still show what it shows. Beats in the browser only, while the
//! page is visible, and when it becomes visible again.

use leptos::prelude::*;
use std::time::Duration;

/// The server believes a context or an assignment for 30 seconds; with this, a lost right empties an open page within 60.
const EVERY: Duration = Duration::from_secs(25);

#[derive(Clone, Copy)]
struct Pulse(RwSignal<u32>);

/// Starts the beat for what is below.
pub(super) fn start() {
    let beats = RwSignal::new(0_u32);
    provide_context(Pulse(beats));
    Effect::new(move || {
        let beat = move || {
            if !document().hidden() {
                beats.update(|beats| *beats = beats.wrapping_add(1));
            }
        };
        let timer = set_interval_with_handle(beat, EVERY).ok();
        let shown = window_event_listener_untyped("visibilitychange", move |_| beat());
        on_cleanup(move || {
            if let Some(timer) = timer {
                timer.clear();
            }
            shown.remove();
        });
    });
}

/// Does `act` at every beat.
pub fn on_beat(act: impl Fn() + 'static) {
    let Some(Pulse(beats)) = use_context() else { return };
    Effect::new(move |before: Option<()>| {
        beats.track();
        if before.is_some() {
            act();
        }
    });
}
