//! Billing as a whole, and the Usage panel.

use super::{Next, Topic, Words, of_error};
use crate::error::ErrorKind;

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
    if matches!(kind, ErrorKind::NotFound) {
        return Words {
            title: "There is no history of this",
            body: "The project in the address is not one of this organisation. Choose one from the list.",
            next: Next::Nothing,
        };
    }
    of_error(kind)
}

/// A period that is over.
pub const PAST_PERIOD: &str = "This period is over.";

/// The tenant has no project.
pub const NO_PROJECTS: Words = Words {
    title: "No projects yet",
    body: "Usage by project appears here once your organisation has a project.",
    next: Next::Nothing,
};

/// Billing says that its own figures are behind.
pub const FIGURES_BEHIND: Words = Words {
    title: "These figures are behind.",
    body: "Billing is still catching up; newer calls and messages are not counted yet.",
    next: Next::Nothing,
};
