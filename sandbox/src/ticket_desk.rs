//! Support tickets: the seed with what was added. May import `store` and `clock`.

use jiff::{SignedDuration, Timestamp};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::store::{Store, StoreError};

const TICKET: &str = "ticket";
const FIRST_REFERENCE: usize = 10_440;

/// A ticket as aidial_api shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its id.
    pub ticket_id: String,
    /// What people call it, like `AD-10482`.
    pub reference: String,
    /// The category key.
    pub category: String,
    /// The priority key.
    pub priority: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub description: String,
    /// The status key.
    pub status: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whose name it carries.
    pub created_by: String,
}

/// A ticket with what only control shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledTicket {
    /// The client or partner that sees it.
    pub organisation: String,
    /// Who made it, and under which `Idempotency-Key`; empty for one of the seed.
    pub filed_by: String,
    /// See `filed_by`.
    pub idempotency_key: String,
    /// The `client_id` that a partner named.
    pub client_id: Option<String>,
    /// The `context` it was sent with.
    pub context: Option<Value>,
    /// The ticket.
    pub ticket: Ticket,
}

/// A ticket to be filed: all but its id, reference and status.
pub(crate) struct NewTicket {
    pub(crate) organisation: String,
    pub(crate) filed_by: String,
    pub(crate) idempotency_key: String,
    pub(crate) client_id: Option<String>,
    pub(crate) context: Option<Value>,
    pub(crate) category: String,
    pub(crate) priority: String,
    pub(crate) subject: String,
    pub(crate) description: String,
    pub(crate) created_at: Timestamp,
    pub(crate) created_by: String,
}

impl NewTicket {
    fn numbered(self, number: usize) -> FiledTicket {
        FiledTicket {
            organisation: self.organisation,
            filed_by: self.filed_by,
            idempotency_key: self.idempotency_key,
            client_id: self.client_id,
            context: self.context,
            ticket: Ticket {
                ticket_id: format!("tkt-{number}"),
                reference: format!("AD-{number}"),
                category: self.category,
                priority: self.priority,
                subject: self.subject,
                description: self.description,
                status: "open".to_owned(),
                created_at: self.created_at,
                created_by: self.created_by,
            },
        }
    }
}

pub(crate) struct TicketDesk {
    /// Oldest first.
    filed: RwLock<Vec<FiledTicket>>,
}

fn seeded(now: Timestamp) -> Vec<FiledTicket> {
    let now = Timestamp::from_second(now.as_second() - now.as_second().rem_euclid(3600)).unwrap_or(now);
    const SEED: [(&str, &str, &str, &str, &str, &str, i64); 5] = [
        ("harbour", "technical", "high", "Calls dropped on Sunday evening", "resolved", "Mei Tan", 74),
        ("coastal", "general", "low", "Portal access for a new colleague", "resolved", "Grace Okafor", 40),
        ("harbour", "billing", "normal", "Copy of an older invoice", "waiting", "Priya Raman", 12),
        ("orchard", "feature_request", "low", "Opening hours per clinic", "in_progress", "Callum Reid", 9),
        ("harbour", "account", "normal", "New practice manager", "open", "Tom Whitlock", 2),
    ];
    // Enough for a second page of one client.
    let routine = (0..24_i64).map(|week| {
        ("vast", "general", "normal", "Weekly call routing change", "resolved", "Victor Lindqvist", 400 - 7 * week)
    });
    routine
        .chain(SEED)
        .zip(FIRST_REFERENCE..)
        .map(|((organisation, category, priority, subject, status, by, days), number)| {
            let mut filed = NewTicket {
                organisation: organisation.to_owned(),
                filed_by: String::new(),
                idempotency_key: String::new(),
                client_id: None,
                context: None,
                category: category.to_owned(),
                priority: priority.to_owned(),
                subject: subject.to_owned(),
                description: "Please have a look when you can.".to_owned(),
                created_at: now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(now),
                created_by: by.to_owned(),
            }
            .numbered(number);
            status.clone_into(&mut filed.ticket.status);
            filed
        })
        .collect()
}

impl TicketDesk {
    pub(crate) async fn load(store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        let mut filed = seeded(now);
        filed.extend(store.all::<FiledTicket>(TICKET).await?.into_iter().map(|(_, kept)| kept));
        Ok(Self { filed: RwLock::new(filed) })
    }

    pub(crate) async fn reset(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        store.forget(TICKET).await?;
        *self.filed.write() = seeded(now);
        Ok(())
    }

    pub(crate) fn all(&self) -> Vec<FiledTicket> {
        self.filed.read().clone()
    }

    /// Newest first.
    pub(crate) fn of(&self, organisation: &str) -> Vec<Ticket> {
        let filed = self.filed.read();
        filed
            .iter()
            .rev()
            .filter(|filed| filed.organisation == organisation)
            .map(|filed| filed.ticket.clone())
            .collect()
    }

    /// File a ticket; the same person's same key answers the first one.
    pub(crate) async fn file(&self, store: &Store, new: NewTicket) -> Result<Ticket, StoreError> {
        let filed = {
            let mut all = self.filed.write();
            let first =
                all.iter().find(|filed| filed.filed_by == new.filed_by && filed.idempotency_key == new.idempotency_key);
            if let Some(first) = first {
                return Ok(first.ticket.clone());
            }
            let filed = new.numbered(FIRST_REFERENCE + all.len());
            all.push(filed.clone());
            filed
        };
        store.put(TICKET, &filed.ticket.ticket_id, &filed).await?;
        Ok(filed.ticket)
    }
}
