//! The invoices of a tenant, worked out from its usage, so that every line can be checked against it.
//! May import `tenants` and its neighbours in `books`.

use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

use crate::{
    books::{
        amounts::{Minutes, Money, Rate, gst, minutes_charge, pieces_charge},
        calendar::Period,
        projects::{Project, Used, pick, salt},
    },
    tenants::{Exception, Missing, Status, TenantSeed},
};

#[derive(Clone, Serialize)]
pub(crate) struct InvoiceHead {
    pub(crate) invoice_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) period: Option<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issued_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paid_on: Option<Date>,
    pub(crate) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subtotal: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tax: Option<Money>,
    pub(crate) total: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount_paid: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount_due: Option<Money>,
    pub(crate) pdf: &'static str,
}

#[derive(Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quantity: Option<Minutes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rate: Option<Rate>,
    pub(crate) amount: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) project_id: Option<String>,
}

#[derive(Clone, Serialize)]
pub(crate) struct Invoice {
    #[serde(flatten)]
    pub(crate) head: InvoiceHead,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) lines: Vec<Line>,
}

impl InvoiceHead {
    pub(crate) fn is_owed(&self) -> bool {
        matches!(self.status, "open" | "processing")
    }

    pub(crate) fn is_overdue(&self, today: Date) -> bool {
        self.status == "open" && self.due_on.is_some_and(|due| due < today)
    }
}

/// The number of the invoice of the period so many ago (for tenants invoiced by project: of the project at that place).
pub(crate) fn number(tenant: &TenantSeed, ago: u32, place: usize) -> String {
    let invoicing = &tenant.invoicing;
    let sequence = invoicing.periods.saturating_sub(ago) + 1;
    if invoicing.per_project {
        format!("{}-{sequence:02}{:03}", invoicing.prefix, place + 1)
    } else {
        format!("{}-{sequence:04}", invoicing.prefix)
    }
}

/// Every invoice of a tenant, newest first.
pub(crate) fn invoices(tenant: &TenantSeed, periods: &[Period], projects: &[Project]) -> Vec<Invoice> {
    if tenant.status != Status::Ok {
        return Vec::new();
    }
    let first = u32::from(!tenant.invoicing.draft);
    let mut list = Vec::new();
    for (ago, period) in (0_u32..).zip(periods).skip(first as usize) {
        if tenant.invoicing.per_project {
            for (place, project) in projects.iter().enumerate() {
                list.push(invoice(tenant, *period, ago, place, std::slice::from_ref(project), projects.len()));
            }
        } else {
            list.push(invoice(tenant, *period, ago, 0, projects, 1));
        }
    }
    list
}

fn invoice(tenant: &TenantSeed, period: Period, ago: u32, place: usize, projects: &[Project], share: usize) -> Invoice {
    let has = |what: Exception| tenant.invoicing.exceptions.contains(&(ago, what));
    let number = number(tenant, ago, place);
    let lines = lines(tenant, ago, projects, share);
    let subtotal: i64 = lines.iter().map(|line| line.amount.minor).sum();
    let total = subtotal + gst(subtotal);
    let (status, paid, due) = state(tenant, ago, place, total);
    let draft = ago == 0;
    let imported = has(Exception::Imported);
    let issued = period.resets_on();
    let days_to_pay = 3 + pick(salt(&number), 9);
    let sequence = number.rsplit('-').next().unwrap_or_default();
    let known = |value: i64| (!imported).then(|| Money::aud(value));
    let head = InvoiceHead {
        invoice_id: if draft { format!("inv-{}-draft", tenant.id) } else { format!("inv-{}-{sequence}", tenant.id) },
        number: (!draft).then_some(number),
        period: (!imported).then_some(period),
        issued_on: (!draft).then_some(issued),
        due_on: (!draft && !imported && due.is_some())
            .then(|| issued.saturating_add(tenant.invoicing.terms_days.days())),
        paid_on: (status == "paid" && !imported).then(|| issued.saturating_add(days_to_pay.days())),
        status,
        subtotal: known(subtotal),
        tax: known(total - subtotal),
        total: Money::aud(total),
        amount_paid: paid.and_then(known),
        amount_due: due.and_then(known),
        pdf: if draft || imported || has(Exception::NoPdf) { "unavailable" } else { "available" },
    };
    Invoice { head, lines: if imported { Vec::new() } else { lines } }
}

/// Status, amount paid and amount due.
fn state(tenant: &TenantSeed, ago: u32, place: usize, total: i64) -> (&'static str, Option<i64>, Option<i64>) {
    let special =
        tenant.invoicing.exceptions.iter().filter(|(when, _)| *when == ago).find_map(|(_, what)| match what {
            Exception::Void => Some(("void", Some(0), Some(0))),
            Exception::Uncollectible => Some(("uncollectible", Some(0), None)),
            Exception::Processing => Some(("processing", Some(0), Some(total))),
            Exception::Status(text) => Some((*text, None, None)),
            Exception::NoPdf | Exception::Imported => None,
        });
    let usual = match ago {
        0 => ("draft", None, None),
        1 if !tenant.invoicing.per_project || place.is_multiple_of(10) => ("open", Some(0), Some(total)),
        _ => ("paid", Some(total), Some(0)),
    };
    special.unwrap_or(usual)
}

fn lines(tenant: &TenantSeed, ago: u32, projects: &[Project], share: usize) -> Vec<Line> {
    let fee = tenant.fee_minor / i64::try_from(share).unwrap_or(1).max(1);
    let mut lines = vec![Line {
        description: format!("{}, monthly fee", tenant.plan),
        quantity: Some(Minutes(100)),
        unit: Some("month"),
        rate: None,
        amount: Money::aud(fee),
        project_id: None,
    }];
    let used = projects.iter().map(|project| project.used(ago)).fold(Used::default(), Used::plus);
    let included: i64 = projects.iter().map(|project| project.included.0).sum();
    let over = Minutes((used.minutes.0 - included).max(0));
    if over.0 > 0 && !tenant.lacks(Missing::Allowance) {
        lines.push(Line {
            description: "Minutes over the allowance".to_owned(),
            quantity: Some(over),
            unit: Some("minute"),
            rate: Some(Rate::aud(tenant.overage_milli)),
            amount: Money::aud(minutes_charge(over, tenant.overage_milli)),
            project_id: None,
        });
    }
    let sms = |description: String, count: i64, project_id: Option<String>| Line {
        description,
        quantity: Some(Minutes(count * 100)),
        unit: Some("sms"),
        rate: Some(Rate::aud(tenant.sms_milli)),
        amount: Money::aud(pieces_charge(count, tenant.sms_milli)),
        project_id,
    };
    if let Some(free) = tenant.sms_included {
        if used.sms > free {
            lines.push(sms(format!("SMS beyond the {free} included"), used.sms - free, None));
        }
    } else {
        for project in projects {
            let count = project.used(ago).sms;
            if count > 0 {
                lines.push(sms(format!("SMS, {}", project.name), count, Some(project.id.clone())));
            }
        }
    }
    for seed in tenant.adjustments.iter().filter(|seed| seed.invoiced == Some(ago)) {
        lines.push(Line {
            description: seed.title.to_owned(),
            quantity: None,
            unit: None,
            rate: None,
            amount: Money::aud(seed.minor.unwrap_or(0)),
            project_id: None,
        });
    }
    lines
}
