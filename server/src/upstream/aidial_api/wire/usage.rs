//! `Usage` of the contract.

use super::{
    Malformed,
    figure::Figure,
    money::{WireMoney, WireRate},
    zone::Zone,
};
use app::model::{
    adjustment::{Adjustment, AdjustmentKind},
    day::{Date, Period},
    panel::Panel,
    period_answer::{Figures, PeriodAnswer},
    usage::{Plan, ProjectState, ProjectUsage, Projects, Usage},
};
use jiff::Timestamp;
use serde::Deserialize;

/// The answer of `GET /v1/billing/usage`.
#[derive(Deserialize)]
pub(in super::super) struct WireUsage {
    status: WireStatus,
    period: Option<WirePeriod>,
    resets_on: Option<Date>,
    plan: Option<WirePlan>,
    totals: Option<WireTotals>,
    overage_rate: Option<WireRate>,
    sms_rate: Option<WireRate>,
    projects_state: Option<String>,
    projects: Option<Vec<WireProject>>,
    notices: Option<Vec<WireAdjustment>>,
    history: Option<Vec<WireAdjustment>>,
    definitions: Option<WireDefinitions>,
    as_of: Option<Timestamp>,
    stale: Option<bool>,
}

/// `BillingStatus` of the contract; a newer value is not understood rather than taken for "ok".
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum WireStatus {
    Ok,
    NotConfigured,
    ConfigurationError,
}

/// `Period` of the contract.
#[derive(Deserialize)]
pub(in super::super) struct WirePeriod {
    pub(super) start: Date,
    pub(super) end: Date,
}

impl WirePeriod {
    /// The period, when it does not end before it starts.
    pub(in super::super) fn read(self) -> Result<Period, Malformed> {
        if self.start <= self.end { Ok(Period { start: self.start, end: self.end }) } else { Err(Malformed) }
    }
}

#[derive(Deserialize)]
struct WirePlan {
    name: String,
    minutes_included: Option<Figure>,
    sms_included: Option<i64>,
    monthly_fee: Option<WireMoney>,
}

#[derive(Default, Deserialize)]
struct WireTotals {
    minutes_used: Option<Figure>,
    sms_sent: Option<i64>,
}

#[derive(Deserialize)]
struct WireProject {
    project_id: String,
    name: String,
    state: String,
    minutes_used: Option<Figure>,
    minutes_included: Option<Figure>,
    sms_sent: Option<i64>,
    resets_on: Option<Date>,
    overage_rate: Option<WireRate>,
    sms_rate: Option<WireRate>,
}

#[derive(Deserialize)]
struct WireAdjustment {
    id: String,
    kind: String,
    title: String,
    detail: Option<String>,
    percent_off: Option<Figure>,
    amount: Option<WireMoney>,
    starts_on: Date,
    ends_on: Option<Date>,
    invoice_number: Option<String>,
}

#[derive(Default, Deserialize)]
struct WireDefinitions {
    minutes: Option<String>,
    sms: Option<String>,
}

impl WireUsage {
    /// The panel as it stands at `now` in the tenant's `zone`.
    pub(in super::super) fn read(self, zone: &Zone, now: Timestamp) -> Result<Panel<Usage>, Malformed> {
        match self.status {
            WireStatus::NotConfigured => return Ok(Panel::NotConfigured),
            WireStatus::ConfigurationError => return Ok(Panel::ConfigurationError),
            WireStatus::Ok => {}
        }
        let today = zone.day(now);
        let period = self.period.map(WirePeriod::read).transpose()?;
        let overage_rate = self.overage_rate.map(WireRate::read).transpose()?;
        let sms_rate = self.sms_rate.map(WireRate::read).transpose()?;
        let plan = self.plan.map(WirePlan::read).transpose()?;
        let totals = self.totals.unwrap_or_default();
        let minutes_used = totals.minutes_used.map(|figure| figure.0);
        let projects = match self.projects_state.as_deref() {
            Some("metadata_unavailable") => Projects::MetadataUnavailable,
            Some("usage_unavailable") => Projects::UsageUnavailable,
            _ => match self.projects {
                Some(projects) => Projects::Available(
                    projects.into_iter().map(|project| project.read(period, today)).collect::<Result<_, _>>()?,
                ),
                None => Projects::NotSaid,
            },
        };
        let answer = PeriodAnswer::of(
            &Figures {
                minutes_used,
                minutes_included: plan.as_ref().and_then(|plan| plan.minutes_included),
                sms_sent: totals.sms_sent,
                sms_included: plan.as_ref().and_then(|plan| plan.sms_included),
                overage_rate: overage_rate.as_ref(),
                sms_rate: sms_rate.as_ref(),
                period,
            },
            today,
        );
        let definitions = self.definitions.unwrap_or_default();
        Ok(Panel::Ready(Usage {
            period,
            zone: zone.name().to_owned(),
            today,
            resets_on: self.resets_on,
            plan,
            minutes_used,
            sms_sent: totals.sms_sent,
            overage_rate,
            sms_rate,
            answer,
            projects,
            notices: adjustments(self.notices)?,
            history: adjustments(self.history)?,
            minutes_definition: definitions.minutes,
            sms_definition: definitions.sms,
            as_of: self.as_of.map(|instant| zone.moment(instant)),
            stale: self.stale.unwrap_or(false),
        }))
    }
}

impl WirePlan {
    fn read(self) -> Result<Plan, Malformed> {
        Ok(Plan {
            name: self.name,
            minutes_included: self.minutes_included.map(|figure| figure.0),
            sms_included: self.sms_included,
            monthly_fee: self.monthly_fee.map(WireMoney::read).transpose()?,
        })
    }
}

impl WireProject {
    fn read(self, period: Option<Period>, today: Date) -> Result<ProjectUsage, Malformed> {
        let overage_rate = self.overage_rate.map(WireRate::read).transpose()?;
        let sms_rate = self.sms_rate.map(WireRate::read).transpose()?;
        let minutes_used = self.minutes_used.map(|figure| figure.0);
        let minutes_included = self.minutes_included.map(|figure| figure.0);
        let figures = Figures {
            minutes_used,
            minutes_included,
            sms_sent: self.sms_sent,
            sms_included: None,
            overage_rate: overage_rate.as_ref(),
            sms_rate: sms_rate.as_ref(),
            period,
        };
        let answer = PeriodAnswer::of(&figures, today);
        Ok(ProjectUsage {
            project_id: self.project_id,
            name: self.name,
            state: match self.state.as_str() {
                "active" => ProjectState::Active,
                "approaching_limit" => ProjectState::ApproachingLimit,
                "over_limit" => ProjectState::OverLimit,
                "not_active_yet" => ProjectState::NotActiveYet,
                _ => ProjectState::Other(self.state),
            },
            minutes_used,
            minutes_included,
            sms_sent: self.sms_sent,
            resets_on: self.resets_on,
            overage_rate,
            sms_rate,
            answer,
        })
    }
}

fn adjustments(list: Option<Vec<WireAdjustment>>) -> Result<Vec<Adjustment>, Malformed> {
    list.unwrap_or_default()
        .into_iter()
        .map(|item| {
            Ok(Adjustment {
                id: item.id,
                kind: match item.kind.as_str() {
                    "discount" => AdjustmentKind::Discount,
                    "adjustment" => AdjustmentKind::Adjustment,
                    _ => AdjustmentKind::Other,
                },
                title: item.title,
                detail: item.detail,
                percent_off: item.percent_off.map(|figure| figure.0),
                amount: item.amount.map(WireMoney::read).transpose()?,
                starts_on: item.starts_on,
                ends_on: item.ends_on,
                invoice_number: item.invoice_number,
            })
        })
        .collect()
}
