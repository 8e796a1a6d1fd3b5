//! What `GET /v1/billing/usage/history` says. May import its neighbours in `books`.

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    books::{
        Books,
        amounts::Minutes,
        projects::{Project, Used, salt, spread},
    },
    tenants::Status,
};

const PERIODS: usize = 12;
/// Calls are counted by the quarter minute, in hundredths.
const QUARTER: i64 = 25;

#[derive(Serialize)]
struct Day {
    date: Date,
    minutes: Minutes,
    sms: i64,
}

#[derive(Serialize)]
struct PastPeriod {
    start: Date,
    end: Date,
    minutes: Minutes,
    sms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes_included: Option<Minutes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice_id: Option<String>,
}

#[derive(Serialize)]
struct History {
    daily: Vec<Day>,
    periods: Vec<PastPeriod>,
}

impl Books {
    /// The answer as JSON bytes, of all projects or of one (by its place in `projects`).
    pub(crate) fn history(&self, ago: u32, project: Option<usize>) -> Vec<u8> {
        let history = History { daily: self.daily(ago, project), periods: self.before(ago, project) };
        serde_json::to_vec(&history).unwrap_or_default()
    }

    fn chosen(&self, project: Option<usize>) -> impl Iterator<Item = &Project> {
        self.projects
            .iter()
            .enumerate()
            .filter(move |(place, _)| project.is_none_or(|wanted| wanted == *place))
            .map(|(_, p)| p)
    }

    fn daily(&self, ago: u32, project: Option<usize>) -> Vec<Day> {
        let Some(period) = self.periods.get(ago as usize).filter(|_| self.tenant.status == Status::Ok) else {
            return Vec::new();
        };
        let days = period.days(self.today);
        let mut list: Vec<Day> = days.iter().map(|date| Day { date: *date, minutes: Minutes(0), sms: 0 }).collect();
        for project in self.chosen(project) {
            let used = project.used(ago);
            let seed = salt(&project.id) ^ u64::from(ago);
            let quarters = spread(used.minutes.0 / QUARTER, &days, seed);
            let sms = spread(used.sms, &days, seed ^ 1);
            for ((day, quarters), sms) in list.iter_mut().zip(quarters).zip(sms) {
                day.minutes.0 += quarters * QUARTER;
                day.sms += sms;
            }
        }
        list
    }

    fn before(&self, ago: u32, project: Option<usize>) -> Vec<PastPeriod> {
        let older = (0_u32..).zip(&self.periods).skip(ago as usize + 1).take(PERIODS);
        older
            .map(|(ago, period)| {
                let used = self.chosen(project).map(|project| project.used(ago)).fold(Used::default(), Used::plus);
                let included = match project {
                    None => self.minutes_included(),
                    Some(_) => self.chosen(project).next().map(|project| project.included),
                };
                PastPeriod {
                    start: period.start,
                    end: period.end,
                    minutes: used.minutes,
                    sms: used.sms,
                    minutes_included: included.filter(|minutes| minutes.0 > 0),
                    invoice_id: self.invoice_of(*period, project),
                }
            })
            .collect()
    }

    fn invoice_of(&self, period: crate::books::calendar::Period, project: Option<usize>) -> Option<String> {
        let mut of_period = self.invoices.iter().filter(|invoice| invoice.head.period == Some(period));
        if self.tenant.invoicing.per_project {
            of_period.nth(project?).map(|invoice| invoice.head.invoice_id.clone())
        } else {
            of_period.next().map(|invoice| invoice.head.invoice_id.clone())
        }
    }
}
