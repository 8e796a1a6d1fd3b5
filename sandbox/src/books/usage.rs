//! What `GET /v1/billing/usage` says of one period. May import `tenants` and its neighbours in `books`.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::{
    books::{
        Books,
        adjustments::{Adjustment, adjustments},
        amounts::{Minutes, Money, Rate},
        calendar::Period,
        projects::{Project, Used},
        status_key,
    },
    tenants::{Missing, ProjectsState, Status},
};

#[derive(Serialize)]
struct Plan {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes_included: Option<Minutes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_included: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    monthly_fee: Option<Money>,
}

#[derive(Serialize)]
struct Totals {
    minutes_used: Minutes,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_sent: Option<i64>,
}

#[derive(Serialize)]
struct ProjectUsage<'a> {
    project_id: &'a str,
    name: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes_used: Option<Minutes>,
    minutes_included: Minutes,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_sent: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resets_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overage_rate: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_rate: Option<Rate>,
}

#[derive(Serialize)]
struct Definitions {
    minutes: &'static str,
    sms: &'static str,
}

#[derive(Default, Serialize)]
#[serde(default)]
struct Usage<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resets_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Plan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totals: Option<Totals>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overage_rate: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_rate: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    projects_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    projects: Option<Vec<ProjectUsage<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notices: Option<Vec<Adjustment>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<Vec<Adjustment>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    definitions: Option<Definitions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stale: Option<bool>,
}

fn project_state(project: &Project, used: Used) -> &'static str {
    if !project.active {
        "not_active_yet"
    } else if used.minutes > project.included {
        "over_limit"
    } else if used.minutes.0 * 5 >= project.included.0 * 4 {
        "approaching_limit"
    } else {
        "active"
    }
}

impl Books {
    /// The answer as JSON bytes; `ago` counts periods, 0 being the current one.
    pub(crate) fn usage(&self, ago: u32, as_of: Timestamp) -> Vec<u8> {
        let usage = self
            .usage_of(ago, as_of)
            .unwrap_or_else(|| Usage { status: status_key(self.tenant.status), ..Usage::default() });
        serde_json::to_vec(&usage).unwrap_or_default()
    }

    fn usage_of(&self, ago: u32, as_of: Timestamp) -> Option<Usage<'_>> {
        let tenant = self.tenant;
        if tenant.status != Status::Ok {
            return None;
        }
        let period = *self.periods.get(ago as usize)?;
        let current = ago == 0;
        let overage_rate = (!tenant.lacks(Missing::OverageRate)).then(|| Rate::aud(tenant.overage_milli));
        let sms_rate = (!tenant.lacks(Missing::SmsRate)).then(|| Rate::aud(tenant.sms_milli));
        let total = self.total_used(ago);
        let resets_on = current.then(|| period.resets_on());
        let projects = self.projects.iter().map(|project| {
            let used = project.used(ago);
            ProjectUsage {
                project_id: &project.id,
                name: &project.name,
                state: project_state(project, used),
                minutes_used: project.active.then_some(used.minutes),
                minutes_included: project.included,
                sms_sent: project.active.then_some(used.sms),
                resets_on,
                overage_rate: overage_rate.clone(),
                sms_rate: sms_rate.clone(),
            }
        });
        let (notices, history) = if current { adjustments(tenant, period) } else { (Vec::new(), Vec::new()) };
        Some(Usage {
            status: "ok",
            period: Some(period),
            resets_on,
            plan: Some(Plan {
                name: tenant.plan,
                minutes_included: self.minutes_included(),
                sms_included: tenant.sms_included,
                monthly_fee: (!tenant.lacks(Missing::MonthlyFee)).then(|| Money::aud(tenant.fee_minor)),
            }),
            totals: Some(Totals {
                minutes_used: total.minutes,
                sms_sent: (!tenant.lacks(Missing::SmsTotals)).then_some(total.sms),
            }),
            projects_state: Some(match tenant.projects_state {
                ProjectsState::Available => "available",
                ProjectsState::MetadataUnavailable => "metadata_unavailable",
                ProjectsState::UsageUnavailable => "usage_unavailable",
            }),
            projects: (tenant.projects_state == ProjectsState::Available).then(|| projects.collect()),
            notices: current.then_some(notices),
            history: current.then_some(history),
            definitions: (!tenant.lacks(Missing::Definitions)).then_some(Definitions {
                minutes: "A minute is counted per quarter minute of a connected call. Voicemail under 10 seconds is not counted.",
                sms: "Each part of up to 160 characters counts as one SMS.",
            }),
            as_of: (current && !tenant.lacks(Missing::AsOf)).then_some(as_of),
            stale: current.then_some(tenant.stale),
            overage_rate,
            sms_rate,
        })
    }
}
