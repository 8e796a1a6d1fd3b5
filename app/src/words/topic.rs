//! What a support ticket is started for.

/// What a support ticket is started for; the values of `context.topic` in the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A copy of an invoice.
    InvoiceCopy,
    /// An overdue invoice.
    Overdue,
    /// Billing is not set up.
    Setup,
    /// The billing provider's configuration.
    Configuration,
    /// Who gets billing email.
    Recipients,
    /// Anything else.
    General,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 6] =
        [Self::InvoiceCopy, Self::Overdue, Self::Setup, Self::Configuration, Self::Recipients, Self::General];

    /// The topic with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.key() == key)
    }

    /// The key in a URL and in a ticket.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::InvoiceCopy => "invoice_copy",
            Self::Overdue => "overdue",
            Self::Setup => "setup",
            Self::Configuration => "configuration",
            Self::Recipients => "recipients",
            Self::General => "general",
        }
    }

    /// The subject of an email about it.
    #[must_use]
    pub const fn subject(self) -> &'static str {
        match self {
            Self::InvoiceCopy => "Copy of an invoice",
            Self::Overdue => "Overdue invoice",
            Self::Setup => "Billing set-up",
            Self::Configuration => "Billing configuration",
            Self::Recipients => "Billing email recipients",
            Self::General => "Billing",
        }
    }
}
