//! The organisation's tickets, newest first, a page at a time.

use super::trouble;
use crate::{
    api::tickets::tickets,
    model::{
        day,
        ticket::{TicketPage, TicketRow, TicketStatus},
    },
    pages::response,
    paths,
    ui::{
        Announced, Badge, ButtonKind, Card, Column, Glyph, LinkButton, Notice, PageHead, Pager, RefreshControl, Row,
        Table, Tone, empty_state,
    },
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The parameter that names the page.
const PAGE: &str = "page";
/// The parameter of the page that a sent ticket leads to.
const SENT: &str = "sent";

/// The tickets of one's own organisation.
#[component]
pub fn SupportPage() -> impl IntoView {
    let (page, sent) = use_location().search.with_untracked(|search| {
        let page = paths::query_value(search, PAGE).and_then(|page| page.parse::<u32>().ok());
        (page.filter(|page| *page > 0), paths::query_value(search, SENT).is_some())
    });
    let reading = Suspend::new(async move {
        let answer = tickets(page).await;
        match answer {
            Ok(tickets) => card(tickets),
            Err(error) => {
                response::answer_with(&error);
                trouble::state(&error)
            }
        }
    });
    let about = view! { <p class="page-about">"Tickets of your organisation"</p> }.into_any();
    let tools = view! {
        <RefreshControl />
        <LinkButton href=paths::NEW_TICKET kind=ButtonKind::Primary>
            "New ticket"
        </LinkButton>
    }
    .into_any();
    let sent = sent.then(|| {
        view! {
            <Announced text=words::TICKET_SENT.title.to_owned() />
            <Notice tone=Tone::Good glyph=Glyph::Check title=words::TICKET_SENT.title body=words::TICKET_SENT.body />
        }
    });
    view! {
        <PageHead heading="Support" title=words::title(&["Support"]) about tools />
        {sent}
        {reading}
    }
    .into_any()
}

fn card(tickets: TicketPage) -> AnyView {
    let at =
        |page: u32| if page == 1 { paths::SUPPORT.to_owned() } else { format!("{}?{PAGE}={page}", paths::SUPPORT) };
    if tickets.rows.is_empty() {
        let words = if tickets.page > 1 { words::NO_MORE_TICKETS } else { words::NO_TICKETS };
        let back = (tickets.page > 1).then(|| view! { <LinkButton href=at(1)>"First page"</LinkButton> });
        return view! {
            {empty_state(words, Glyph::Support, false)}
            {back}
        }
        .into_any();
    }
    let columns = ["Ticket", "Subject", "About", "Priority", "Status", "Sent"].map(Column::words).to_vec();
    let rows = tickets.rows.iter().map(row).collect();
    let previous = (tickets.page > 1).then(|| at(tickets.page - 1));
    let next = tickets.has_next.then(|| at(tickets.page + 1));
    let range = format!("Page {}, newest first. Times are of {}.", tickets.page, tickets.zone);
    view! {
        <Announced text=format!("Page {} of your tickets.", tickets.page) />
        <Card labelled_by="tickets" class="list-card">
            <h2 id="tickets" class="visually-hidden">
                "Tickets"
            </h2>
            <div class="tickets-table">
                <Table caption="Tickets" columns rows />
            </div>
            <Pager label="Pages of tickets" range previous next />
        </Card>
    }
    .into_any()
}

fn row(ticket: &TicketRow) -> Row {
    let from = ticket.created_by.as_ref().map(|name| view! { <span class="quiet">{format!("from {name}")}</span> });
    let subject = view! {
        <span class="described">
            <span>{ticket.subject.clone()}</span>
            {from}
        </span>
    };
    let sent = format!("{}, {}", day::short(ticket.created.day), ticket.created.clock());
    let cells = vec![
        view! { <strong>{ticket.reference.clone()}</strong> }.into_any(),
        subject.into_any(),
        ticket.category.clone().into_any(),
        ticket.priority.clone().into_any(),
        badge(&ticket.status),
        view! { <time datetime=ticket.created.utc.clone()>{sent}</time> }.into_any(),
    ];
    Row::new(ticket.reference.clone(), cells)
}

fn badge(status: &TicketStatus) -> AnyView {
    let (tone, glyph) = match status {
        TicketStatus::Open => (Tone::Info, Glyph::Info),
        TicketStatus::InProgress => (Tone::Info, Glyph::Clock),
        TicketStatus::Waiting => (Tone::Warn, Glyph::Question),
        TicketStatus::Resolved => (Tone::Good, Glyph::Check),
        TicketStatus::Other(_) => (Tone::Neutral, Glyph::Question),
    };
    view! { <Badge tone glyph text=status.label() /> }.into_any()
}
