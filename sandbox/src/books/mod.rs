//! The figures of each tenant on a given day: a pure function of the seed, the day and the zone, kept until one of them
//! changes. May import `tenants`.

pub(crate) mod adjustments;
pub(crate) mod amounts;
pub(crate) mod calendar;
pub(crate) mod history;
pub(crate) mod invoices;
pub(crate) mod projects;
pub(crate) mod usage;

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use parking_lot::RwLock;

use crate::tenants::{Missing, Status, TenantSeed};
use amounts::{Minutes, Money};
use calendar::{Period, periods};
use invoices::{Invoice, invoices};
use projects::{Project, Used, projects};

/// An answer that is worth keeping as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum View {
    /// Periods ago, and the instant the figures hold for, in seconds.
    Usage(u32, i64),
    /// Periods ago, and the place of the project.
    History(u32, Option<usize>),
}

/// More than any test asks for; the memory is emptied when it is reached.
const VIEWS: usize = 512;

pub(crate) struct Books {
    pub(crate) tenant: &'static TenantSeed,
    pub(crate) today: Date,
    zone: String,
    /// The current one first.
    pub(crate) periods: Vec<Period>,
    pub(crate) projects: Vec<Project>,
    /// Newest first.
    pub(crate) invoices: Vec<Invoice>,
    views: RwLock<HashMap<View, Bytes>>,
}

pub(crate) fn status_key(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::NotConfigured => "not_configured",
        Status::ConfigurationError => "configuration_error",
    }
}

impl Books {
    pub(crate) fn of(tenant: &'static TenantSeed, today: Date, zone: &str) -> Self {
        let periods = periods(today, tenant.anchor, tenant.invoicing.periods);
        let projects = projects(tenant);
        let invoices = invoices(tenant, &periods, &projects);
        Self { tenant, today, zone: zone.to_owned(), periods, projects, invoices, views: RwLock::default() }
    }

    pub(crate) fn total_used(&self, ago: u32) -> Used {
        self.projects.iter().map(|project| project.used(ago)).fold(Used::default(), Used::plus)
    }

    /// The allowance of the plan, unless the upstream does not say.
    pub(crate) fn minutes_included(&self) -> Option<Minutes> {
        (!self.tenant.lacks(Missing::Allowance))
            .then(|| Minutes(self.projects.iter().map(|project| project.included.0).sum()))
    }

    /// The sum of what is still owed.
    pub(crate) fn outstanding(&self) -> Money {
        let owed = self.invoices.iter().filter(|invoice| invoice.head.is_owed());
        Money::aud(owed.filter_map(|invoice| invoice.head.amount_due).map(|due| due.minor).sum())
    }

    /// How many periods ago the one that began on this day was.
    pub(crate) fn period_beginning(&self, start: Date) -> Option<u32> {
        (0_u32..).zip(&self.periods).find(|(_, period)| period.start == start).map(|(ago, _)| ago)
    }

    pub(crate) fn view(&self, view: View, write: impl FnOnce() -> Vec<u8>) -> Bytes {
        if let Some(kept) = self.views.read().get(&view) {
            return kept.clone();
        }
        let written = Bytes::from(write());
        let mut views = self.views.write();
        if views.len() >= VIEWS {
            views.clear();
        }
        views.insert(view, written.clone());
        written
    }
}

/// The books of all tenants, each opened when first asked for.
#[derive(Default)]
pub(crate) struct Library {
    open: RwLock<HashMap<&'static str, Arc<Books>>>,
}

impl Library {
    /// The books of a tenant on the calendar day that `now` is in `zone` (an IANA name; an unknown one reads as UTC).
    pub(crate) fn books(&self, tenant: &'static TenantSeed, zone: &str, now: Timestamp) -> Arc<Books> {
        let today = now.to_zoned_datetime(TimeZone::get(zone).unwrap_or(TimeZone::UTC)).date();
        if let Some(books) = self.open.read().get(tenant.id).filter(|books| books.today == today && books.zone == zone)
        {
            return Arc::clone(books);
        }
        let books = Arc::new(Books::of(tenant, today, zone));
        self.open.write().insert(tenant.id, Arc::clone(&books));
        books
    }
}
