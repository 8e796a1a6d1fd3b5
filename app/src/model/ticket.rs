//! Support tickets: what a person writes, what is wrong with it, and what is listed. Imports serde only.

use super::{day::Moment, invoice::InvoiceId, once_key::OnceKey};
use crate::{error::IncidentId, paths::ReturnPath, words::Topic};
use serde::{Deserialize, Serialize};

/// What a ticket is about; keys of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Invoices, usage, payment.
    Billing,
    /// People and access.
    Account,
    /// Calls and messages.
    Technical,
    /// A wish.
    FeatureRequest,
    /// Anything else.
    General,
}

impl Category {
    /// Every category, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Billing, Self::Account, Self::Technical, Self::FeatureRequest, Self::General];

    /// The upstream key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::Account => "account",
            Self::Technical => "technical",
            Self::FeatureRequest => "feature_request",
            Self::General => "general",
        }
    }

    /// The name a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Billing => "Billing",
            Self::Account => "Account",
            Self::Technical => "Technical",
            Self::FeatureRequest => "Feature request",
            Self::General => "General",
        }
    }

    /// The category with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.key() == key)
    }
}

/// How pressing a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Low.
    Low,
    /// Normal.
    Normal,
    /// High.
    High,
}

impl Priority {
    /// Every priority, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Low, Self::Normal, Self::High];

    /// The upstream key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }

    /// The name a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Normal => "Normal",
            Self::High => "High",
        }
    }

    /// The priority with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.key() == key)
    }
}

/// How far a ticket is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TicketStatus {
    /// Nobody has looked at it yet.
    Open,
    /// Somebody works on it.
    InProgress,
    /// Support waits for an answer.
    Waiting,
    /// Done.
    Resolved,
    /// A status this portal does not know, in the upstream's own word.
    Other(String),
}

impl TicketStatus {
    /// The status of this key; what is not known keeps its own word.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        match key {
            "open" => Self::Open,
            "in_progress" => Self::InProgress,
            "waiting" => Self::Waiting,
            "resolved" => Self::Resolved,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The name a person reads.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Open => "Open",
            Self::InProgress => "In progress",
            Self::Waiting => "Waiting for you",
            Self::Resolved => "Resolved",
            Self::Other(word) => word,
        }
    }
}

/// A ticket as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketRow {
    /// What people call it, like `AD-10482`.
    pub reference: String,
    /// The category's name; the upstream's own word for one this portal does not know.
    pub category: String,
    /// The priority's name; the upstream's own word for one this portal does not know.
    pub priority: String,
    /// What it is about.
    pub subject: String,
    /// The text, when the upstream says it.
    pub description: Option<String>,
    /// How far it is.
    pub status: TicketStatus,
    /// When it was made, on the organisation's clock.
    pub created: Moment,
    /// Who made it, when the upstream says so.
    pub created_by: Option<String>,
}

/// One page of the organisation's tickets, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPage {
    /// The tickets.
    pub rows: Vec<TicketRow>,
    /// Which page, from 1.
    pub page: u32,
    /// Whether more follow.
    pub has_next: bool,
    /// The zone of the times.
    pub zone: String,
}

/// What a new ticket starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketStart {
    /// Goes with every try of this one ticket; another ticket needs another start.
    pub once: OnceKey,
    /// Whose ticket it will be about: the own organisation, or the client a partner admin asked for.
    pub organisation: String,
}

/// A ticket as it was typed, word for word, so that a form can show it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TicketDraft {
    /// A [`Category`] key.
    pub category: String,
    /// A [`Priority`] key.
    pub priority: String,
    /// "Subject".
    pub subject: String,
    /// "What's happening?".
    pub description: String,
    /// What it was started for: a [`Topic`] key.
    pub topic: String,
    /// The invoice it is about.
    pub invoice: String,
    /// The page it was started from.
    pub page: String,
    /// The request that failed.
    pub request_id: String,
}

/// A ticket that fits the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicket {
    /// What it is about.
    pub category: Category,
    /// How pressing it is.
    pub priority: Priority,
    /// One line of 3 to 150 characters.
    pub subject: String,
    /// 1 to 5,000 characters.
    pub description: String,
    /// What it was started for.
    pub topic: Option<Topic>,
    /// The invoice it is about.
    pub invoice: Option<InvoiceId>,
    /// The page it was started from.
    pub page: Option<ReturnPath>,
    /// The request that failed.
    pub request_id: Option<IncidentId>,
}

/// A field of the ticket's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketField {
    /// Category.
    Category,
    /// Priority.
    Priority,
    /// Subject.
    Subject,
    /// "What's happening?".
    Description,
    /// The form as a whole: the upstream refused something that is no field of it.
    Form,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketFault {
    /// Not one of the choices.
    NotAChoice,
    /// Fewer characters than the contract wants.
    TooShort,
    /// More characters than the contract takes.
    TooLong,
    /// The upstream did not take it.
    Refused,
}

/// What came of sending a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SendAnswer {
    /// It was made, now or by an earlier try with the same key.
    Sent(Box<TicketRow>),
    /// Nothing was sent: these fields need another look.
    Invalid(Vec<(TicketField, TicketFault)>),
}

impl TicketDraft {
    /// Fewest and most characters of a subject.
    pub const SUBJECT: (usize, usize) = (3, 150);
    /// Fewest and most characters of a description.
    pub const DESCRIPTION: (usize, usize) = (1, 5_000);

    /// The ticket as it can be sent. What the portal itself put into the form and nobody typed (topic, invoice, page,
    /// request) is left out when it is not well-formed.
    ///
    /// # Errors
    /// Every field with something wrong.
    pub fn check(&self) -> Result<NewTicket, Vec<(TicketField, TicketFault)>> {
        // A form sends line ends as CR LF (HTML, "constructing the entry list").
        let description = self.description.replace("\r\n", "\n");
        let description = description.trim();
        let subject: String = self.subject.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (category, priority) = (Category::from_key(&self.category), Priority::from_key(&self.priority));
        let faults: Vec<_> = [
            category.is_none().then_some((TicketField::Category, TicketFault::NotAChoice)),
            priority.is_none().then_some((TicketField::Priority, TicketFault::NotAChoice)),
            out_of(Self::SUBJECT, &subject).map(|fault| (TicketField::Subject, fault)),
            out_of(Self::DESCRIPTION, description).map(|fault| (TicketField::Description, fault)),
        ]
        .into_iter()
        .flatten()
        .collect();
        match (category, priority) {
            (Some(category), Some(priority)) if faults.is_empty() => Ok(NewTicket {
                category,
                priority,
                subject,
                description: description.to_owned(),
                topic: Topic::from_key(&self.topic),
                invoice: InvoiceId::parse(&self.invoice),
                page: ReturnPath::parse(&self.page),
                request_id: IncidentId::parse(&self.request_id),
            }),
            _ => Err(faults),
        }
    }
}

fn out_of((min, max): (usize, usize), text: &str) -> Option<TicketFault> {
    let length = text.chars().count();
    if length < min { Some(TicketFault::TooShort) } else { (length > max).then_some(TicketFault::TooLong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(subject: &str, description: &str) -> TicketDraft {
        TicketDraft {
            category: "billing".into(),
            priority: "normal".into(),
            subject: subject.into(),
            description: description.into(),
            ..TicketDraft::default()
        }
    }

    #[test]
    fn every_field_with_something_wrong_is_named_at_once() {
        let faults = TicketDraft { category: "sales".into(), ..draft(" a ", " \r\n ") }.check().unwrap_err();
        assert_eq!(
            faults,
            [
                (TicketField::Category, TicketFault::NotAChoice),
                (TicketField::Subject, TicketFault::TooShort),
                (TicketField::Description, TicketFault::TooShort),
            ]
        );
        let long = draft(&"é".repeat(151), &"x".repeat(5_001)).check().unwrap_err();
        assert!(long.iter().all(|(_, fault)| *fault == TicketFault::TooLong) && long.len() == 2);
    }

    #[test]
    fn limits_are_in_characters_and_lines_end_as_they_were_typed() {
        let ticket = draft(&"é".repeat(150), "one\r\ntwo").check().unwrap();
        assert_eq!(ticket.description, "one\ntwo");
        assert_eq!(draft("a\u{1b}[31m\nb", "x").check().unwrap().subject, "a [31m b");
    }

    #[test]
    fn what_nobody_typed_is_dropped_when_it_is_not_well_formed() {
        let forged = TicketDraft {
            topic: "evil".into(),
            invoice: "../x".into(),
            page: "//evil.example".into(),
            request_id: "<b>".into(),
            ..draft("abc", "x")
        };
        let ticket = forged.check().unwrap();
        assert!(ticket.topic.is_none() && ticket.invoice.is_none() && ticket.page.is_none());
        assert!(ticket.request_id.is_none());
    }
}
