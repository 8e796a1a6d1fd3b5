//! The second step of a new ticket: everything that would be sent, the way back to writing, and "Send ticket". Nothing is sent
//! that is not shown here.

use super::{
    new_ticket::{Step, Ticket},
    trouble,
};
use crate::{
    error::PortalError,
    in_place,
    model::{
        once_key::OnceKey,
        ticket::{Category, Priority},
    },
    paths,
    ui::{Announced, ButtonKind, Card, Fact, Facts},
    words,
};
use leptos::prelude::*;

/// The review. After `error` it was not sent, and the same can be tried again.
pub(super) fn card(ticket: &Ticket, error: Option<&PortalError>) -> AnyView {
    let draft = &ticket.draft;
    let about = Category::from_key(&draft.category).map(Category::label);
    let priority = Priority::from_key(&draft.priority).map(Priority::label);
    let text = view! { <span class="ticket-text">{draft.description.clone()}</span> };
    let mut facts = vec![
        Fact::maybe("About", about),
        Fact::maybe("Priority", priority),
        Some(Fact::new("Subject", draft.subject.clone())),
        Some(Fact::new("What's happening?", text)),
    ];
    facts.extend(beside(ticket));
    let told = error.map(trouble::told);
    let is_new = error.is_none();
    let said = is_new.then(|| view! { <Announced text=words::TICKET_REVIEW.to_owned() /> });
    let typed = [
        ("category", draft.category.clone()),
        ("priority", draft.priority.clone()),
        ("subject", draft.subject.clone()),
        ("description", draft.description.clone()),
    ];
    view! {
        <form class="ticket" method="post" action=paths::NEW_TICKET data-in-place=in_place::FORM data-typed="true">
            {said}
            {told}
            <Card labelled_by="ticket-review" class="ticket-review">
                <h2 id="ticket-review" tabindex="-1" autofocus=is_new>
                    "Review"
                </h2>
                <p class="quiet">{words::TICKET_REVIEW}</p>
                <Facts facts />
            </Card>
            {typed.map(hidden).collect_view()}
            {kept(ticket)}
            <div class="ticket-steps">
                <button class="button" type="submit" name=Step::FIELD value=Step::Write.key() data-kind=ButtonKind::Secondary.key()>
                    "Back to editing"
                </button>
                <button class="button" type="submit" name=Step::FIELD value=Step::Send.key() data-kind=ButtonKind::Primary.key()>
                    "Send ticket"
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// What goes with the ticket beside what is typed, where there is any.
pub(super) fn evidence(ticket: &Ticket) -> Option<AnyView> {
    let facts = beside(ticket);
    facts.iter().any(Option::is_some).then(|| {
        view! {
            <Card labelled_by="ticket-evidence" class="ticket-evidence">
                <h2 id="ticket-evidence">"Sent with the ticket"</h2>
                <Facts facts />
            </Card>
        }
        .into_any()
    })
}

fn beside(ticket: &Ticket) -> Vec<Option<Fact>> {
    let draft = &ticket.draft;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    vec![
        Fact::maybe("Organisation", ticket.organisation.clone()),
        Fact::maybe("Topic", words::Topic::from_key(&draft.topic).map(words::Topic::subject)),
        Fact::maybe("Invoice", some(&draft.invoice)),
        Fact::maybe("Page", some(&draft.page)),
        Fact::maybe("Reference", some(&draft.request_id)),
    ]
}

/// The fields that nobody types, from one step to the next.
pub(super) fn kept(ticket: &Ticket) -> AnyView {
    let draft = &ticket.draft;
    let fields = [
        (OnceKey::FIELD, ticket.once.to_string()),
        (super::draft::CLIENT, ticket.client.clone()),
        ("topic", draft.topic.clone()),
        ("invoice", draft.invoice.clone()),
        ("page", draft.page.clone()),
        ("request_id", draft.request_id.clone()),
    ];
    fields.map(hidden).collect_view().into_any()
}

fn hidden((name, value): (&'static str, String)) -> AnyView {
    view! { <input type="hidden" name=name value=value /> }.into_any()
}
