//! Usage of one billing period, tenant-wide and per project.

use super::{
    adjustment::Adjustment,
    day::{Date, Moment, Period},
    figure::Decimal,
    money::{Money, Rate},
    period_answer::PeriodAnswer,
};
use serde::{Deserialize, Serialize};

/// Everything the Usage panel shows. Absent upstream fields are `None` and show nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// The billing period the figures belong to.
    pub period: Option<Period>,
    /// IANA name of the zone every day here is in.
    pub zone: String,
    /// The tenant's calendar day when this was read.
    pub today: Date,
    /// The day the allowance starts anew.
    pub resets_on: Option<Date>,
    /// The tenant's plan.
    pub plan: Option<Plan>,
    /// Minutes used across projects.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub minutes_used: Option<Decimal>,
    /// SMS sent across projects.
    pub sms_sent: Option<i64>,
    /// Price of a minute over the allowance.
    pub overage_rate: Option<Rate>,
    /// Price of an SMS over the allowance.
    pub sms_rate: Option<Rate>,
    /// "This period" in words, when enough is known.
    pub answer: PeriodAnswer,
    /// Usage by project.
    pub projects: Projects,
    /// Discounts and adjustments in force now.
    pub notices: Vec<Adjustment>,
    /// Those of the past, newest first.
    pub history: Vec<Adjustment>,
    /// What is counted as a minute, when said.
    pub minutes_definition: Option<String>,
    /// What is counted as an SMS, when said.
    pub sms_definition: Option<String>,
    /// When the figures were true.
    pub as_of: Option<Moment>,
    /// Whether billing says that the figures are behind.
    pub stale: bool,
}

impl Usage {
    /// Whether the period is a past one.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.period.is_some_and(|period| period.end < self.today)
    }
}

/// A plan and what it includes in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Minutes included.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub minutes_included: Option<Decimal>,
    /// SMS included.
    pub sms_included: Option<i64>,
    /// Fee of one month, without tax.
    pub monthly_fee: Option<Money>,
}

/// Usage by project, or why there is none; the totals hold in every case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Projects {
    /// Cards.
    Available(Vec<ProjectUsage>),
    /// "Project details temporarily unavailable".
    MetadataUnavailable,
    /// Per-project usage is unavailable for this cycle.
    UsageUnavailable,
    /// Billing does not say.
    NotSaid,
}

/// One project's share of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectUsage {
    /// Upstream id.
    pub project_id: String,
    /// Its name.
    pub name: String,
    /// Which of the four states.
    pub state: ProjectState,
    /// Minutes used.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub minutes_used: Option<Decimal>,
    /// Minutes included.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub minutes_included: Option<Decimal>,
    /// SMS sent.
    pub sms_sent: Option<i64>,
    /// The day its allowance starts anew.
    pub resets_on: Option<Date>,
    /// Price of a minute over its allowance.
    pub overage_rate: Option<Rate>,
    /// Price of an SMS over its allowance.
    pub sms_rate: Option<Rate>,
    /// Share of its allowance and what is over it.
    pub answer: PeriodAnswer,
}

/// The state of a project's usage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProjectState {
    /// Within the allowance.
    Active,
    /// Near the allowance.
    ApproachingLimit,
    /// Over the allowance.
    OverLimit,
    /// No usage yet.
    NotActiveYet,
    /// A state newer than this portal, shown as its own text.
    Other(String),
}
