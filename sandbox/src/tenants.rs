//! The seed of each client organisation: what it has bought and what is special about it. Plain data; the figures that
//! depend on the day are worked out by `books`. Imports nothing of the rest of the crate.
//! Minutes are in hundredths (`centi`), money in cents, rates in tenths of a cent.

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Ok,
    NotConfigured,
    ConfigurationError,
}

/// How the first day of a billing period follows from today.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    /// The first of the month.
    FirstOfMonth,
    /// A fixed day, 2 to 28.
    Day(i8),
    /// The 1st late in a month, the 12th or 20th of the one before early in it: an invoice due 14 days after the period
    /// began is overdue whatever the day is.
    AlwaysSomeWeeksAgo,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProjectsState {
    Available,
    MetadataUnavailable,
    UsageUnavailable,
}

#[derive(Clone, Copy)]
pub(crate) struct ProjectSeed {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) now_centi: i64,
    pub(crate) now_sms: i64,
    pub(crate) usual_centi: i64,
    pub(crate) usual_sms: i64,
    pub(crate) included_centi: i64,
    pub(crate) active: bool,
}

pub(crate) enum Projects {
    Listed(&'static [ProjectSeed]),
    /// So many alike, told apart by number.
    Numbered(u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exception {
    Void,
    Uncollectible,
    Processing,
    /// A status the contract does not name.
    Status(&'static str),
    NoPdf,
    /// Brought over from an older system: a number and a total, nothing else.
    Imported,
}

pub(crate) struct Invoicing {
    /// Past periods that were invoiced.
    pub(crate) periods: u32,
    /// One invoice per project instead of one per period.
    pub(crate) per_project: bool,
    pub(crate) prefix: &'static str,
    pub(crate) terms_days: i32,
    /// A draft of the current period heads the list.
    pub(crate) draft: bool,
    /// (how many periods ago, what is special)
    pub(crate) exceptions: &'static [(u32, Exception)],
}

pub(crate) struct AdjustmentSeed {
    pub(crate) kind: &'static str,
    pub(crate) title: &'static str,
    pub(crate) detail: Option<&'static str>,
    pub(crate) percent_off: Option<i64>,
    pub(crate) minor: Option<i64>,
    /// How many periods ago it began, and ended (0 is the current one, negative is to come).
    pub(crate) began: i32,
    pub(crate) ends: Option<i32>,
    /// The invoice that carries it, in periods ago.
    pub(crate) invoiced: Option<u32>,
}

/// Properties that the upstream leaves out for this tenant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    Definitions,
    MonthlyFee,
    Allowance,
    OverageRate,
    SmsRate,
    SmsTotals,
    Card,
    PortalAccess,
    AsOf,
    NextInvoice,
}

pub(crate) struct TenantSeed {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) timezone: &'static str,
    pub(crate) region: &'static str,
    pub(crate) mail_domain: &'static str,
    pub(crate) status: Status,
    pub(crate) plan: &'static str,
    pub(crate) fee_minor: i64,
    pub(crate) sms_included: Option<i64>,
    pub(crate) overage_milli: i64,
    pub(crate) sms_milli: i64,
    pub(crate) anchor: Anchor,
    pub(crate) projects: Projects,
    pub(crate) projects_state: ProjectsState,
    pub(crate) recipients_syncing: bool,
    pub(crate) stale: bool,
    pub(crate) invoicing: Invoicing,
    pub(crate) adjustments: &'static [AdjustmentSeed],
    pub(crate) missing: &'static [Missing],
}

impl TenantSeed {
    pub(crate) fn lacks(&self, what: Missing) -> bool {
        self.missing.contains(&what)
    }

    /// The id of this tenant at Stripe.
    pub(crate) fn stripe_customer(&self) -> Option<String> {
        (self.status == Status::Ok).then(|| format!("cus_sandbox{}", self.id))
    }
}

pub(crate) fn tenant(id: &str) -> Option<&'static TenantSeed> {
    crate::tenant_list::TENANTS.iter().find(|tenant| tenant.id == id)
}
