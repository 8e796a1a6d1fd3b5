//! Support tickets: listed, and sent once a key.

use super::{
    AidialApi,
    wire::{
        ticket::{WireNewTicket, WireTicket, WireTicketPage},
        zone::Zone,
    },
    write::{Change, Written},
};
use app::{
    backend::{DomainError, SupportScope, TicketsPort},
    model::{
        audit::{AuditAbout, AuditOutcome},
        once_key::OnceKey,
        ticket::{NewTicket, SendAnswer, TicketFault, TicketField, TicketPage},
    },
};
use async_trait::async_trait;
use reqwest::Method;

const PATH: [&str; 3] = ["v1", "support", "tickets"];
/// Tickets on a page.
const PAGE_SIZE: &str = "20";

/// The tickets port over `aidial_api`.
pub struct TicketDesk {
    /// The service.
    pub api: AidialApi,
}

#[async_trait]
impl TicketsPort for TicketDesk {
    async fn list(&self, scope: &SupportScope, page: u32) -> Result<TicketPage, DomainError> {
        let page = page.max(1).to_string();
        let query = [("page", page.as_str()), ("page_size", PAGE_SIZE)];
        let answer: WireTicketPage = self.api.get(scope.credential(), &PATH, &query).await?;
        Ok(answer.read(&Zone::named(scope.timezone())))
    }

    async fn send(&self, scope: &SupportScope, once: OnceKey, ticket: &NewTicket) -> Result<SendAnswer, DomainError> {
        let body = WireNewTicket::of(ticket, scope.client_parameter());
        let change = Change { method: Method::POST, path: &PATH, once: Some(once), body: &body };
        let written = match self.api.write::<WireTicket, _>(scope.credential(), change).await {
            Ok(written) => written,
            Err(error) => {
                scope.note_ticket(AuditOutcome::Failed, None).await;
                return Err(error.into());
            }
        };
        Ok(match written {
            Written::Done(made) => {
                let made = made.read(&Zone::named(scope.timezone()));
                scope.note_ticket(AuditOutcome::Done, AuditAbout::parse(&made.reference)).await;
                SendAnswer::Sent(Box::new(made))
            }
            Written::Invalid(names) => SendAnswer::Invalid(faults(&names)),
            // The contract has no conflict here: the same key answers the first ticket.
            Written::Conflict => return Err(DomainError::NotUnderstood),
        })
    }
}

/// The fields that the upstream names, each once; a refusal that names none is the form's.
fn faults(names: &[String]) -> Vec<(TicketField, TicketFault)> {
    let mut fields: Vec<_> = names
        .iter()
        .map(|name| match name.as_str() {
            "category" => TicketField::Category,
            "priority" => TicketField::Priority,
            "subject" => TicketField::Subject,
            "description" => TicketField::Description,
            _ => TicketField::Form,
        })
        .collect();
    if fields.is_empty() {
        fields.push(TicketField::Form);
    }
    fields.dedup();
    fields.into_iter().map(|field| (field, TicketFault::Refused)).collect()
}
