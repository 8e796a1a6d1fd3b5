//! A ticket's form that came when nobody could be met.

use super::{draft, new_ticket::Step};
use crate::{
    error::IncidentId,
    model::{
        client_id::ClientId,
        invoice::InvoiceId,
        once_key::OnceKey,
        ticket::{Category, Priority},
    },
    pages::{
        posted::Posted,
        unsent::{Typed, Unsent},
    },
    paths::{self, ReturnPath},
    ui::Fact,
    words::Topic,
};

/// The form again; none when it is not one of this page's. Its key stays, so what is sent twice is one ticket.
#[must_use]
pub fn unsent(form: &Posted) -> Option<Unsent> {
    let once = OnceKey::parse(&form.field(OnceKey::FIELD)?)?;
    let client = form.text(draft::CLIENT);
    if !client.is_empty() && ClientId::parse(&client).is_none() {
        return None;
    }
    let ticket = draft::of_form(form);
    let category = Category::from_key(&ticket.category);
    let priority = Priority::from_key(&ticket.priority);
    let when = |is_right: bool, text: String| if is_right { text } else { String::new() };
    Some(Unsent {
        action: paths::NEW_TICKET,
        chosen: vec![
            Fact::maybe("About", category.map(Category::label)),
            Fact::maybe("Priority", priority.map(Priority::label)),
        ],
        typed: vec![
            Typed { name: "subject", label: "Subject", lines: false, text: ticket.subject },
            Typed { name: "description", label: "What's happening?", lines: true, text: ticket.description },
        ],
        hidden: vec![
            (Step::FIELD, Step::of(form).key().to_owned()),
            (OnceKey::FIELD, once.to_string()),
            (draft::CLIENT, client),
            ("category", category.map(Category::key).unwrap_or_default().to_owned()),
            ("priority", priority.map(Priority::key).unwrap_or_default().to_owned()),
            ("topic", when(Topic::from_key(&ticket.topic).is_some(), ticket.topic)),
            ("invoice", when(InvoiceId::parse(&ticket.invoice).is_some(), ticket.invoice)),
            ("page", when(ReturnPath::parse(&ticket.page).is_some(), ticket.page)),
            ("request_id", when(IncidentId::parse(&ticket.request_id).is_some(), ticket.request_id)),
        ],
    })
}
