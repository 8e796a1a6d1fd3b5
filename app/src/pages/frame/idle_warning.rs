//! The warning before a session ends by itself. The server alone knows when that is, and is asked without this being use of
//! the session: at the time when the warning would be due, and while it stands. Without script there is no warning, and a
//! session that has ended leads to sign-in and back.

#![expect(unreachable_pub, reason = "the island macro writes functions of its own with the same visibility")]

use crate::{
    api::sessions::{session_time, stay_signed_in},
    error::{ErrorKind, PortalError},
    in_place,
    model::own_session::SessionTime,
    paths,
    ui::ButtonKind,
    words,
};
use leptos::{
    ev::Event,
    html::Dialog,
    leptos_dom::helpers::{IntervalHandle, TimeoutHandle},
    prelude::*,
    task::spawn_local,
};
use std::time::Duration;

/// How often the server is asked while the warning stands: another tab may have been used.
const ASK_EVERY: u32 = 10;

/// The dialog, closed until it is due.
#[island]
pub fn IdleWarning() -> impl IntoView {
    let watch = Watch {
        dialog: NodeRef::new(),
        left: RwSignal::new(None),
        trouble: RwSignal::new(""),
        due: StoredValue::new(None),
        ticking: StoredValue::new(None),
        dismissed: StoredValue::new(false),
    };
    Effect::new(move || {
        watch.ask();
        let visible = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                watch.ask();
            }
        });
        on_cleanup(move || {
            visible.remove();
            watch.rest();
        });
    });
    let extendable = move || watch.left.get().is_none_or(SessionTime::extendable);
    let title = move || if extendable() { "Are you still there?" } else { "Your session is about to end" };
    let why = move || if extendable() { words::IDLE_WARNING } else { words::SESSION_ENDS };
    let time = move || watch.left.get().map(|left| words::time_left(left.seconds()));
    let escape = move |event: Event| {
        event.prevent_default();
        if extendable() { watch.stay() } else { watch.dismiss() }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=watch.dialog
            role="alertdialog"
            aria-labelledby="idle-title"
            aria-describedby="idle-why"
            on:cancel=escape
        >
            <h2 id="idle-title">{title}</h2>
            <p id="idle-why">{why}</p>
            <p class="dialog-figure" role="timer">
                {time}
            </p>
            <p class="dialog-trouble" role="status">
                {move || watch.trouble.get()}
            </p>
            <div class="dialog-steps">
                <button
                    class="button"
                    type="button"
                    data-kind=ButtonKind::Primary.key()
                    hidden=move || !extendable()
                    on:click=move |_| watch.stay()
                >
                    "Stay signed in"
                </button>
                <button class="button" type="button" hidden=extendable on:click=move |_| watch.dismiss()>
                    "Close"
                </button>
                <form method="post" action=paths::SIGN_OUT>
                    <button class="button" type="submit">
                        "Sign out"
                    </button>
                </form>
            </div>
        </dialog>
    }
}

/// What keeps watch.
#[derive(Clone, Copy)]
struct Watch {
    dialog: NodeRef<Dialog>,
    /// What is left, while the warning stands.
    left: RwSignal<Option<SessionTime>>,
    /// Why staying did not succeed.
    trouble: RwSignal<&'static str>,
    /// The next time to ask.
    due: StoredValue<Option<TimeoutHandle>>,
    /// The seconds of the warning.
    ticking: StoredValue<Option<IntervalHandle>>,
    /// Whether a warning that nothing can be done about was closed.
    dismissed: StoredValue<bool>,
}

impl Watch {
    fn ask(self) {
        spawn_local(async move {
            let answer = session_time().await;
            self.told(answer);
        });
    }

    fn stay(self) {
        spawn_local(async move {
            match stay_signed_in().await {
                Err(error) if error.kind != ErrorKind::SignedOut => self.trouble.set(words::NOT_STAYED),
                answer => self.told(answer),
            }
        });
    }

    fn told(self, answer: Result<SessionTime, PortalError>) {
        match answer {
            Ok(time) if time.warns() => self.warn(time),
            Ok(time) => {
                self.close();
                self.ask_in(time.seconds().saturating_sub(SessionTime::WARN_BEFORE).max(1));
            }
            Err(error) if error.kind == ErrorKind::SignedOut => {
                self.close();
                in_place::look_again();
            }
            // Nothing is known now; what was said stands until it is.
            Err(_) => self.ask_in(ASK_EVERY),
        }
    }

    fn warn(self, time: SessionTime) {
        self.left.set(Some(time));
        self.ask_in(ASK_EVERY.min(time.seconds() + 1));
        let Some(dialog) = self.dialog.get_untracked() else { return };
        if dialog.open() || self.dismissed.get_value() {
            return;
        }
        // One that cannot be shown as a modal is not shown.
        let _ = dialog.show_modal();
        let tick = move || self.left.update(|left| *left = left.map(SessionTime::a_second_later));
        self.ticking.set_value(set_interval_with_handle(tick, Duration::from_secs(1)).ok());
    }

    fn ask_in(self, seconds: u32) {
        let asking = set_timeout_with_handle(move || self.ask(), Duration::from_secs(u64::from(seconds))).ok();
        let before = self.due.try_update_value(|due| std::mem::replace(due, asking)).flatten();
        if let Some(before) = before {
            before.clear();
        }
    }

    fn dismiss(self) {
        self.dismissed.set_value(true);
        self.close();
    }

    fn close(self) {
        if let Some(ticking) = self.ticking.try_update_value(Option::take).flatten() {
            ticking.clear();
        }
        self.trouble.set("");
        if let Some(dialog) = self.dialog.get_untracked().filter(|dialog| dialog.open()) {
            dialog.close();
        }
    }

    fn rest(self) {
        let due = self.due.try_update_value(Option::take).flatten();
        let ticking = self.ticking.try_update_value(Option::take).flatten();
        if let Some(due) = due {
            due.clear();
        }
        if let Some(ticking) = ticking {
            ticking.clear();
        }
    }
}
