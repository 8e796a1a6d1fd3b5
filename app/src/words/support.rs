//! Support and its tickets.

use super::{Next, Topic, Words, of_error};
use crate::error::ErrorKind;
use crate::model::ticket::TicketFault;
use crate::model::ticket::TicketField;

/// The words of an error on the Support page: trouble there is not billing's, and help must be reachable without the page.
#[must_use]
pub const fn of_support_error(kind: ErrorKind) -> Words {
    if matches!(kind, ErrorKind::RateLimited) {
        return Words {
            title: "Too many requests",
            body: "Wait a moment and send it again: nothing you typed is lost, and no second ticket is made.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::TimedOut) {
        return Words {
            title: "Support took too long to answer",
            body: "Your ticket may or may not have arrived. Send it again: nothing you typed is lost, and no second ticket \
                   is made. If it goes on, write to help@aidial.com.au.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::Unavailable) {
        return Words {
            title: "Support cannot be reached right now",
            body: "Try again in a moment, or write to help@aidial.com.au.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::NotUnderstood) {
        return Words {
            title: "Support could not be loaded",
            body: "The answer was incomplete, so nothing of it is shown. Try again, or write to help@aidial.com.au.",
            next: Next::Refresh,
        };
    }
    of_error(kind)
}

/// A ticket was sent.
pub const TICKET_SENT: Words = Words {
    title: "Your ticket was sent.",
    body: "Support answers by email; the ticket and how far it is stand below.",
    next: Next::Nothing,
};

/// The organisation has sent no ticket.
pub const NO_TICKETS: Words = Words {
    title: "No tickets yet",
    body: "Tickets of your organisation appear here once one has been sent.",
    next: Next::Nothing,
};

/// A page past the last.
pub const NO_MORE_TICKETS: Words =
    Words { title: "No more tickets", body: "There are no tickets on this page.", next: Next::Nothing };

/// A form that did not become a ticket.
pub const TICKET_NOT_SENT: &str = "The ticket was not sent";

/// Above a ticket that is complete and not sent yet.
pub const TICKET_REVIEW: &str = "This is all that will be sent. Nothing has been sent yet.";

/// Where to look.
pub const SEE_THE_FIELDS: &str = "See what is said beside the fields below. Nothing you typed is lost.";

/// What does not belong in a ticket.
pub const NO_SECRETS: &str = "Never put passwords, keys or card details in a ticket.";

/// What a new ticket starts with, subject and text; both empty for one about nothing in particular.
#[must_use]
pub fn of_new_ticket(topic: Option<Topic>, invoice: Option<&str>, error: Option<ErrorKind>) -> (String, String) {
    if let Some(error) = error {
        let title = of_error(error).title;
        return (title.to_owned(), format!("The portal said: {title} ({}).\n\n", error.code()));
    }
    let of_invoice = invoice.map(|invoice| format!(" {invoice}")).unwrap_or_default();
    let (subject, text) = match topic {
        Some(Topic::InvoiceCopy) => (
            format!("Copy of invoice{of_invoice}"),
            format!("Please send us a PDF copy of invoice{of_invoice}. The portal cannot download it."),
        ),
        Some(Topic::Overdue) => (
            format!("Overdue invoice{of_invoice}"),
            match invoice {
                Some(invoice) => format!("The portal shows invoice {invoice} as overdue. Our question about it:"),
                None => "The portal shows an invoice as overdue. Our question about it:".to_owned(),
            },
        ),
        Some(Topic::Setup) => (
            "Billing set-up".to_owned(),
            "The portal says that billing is not configured for our organisation. Please help us set it up.".to_owned(),
        ),
        Some(Topic::Configuration) => (
            "Billing configuration needs attention".to_owned(),
            "The portal says that our billing configuration needs attention. Please put it right.".to_owned(),
        ),
        Some(Topic::Recipients) => {
            ("Billing email recipients".to_owned(), "Our question about who receives billing email:".to_owned())
        }
        Some(Topic::General) => ("Billing".to_owned(), "Our question about billing:".to_owned()),
        None if invoice.is_some() => {
            (format!("Invoice{of_invoice}"), format!("Our question about invoice{of_invoice}:"))
        }
        None => (String::new(), String::new()),
    };
    (subject, text)
}

/// What is wrong with a field of a ticket.
#[must_use]
pub const fn of_ticket_fault(field: TicketField, fault: TicketFault) -> &'static str {
    match (field, fault) {
        (TicketField::Category, _) => "Choose what the ticket is about.",
        (TicketField::Priority, _) => "Choose Low, Normal or High.",
        (TicketField::Subject, TicketFault::TooShort) => "Write a subject of at least 3 characters.",
        (TicketField::Subject, TicketFault::TooLong) => "Shorten the subject to 150 characters.",
        (TicketField::Description, TicketFault::TooShort) => "Say what is happening.",
        (TicketField::Description, TicketFault::TooLong) => "Shorten the text to 5,000 characters.",
        (TicketField::Subject | TicketField::Description, TicketFault::Refused | TicketFault::NotAChoice) => {
            "Support did not take this text. Change it and send again."
        }
        (TicketField::Form, _) => "Support did not take the ticket. Check it, or write to help@aidial.com.au.",
    }
}
