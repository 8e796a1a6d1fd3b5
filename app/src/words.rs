//! Every sentence shown for an error, an empty state or a broken part. Total matches: a new state does not compile without its words.

use crate::{
    error::{ErrorKind, PortalError},
    model::{
        sign_in_problem::SignInProblem,
        tenant_settings::{SettingsFault, SettingsField},
        ticket::{TicketFault, TicketField},
    },
};

/// Where Support can be reached when its page cannot.
pub const SUPPORT_EMAIL: &str = "help@aidial.com.au";

/// A state in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line: what it is.
    pub title: &'static str,
    /// What it means for the reader and what to do.
    pub body: &'static str,
    /// The step offered.
    pub next: Next,
}

/// The step a state offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing to press.
    Nothing,
    /// "Refresh" of the same part.
    Refresh,
    /// "Sign in", returning to the same place.
    SignIn,
    /// "Contact support" with this topic prefilled.
    Support(Topic),
    /// "Back to Billing".
    Billing,
}

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

/// The words of an error.
#[must_use]
pub const fn of_error(kind: ErrorKind) -> Words {
    match kind {
        ErrorKind::SignedOut => Words {
            title: "You are signed out",
            body: "Sign in again and you will come back to this page.",
            next: Next::SignIn,
        },
        ErrorKind::MfaRequired => Words {
            title: "Multi-factor authentication is required",
            body: "Partner Admins need a second sign-in factor before they can use the portal. Set it up with your \
                   sign-in provider, then sign in again.",
            next: Next::SignIn,
        },
        ErrorKind::AccessSuspended => Words {
            title: "Access is suspended",
            body: "Your access or your organisation's access has been suspended. Contact your administrator, or write \
                   to help@aidial.com.au.",
            next: Next::Nothing,
        },
        ErrorKind::NoBillingAccess => Words {
            title: "Billing is not part of your role",
            body: "Billing is available to Client Admins, Client Managers, and assigned Partner Admins only. Contact \
                   your administrator for billing enquiries.",
            next: Next::Nothing,
        },
        ErrorKind::NotFound => Words {
            title: "Page not found",
            body: "There is nothing at this address that your account can open. Check the address, or go back to \
                   Billing.",
            next: Next::Billing,
        },
        ErrorKind::BadRequest => Words {
            title: "The request could not be read",
            body: "Something in the address or the form is not as the portal expects. Go back to Billing and try \
                   again.",
            next: Next::Billing,
        },
        ErrorKind::CrossOrigin => Words {
            title: "The request was refused",
            body: "It came from another site, or your browser did not say where it came from. Open the portal \
                   directly and try again.",
            next: Next::Billing,
        },
        ErrorKind::TooLarge => Words {
            title: "The request is too large",
            body: "Shorten what you are sending and try again.",
            next: Next::Nothing,
        },
        ErrorKind::RateLimited => Words {
            title: "Too many requests",
            body: "Billing requests are rate-limited. Wait a moment and try again.",
            next: Next::Refresh,
        },
        ErrorKind::TimedOut => Words {
            title: "Billing details could not be loaded",
            body: "Billing took too long to answer. Select Refresh; if it goes on, contact support.",
            next: Next::Refresh,
        },
        ErrorKind::Unavailable => Words {
            title: "Billing details could not be loaded",
            body: "Billing is not reachable right now. Your account is not affected. Select Refresh; if it goes on, \
                   contact support.",
            next: Next::Refresh,
        },
        ErrorKind::NotUnderstood => Words {
            title: "Billing details could not be loaded",
            body: "The answer from billing was incomplete, so nothing of it is shown. Select Refresh; if it goes on, \
                   contact support.",
            next: Next::Refresh,
        },
        ErrorKind::PdfUnavailable => Words {
            title: "This invoice has no PDF to download",
            body: "The portal cannot download a PDF for this invoice. Request it from support, or use the Stripe billing \
                   portal if your organisation has portal access.",
            next: Next::Support(Topic::InvoiceCopy),
        },
        ErrorKind::PdfTooLarge => Words {
            title: "The invoice PDF is too large",
            body: "Nothing was downloaded. Try again later or use the Stripe billing portal, or request the invoice from \
                   support.",
            next: Next::Support(Topic::InvoiceCopy),
        },
        ErrorKind::PdfTimedOut => Words {
            title: "The invoice download timed out",
            body: "Nothing was downloaded. Try again later or use the Stripe billing portal, or request the invoice from \
                   support.",
            next: Next::Support(Topic::InvoiceCopy),
        },
        ErrorKind::PdfNotFound => Words {
            title: "Invoice not found",
            body: "There is no invoice at this address that your account can download. Go back to Invoices for the \
                   present list, or request the invoice from support.",
            next: Next::Support(Topic::InvoiceCopy),
        },
        ErrorKind::NothingToExport => Words {
            title: "There are no invoices to export",
            body: "Billing is not configured for your organisation, or its configuration needs attention. Billing says \
                   which of the two it is.",
            next: Next::Billing,
        },
        ErrorKind::PortalNotConfigured => Words {
            title: "Billing is not configured",
            body: "Billing has not been set up for your organisation yet, so there is no billing portal to open. Contact \
                   support and we will help you set it up.",
            next: Next::Support(Topic::Setup),
        },
        ErrorKind::PortalMisconfigured => Words {
            title: "Billing configuration needs attention",
            body: "The connection to the billing provider is not right for your organisation, so the billing portal \
                   cannot be opened. Support can put it right.",
            next: Next::Support(Topic::Configuration),
        },
        ErrorKind::NoPortalAccess => Words {
            title: "Your contract has no billing portal",
            body: "Your organisation pays without the Stripe billing portal. Contact support about payment or to have \
                   it added.",
            next: Next::Support(Topic::Configuration),
        },
        ErrorKind::StripeTimedOut => Words {
            title: "Stripe took too long to answer",
            body: "The billing portal was not opened, and nothing about your payment details has changed. Wait a moment \
                   and try again.",
            next: Next::Refresh,
        },
        ErrorKind::StripeUnavailable => Words {
            title: "Stripe cannot be reached right now",
            body: "The billing portal was not opened. Your account is not affected. Wait a moment and try again; if it \
                   goes on, contact support.",
            next: Next::Refresh,
        },
        ErrorKind::StripeRefused => Words {
            title: "Stripe did not open the billing portal",
            body: "The connection to Stripe is not right for your organisation. Trying again will not help; support can \
                   put it right.",
            next: Next::Support(Topic::Configuration),
        },
        ErrorKind::StripeBadLink => Words {
            title: "The billing portal could not be opened safely",
            body: "Stripe's answer did not lead to a billing portal that this site trusts, so it was not opened. Contact \
                   support with the reference below.",
            next: Next::Support(Topic::Configuration),
        },
        ErrorKind::Overloaded => Words {
            title: "The portal is busy",
            body: "More people are using it than it can serve at once. Wait a moment and try again.",
            next: Next::Refresh,
        },
        ErrorKind::StoreUnavailable => Words {
            title: "The portal cannot check your session right now",
            body: "You are still signed in. Wait a moment, then select Refresh.",
            next: Next::Refresh,
        },
        ErrorKind::Offline => Words {
            title: "The portal could not be reached",
            body: "Check your connection, then select Refresh.",
            next: Next::Refresh,
        },
        ErrorKind::Internal => Words {
            title: "Something went wrong on our side",
            body: "It has been recorded. Select Refresh; if it happens again, contact support with the reference below.",
            next: Next::Refresh,
        },
    }
}

/// Billing has not been set up.
pub const NOT_CONFIGURED: Words = Words {
    title: "Billing is not configured",
    body: "Billing has not been set up for your organisation yet. Contact support and we will help you set it up.",
    next: Next::Support(Topic::Setup),
};

/// The provider's configuration needs attention.
pub const CONFIGURATION_ERROR: Words = Words {
    title: "Billing configuration needs attention",
    body: "The connection to the billing provider is not right for your organisation, so billing details cannot be \
           shown. Support can put it right.",
    next: Next::Support(Topic::Configuration),
};

/// Project names and plans are missing; totals hold.
pub const PROJECT_DETAILS_UNAVAILABLE: Words = Words {
    title: "Project details temporarily unavailable",
    body: "The totals above are complete. Usage by project comes back when project details can be read again.",
    next: Next::Refresh,
};

/// Usage by project is missing for this cycle; totals hold.
pub const PROJECT_USAGE_UNAVAILABLE: Words = Words {
    title: "Per-project usage is unavailable for this billing cycle",
    body: "The totals above are complete. Usage by project is not available for this period.",
    next: Next::Refresh,
};

/// Billing has no history.
pub const NO_HISTORY: &str = "No usage has been recorded yet.";

/// The words of an error in the history of usage.
#[must_use]
pub const fn of_history_error(kind: ErrorKind) -> Words {
    match kind {
        ErrorKind::NotFound => Words {
            title: "There is no history of this",
            body: "The project in the address is not one of this organisation. Choose one from the list.",
            next: Next::Nothing,
        },
        other => of_error(other),
    }
}

/// A period that is over.
pub const PAST_PERIOD: &str = "This period is over.";

/// The tenant has no project.
pub const NO_PROJECTS: Words = Words {
    title: "No projects yet",
    body: "Usage by project appears here once your organisation has a project.",
    next: Next::Nothing,
};

/// The person's role is not one the portal knows.
pub const NO_ROLE: Words = Words {
    title: "Your account has no role in the portal",
    body: "You are signed in, but your account is not linked to an organisation and a role. Contact your \
           administrator, or write to help@aidial.com.au.",
    next: Next::Nothing,
};

/// The portal's own name.
pub const PORTAL: &str = "AiDial";

/// A document title, most specific part first: "Usage · Billing · AiDial".
#[must_use]
pub fn title(parts: &[&str]) -> String {
    let mut title = parts.join(" · ");
    title.push_str(" · ");
    title.push_str(PORTAL);
    title
}

/// Why a sign-in did not succeed: a line and what to do.
#[must_use]
pub const fn of_sign_in_problem(problem: SignInProblem) -> (&'static str, &'static str) {
    match problem {
        SignInProblem::Cancelled => ("Sign-in was cancelled.", "Enter your email to start again."),
        SignInProblem::Expired => {
            ("That sign-in took too long or was started in another browser.", "Enter your email to start again.")
        }
        SignInProblem::Refused => (
            "You could not be signed in.",
            "Try again; if it goes on, contact your administrator or write to help@aidial.com.au.",
        ),
        SignInProblem::Unavailable => {
            ("Sign-in is not available right now.", "Your account is not affected. Wait a moment and try again.")
        }
    }
}

/// A partner without assigned clients.
pub const NO_CLIENTS: Words = Words {
    title: "No clients are assigned to you",
    body: "Clients appear here once they are assigned to your organisation. If one is missing, write to \
           help@aidial.com.au.",
    next: Next::Nothing,
};

/// A search without a hit.
pub const NO_MATCHING_CLIENT: Words = Words {
    title: "No client matches your search",
    body: "Check the spelling, or clear the search to see all clients assigned to you.",
    next: Next::Nothing,
};

/// A client that was open, and may not be seen any more.
pub const CLIENT_LOST: Words = Words {
    title: "This client can no longer be opened",
    body: "The client is not among those assigned to you now, so its billing is no longer shown. Partner Billing has the \
           present list.",
    next: Next::Billing,
};

/// No invoice was ever made for the organisation.
pub const NO_INVOICES: Words = Words {
    title: "No invoices yet",
    body: "Your organisation has not been invoiced yet. Invoices appear here once they are issued.",
    next: Next::Nothing,
};

/// The filter "Paid" without an invoice.
pub const NO_PAID_INVOICES: Words = Words {
    title: "No paid invoices",
    body: "No invoice has been paid yet. Select All to see every one.",
    next: Next::Nothing,
};

/// The filter "Open" without an invoice.
pub const NO_OPEN_INVOICES: Words =
    Words { title: "No open invoices", body: "Nothing is owed. Select All to see every invoice.", next: Next::Nothing };

/// A search by number without a hit.
pub const NO_INVOICE_FOUND: Words = Words {
    title: "No invoice matches your search",
    body: "Check the number, select All, or clear the search.",
    next: Next::Nothing,
};

/// Who manages billing emails, for partners.
pub const RECIPIENTS_OF_CLIENT: &str = "Billing emails are managed by client admins.";

/// Stripe's list of recipients is on its way.
pub const RECIPIENTS_SYNCING: &str = "Currently syncing from Stripe. Try again later.";

/// Why an address was not shown.
#[must_use]
pub const fn of_reveal(kind: ErrorKind) -> Words {
    let (title, body) = if matches!(kind, ErrorKind::RateLimited) {
        ("Too many addresses shown", "Wait a moment, then select Show email again.")
    } else if matches!(kind, ErrorKind::NotFound) {
        ("This recipient is no longer there", "Select Refresh for the present recipients.")
    } else if matches!(kind, ErrorKind::StoreUnavailable) {
        (
            "The address was not shown",
            "Showing it could not be recorded, and without a record it is not shown. Try again.",
        )
    } else {
        ("The address could not be shown", "Select Show email again; if it goes on, contact support.")
    };
    Words { title, body, next: Next::Nothing }
}

/// What the billing portal is for.
pub const PORTAL_IS_FOR: &str =
    "Use the Stripe billing portal for payment-profile and invoice actions configured for your tenant.";

/// What comes before it.
pub const PORTAL_ASKS_FIRST: &str =
    "It opens in a new tab. You are asked to confirm first; nothing is created at Stripe before that.";

/// Billing says nothing of a card.
pub const NO_CARD_KNOWN: &str = "Billing does not say which card is on file. Stripe's billing portal shows it.";

/// Where card details are.
pub const CARDS_ARE_STRIPES: &str = "Card details are kept by Stripe. The portal never sees a full card number.";

/// The question before the hand-over.
pub const CONFIRM_PORTAL: &str = "Open the Stripe billing portal?";

/// Its answer.
pub const TO_STRIPE: &str = "Continue to Stripe";

/// While Stripe makes the session.
pub const ASKING_STRIPE: &str = "Opening the Stripe billing portal.";

/// See [`ASKING_STRIPE`], after a while.
pub const STRIPE_SLOW: &str = "Stripe is taking longer than usual. Nothing has gone wrong yet; please wait.";

/// Once it is open.
pub const PORTAL_OPENED: &str = "The billing portal is open in a new tab. This page is read again when you come back.";

/// The browser let no tab open.
pub const TAB_BLOCKED: &str = "Your browser did not let a new tab open. The billing portal is ready behind this link:";

/// A search that could not look at every invoice.
pub const SEARCH_CUT: &str = "There are very many invoices: the search looked at the newest ones only.";

/// Billing says that its own figures are behind.
pub const FIGURES_BEHIND: Words = Words {
    title: "These figures are behind.",
    body: "Billing is still catching up; newer calls and messages are not counted yet.",
    next: Next::Nothing,
};

/// Said while a part is read again.
pub const REFRESHING: &str = "Refreshing.";

/// Said once it has been.
pub const REFRESHED: &str = "Up to date.";

/// Said while a file is on its way, once it is there, and once it was called off.
pub const DOWNLOADING: &str = "Downloading.";
/// See [`DOWNLOADING`].
pub const DOWNLOADED: &str = "Downloaded.";
/// See [`DOWNLOADING`].
pub const DOWNLOAD_CANCELLED: &str = "The download was cancelled.";

/// An answer of the portal did not come.
pub const UNREACHABLE: Words = Words {
    title: "The portal could not be reached",
    body: "Check your connection. What you see is as it was.",
    next: Next::Refresh,
};

/// Said when a refresh failed and what was shown stays.
pub const FIGURES_KEPT: &str = "The last good figures are still shown.";

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

/// The words of an error in Tenant Settings: trouble there is not billing's.
#[must_use]
pub const fn of_settings_error(kind: ErrorKind) -> Words {
    if matches!(kind, ErrorKind::RateLimited) {
        return Words {
            title: "Too many requests",
            body: "Wait a moment and try again. Nothing you typed is lost.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::TimedOut) {
        return Words {
            title: "Settings took too long to answer",
            body: "A change may or may not have been saved. Select Refresh to see what stands now.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::Unavailable) {
        return Words {
            title: "Settings cannot be reached right now",
            body: "Nothing was changed. Wait a moment and try again; if it goes on, contact support.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::NotUnderstood) {
        return Words {
            title: "Settings could not be loaded",
            body: "The answer was incomplete, so nothing of it is shown. Select Refresh; if it goes on, contact support.",
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

/// What is wrong with a field of Tenant Settings.
#[must_use]
pub const fn of_settings_fault(field: SettingsField, fault: SettingsFault) -> &'static str {
    match (field, fault) {
        (SettingsField::DisplayName, SettingsFault::TooLong) => "Shorten the display name to 120 characters.",
        (SettingsField::Timezone, SettingsFault::Missing) => "Choose a time zone.",
        (SettingsField::Timezone, _) => "This time zone is not known. Choose one from the list.",
        (SettingsField::Region, SettingsFault::Missing) => "Choose a regional format.",
        (SettingsField::Region, _) => "This regional format is not known. Choose one from the list.",
        (SettingsField::InvoicesAndReceipts | SettingsField::PlanAndBillingChanges, SettingsFault::Missing) => {
            "At least one address must be left or added."
        }
        (_, SettingsFault::TooMany) => "At most 10 addresses in all. Remove some.",
        (SettingsField::SecurityContact, SettingsFault::NotAnAddress) => {
            "Enter an email address, like name@example.com."
        }
        (_, SettingsFault::NotAnAddress) => "One of these is not an email address. Write one address a line.",
        (_, SettingsFault::Repeated) => "An address is here twice.",
        (SettingsField::Form, _) => "The settings were not taken. Check them and save again.",
        (_, SettingsFault::Missing) => "Fill this in.",
        (_, SettingsFault::TooLong) => "Shorten this.",
        (_, SettingsFault::Unknown | SettingsFault::Refused) => "This was not taken. Change it and save again.",
    }
}

/// The words of an error in the audit log: the portal keeps it itself, so trouble there is not billing's.
#[must_use]
pub const fn of_audit_error(kind: ErrorKind) -> Words {
    match kind {
        ErrorKind::StoreUnavailable => Words {
            title: "The audit log cannot be read right now",
            body: "What is recorded is not lost. Wait a moment, then select Refresh.",
            next: Next::Refresh,
        },
        ErrorKind::BadRequest => Words {
            title: "This place in the audit log is not there",
            body: "The address is not complete or no longer good. Select Back to the newest.",
            next: Next::Nothing,
        },
        other => of_error(other),
    }
}

/// The audit log, for roles that do not read it.
pub const NO_AUDIT_LOG: Words = Words {
    title: "The audit log is not part of your role",
    body: "Client Admins and Client Managers can read what was done in the portal. Contact your administrator.",
    next: Next::Nothing,
};

/// A part of the audit log in which nothing was ever recorded.
pub const NO_AUDIT_ROWS: Words = Words {
    title: "Nothing recorded yet",
    body: "What people of your organisation do in the portal appears here. Select Everything to see all of it.",
    next: Next::Nothing,
};

/// Filters of the audit log without a hit.
pub const NO_MATCHING_AUDIT_ROWS: Words = Words {
    title: "Nothing matches these filters",
    body: "Change the dates or the outcome, or select Clear filters.",
    next: Next::Nothing,
};

/// Tenant Settings were saved.
pub const SETTINGS_SAVED: &str = "The settings are saved.";

/// Fields of Tenant Settings need another look.
pub const SETTINGS_INVALID: Words = Words {
    title: "Nothing was saved yet",
    body: "Some fields need another look; what you typed is still there.",
    next: Next::Nothing,
};

/// Above the recipients of Tenant Settings.
pub const CONTACTS_MASKED: &str = "Who receives email about billing. Addresses are masked; showing one is recorded.";

/// Addresses that could not be read again.
pub const CONTACTS_UNREAD: &str =
    "The addresses that stand cannot be shown right now. What you have chosen for them is kept.";

/// Addresses that went while a form was filled in; nothing for none.
#[must_use]
pub fn contacts_gone(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " An address that you saw has been removed meanwhile.".to_owned(),
        count => format!(" {count} addresses that you saw have been removed meanwhile."),
    }
}

/// Somebody else saved Tenant Settings first.
pub const SETTINGS_CONFLICT: Words = Words {
    title: "Someone else saved these settings first",
    body: "Nothing of yours was saved and nothing you typed is lost. Review what stands now beside what you typed, then \
           save again.",
    next: Next::Nothing,
};

/// Why the session is about to end: nothing was done.
pub const IDLE_WARNING: &str = "Nothing was done here for a while, so you will be signed out soon. What you typed and did not \
                                save would be lost.";

/// Why it is about to end whatever is done.
pub const SESSION_ENDS: &str = "A session has a longest time, and yours is nearly over. Save what you are working on, then sign \
                                in again.";

/// "Stay signed in" did not reach the portal.
pub const NOT_STAYED: &str = "The portal could not be reached. Try again.";

/// What is left of a session: "1 minute 45 seconds".
#[must_use]
pub fn time_left(seconds: u32) -> String {
    let counted = |count: u32, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
    match (seconds / 60, seconds % 60) {
        (0, seconds) => counted(seconds, "second"),
        (minutes, 0) => counted(minutes, "minute"),
        (minutes, seconds) => format!("{} {}", counted(minutes, "minute"), counted(seconds, "second")),
    }
}

/// A session that was to be ended is not there.
pub const SESSION_GONE: &str = "That session had already ended.";

/// How long to wait, when that is known; else nothing.
#[must_use]
pub fn wait(seconds: Option<u32>) -> String {
    match seconds {
        None | Some(0) => String::new(),
        Some(1) => "Try again in 1 second.".to_owned(),
        Some(seconds) if seconds < 120 => format!("Try again in {seconds} seconds."),
        Some(seconds) => format!("Try again in {} minutes.", seconds.div_ceil(60)),
    }
}

/// What is the matter with a form as a whole: `body`, how long to wait, and the reference, as far as there are any.
#[must_use]
pub fn with_reference(body: &str, error: &PortalError) -> String {
    let reference = error.incident.as_ref().map(|incident| format!("Reference: {}", incident.as_str()));
    let parts = [body.to_owned(), wait(error.retry_after), reference.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_session_is_said_in_minutes_and_seconds() {
        assert_eq!(time_left(120), "2 minutes");
        assert_eq!(time_left(61), "1 minute 1 second");
        assert_eq!(time_left(0), "0 seconds");
    }

    #[test]
    fn every_error_says_what_it_is_and_what_to_do() {
        for kind in ErrorKind::ALL {
            let words = of_error(kind);
            assert!(words.title.len() > 8 && !words.title.ends_with('.'), "{kind:?}");
            assert!(words.body.ends_with('.'), "{kind:?}");
        }
    }
}
