//! The person's own sessions: where they began, when they were last used, and the way to end them.

use crate::{
    api::sessions::own_sessions,
    in_place,
    model::{
        day::{self, Moment},
        own_session::{OwnSession, OwnSessionList},
        panel::Panel,
    },
    pages::response,
    paths,
    ui::{Announced, Badge, Button, Card, Column, Glyph, Reading, Row, Table, Tone, part_view},
    words,
};
use leptos::prelude::*;

/// The section.
pub(super) fn section() -> AnyView {
    let reading = Reading::new(async move {
        let answer = own_sessions().await;
        if let Err(error) = &answer {
            response::answer_with(error);
        }
        answer.map(Panel::Ready)
    });
    part_view(reading, words::of_settings_error, card)
}

fn card(list: OwnSessionList) -> AnyView {
    let others = list.sessions.iter().filter(|session| !session.current).count();
    let columns = ["Session", "Signed in", "Last used", "Sign out"].map(Column::words).into();
    let rows = list.sessions.into_iter().map(row).collect();
    let all = (others > 0).then(|| {
        view! {
            <form method="post" action=paths::END_SESSIONS data-in-place=in_place::FORM>
                <input type="hidden" name="others" value="1" />
                <Button>"Sign out all other sessions"</Button>
            </form>
        }
    });
    let said = match others {
        0 => "This is your only session".to_owned(),
        1 => "1 other session".to_owned(),
        others => format!("{others} other sessions"),
    };
    view! {
        <Announced text=format!("{said}.") />
        <Card labelled_by="active-sessions" class="list-card sessions">
            <h2 id="active-sessions">"Active sessions"</h2>
            <Table caption="Your sessions, this one first" columns rows />
            <div class="pager">
                <p class="pager-range">{format!("{said}. Times are of {}", list.zone.replace('_', " "))}</p>
                {all}
            </div>
        </Card>
        <p class="quiet">
            "A session that you do not know: sign it out, then change your password where you sign in."
        </p>
    }
    .into_any()
}

fn row(session: OwnSession) -> Row {
    let device = session.device.unwrap_or_else(|| "Unknown browser".to_owned());
    let name = view! {
        <span class="session-name">
            <strong>{device.clone()}</strong>
            {session.current.then(|| view! { <Badge tone=Tone::Good glyph=Glyph::Check text="This session" /> })}
        </span>
    }
    .into_any();
    let cells = vec![
        name,
        moment(&session.began),
        moment(&session.last_seen),
        end(&session.reference, session.current, &device),
    ];
    Row::new(session.reference, cells)
}

fn moment(moment: &Moment) -> AnyView {
    let text = format!("{}, {}", day::short(moment.day), moment.clock());
    view! { <time datetime=moment.utc.clone()>{text}</time> }.into_any()
}

/// The present session ends as everywhere, by signing out; another one is ended from here.
fn end(reference: &str, current: bool, device: &str) -> AnyView {
    if current {
        return view! {
            <form method="post" action=paths::SIGN_OUT>
                <Button>
                    "Sign out" <span class="visually-hidden">" of this session"</span>
                </Button>
            </form>
        }
        .into_any();
    }
    let of = format!(" of {device}");
    view! {
        <form method="post" action=paths::END_SESSIONS data-in-place=in_place::FORM>
            <input type="hidden" name="reference" value=reference.to_owned() />
            <Button>
                "Sign out" <span class="visually-hidden">{of}</span>
            </Button>
        </form>
    }
    .into_any()
}
