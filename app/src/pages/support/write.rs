//! The first step of a new ticket: its form, filled in from the address, or with what was typed and what is wrong with it.

use super::{
    new_ticket::{Step, Ticket},
    review,
};
use crate::{
    error::PortalError,
    in_place,
    model::ticket::{Category, Priority, TicketFault, TicketField},
    pages::posted::Posted,
    paths,
    ui::{ButtonKind, Card, Field, LinkButton, Told, choices},
    words,
};
use leptos::prelude::*;

/// The form. After `error` what was typed was not sent.
pub(super) fn form(ticket: &Ticket, faults: &[(TicketField, TicketFault)], error: Option<&PortalError>) -> AnyView {
    let fault = |field: TicketField| {
        let found = faults.iter().find(|(of, _)| *of == field);
        found.map(|(field, fault)| words::of_ticket_fault(*field, *fault))
    };
    let told = match (error, fault(TicketField::Form)) {
        (Some(error), _) => Some(super::trouble::told(error)),
        (None, Some(of_form)) => {
            Some(view! { <Told title=words::TICKET_NOT_SENT body=of_form.to_owned() /> }.into_any())
        }
        (None, None) if faults.is_empty() => None,
        (None, None) => {
            let body = words::SEE_THE_FIELDS.to_owned();
            Some(view! { <Told title=words::TICKET_NOT_SENT body /> }.into_any())
        }
    };
    let is_typed = Posted::here().map(|_| "true");
    let draft = &ticket.draft;
    // Who comes back from the review begins where the form does, not at the button that took the place of theirs.
    let is_back = is_typed.is_some() && told.is_none();
    let category = Category::ALL.map(|of| (of.key(), of.label()));
    let category = choices("About", "category", &category, &draft.category, fault(TicketField::Category));
    let priority = Priority::ALL.map(|of| (of.key(), of.label()));
    let priority = choices("Priority", "priority", &priority, &draft.priority, fault(TicketField::Priority));
    let subject = Field::new("subject", "Subject").error(fault(TicketField::Subject)).input(
        "subject",
        "text",
        draft.subject.clone(),
    );
    let description = Field::new("description", "What's happening?").error(fault(TicketField::Description)).lines(
        "description",
        8,
        draft.description.clone(),
    );
    view! {
        <form class="ticket" method="post" action=paths::NEW_TICKET data-in-place=in_place::FORM data-typed=is_typed novalidate>
            {told}
            <Card labelled_by="ticket-write" class="ticket-write">
                <h2 id="ticket-write" tabindex="-1" autofocus=is_back>
                    "Write"
                </h2>
                {category}
                {priority}
                {subject}
                {description}
                <p class="quiet">{words::NO_SECRETS}</p>
            </Card>
            {review::evidence(ticket)}
            {review::kept(ticket)}
            <div class="ticket-steps">
                <LinkButton href=paths::SUPPORT>"Cancel"</LinkButton>
                <button class="button" type="submit" name=Step::FIELD value=Step::Review.key() data-kind=ButtonKind::Primary.key()>
                    "Review"
                </button>
            </div>
        </form>
    }
    .into_any()
}
