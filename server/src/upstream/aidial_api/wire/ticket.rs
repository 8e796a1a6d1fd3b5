//! Tickets of the contract.

use super::zone::Zone;
use app::model::ticket::{Category, NewTicket, Priority, TicketPage, TicketRow, TicketStatus};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The answer of `GET /v1/support/tickets`.
#[derive(Deserialize)]
pub(in super::super) struct WireTicketPage {
    items: Vec<WireTicket>,
    page: u32,
    has_next: bool,
}

/// `Ticket` of the contract.
#[derive(Deserialize)]
pub(in super::super) struct WireTicket {
    reference: String,
    category: String,
    priority: String,
    subject: String,
    description: Option<String>,
    status: String,
    created_at: Timestamp,
    created_by: Option<String>,
}

/// `NewTicket` of the contract.
#[derive(Serialize)]
pub(in super::super) struct WireNewTicket<'a> {
    category: &'static str,
    priority: &'static str,
    subject: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<WireContext<'a>>,
}

#[derive(Serialize)]
struct WireContext<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

impl WireTicketPage {
    /// The page on the clock of `zone`.
    pub(in super::super) fn read(self, zone: &Zone) -> TicketPage {
        TicketPage {
            rows: self.items.into_iter().map(|ticket| ticket.read(zone)).collect(),
            page: self.page,
            has_next: self.has_next,
            zone: zone.name().to_owned(),
        }
    }
}

impl WireTicket {
    /// The ticket on the clock of `zone`.
    pub(in super::super) fn read(self, zone: &Zone) -> TicketRow {
        let category = Category::from_key(&self.category).map(|category| category.label().to_owned());
        let priority = Priority::from_key(&self.priority).map(|priority| priority.label().to_owned());
        TicketRow {
            reference: self.reference,
            category: category.unwrap_or(self.category),
            priority: priority.unwrap_or(self.priority),
            subject: self.subject,
            description: self.description,
            status: TicketStatus::from_key(&self.status),
            created: zone.moment(self.created_at),
            created_by: self.created_by,
        }
    }
}

impl<'a> WireNewTicket<'a> {
    /// `ticket` as it is sent, about `client` when a partner names one.
    pub(in super::super) fn of(ticket: &'a NewTicket, client: Option<&'a str>) -> Self {
        let context = WireContext {
            topic: ticket.topic.map(app::words::Topic::key),
            invoice_id: ticket.invoice.as_ref().map(|invoice| invoice.as_str()),
            page: ticket.page.as_ref().map(|page| page.as_str()),
            request_id: ticket.request_id.as_ref().map(|id| id.as_str()),
        };
        let said = context.topic.is_some()
            || context.invoice_id.is_some()
            || context.page.is_some()
            || context.request_id.is_some();
        Self {
            category: ticket.category.key(),
            priority: ticket.priority.key(),
            subject: &ticket.subject,
            description: &ticket.description,
            client_id: client,
            context: said.then_some(context),
        }
    }
}
