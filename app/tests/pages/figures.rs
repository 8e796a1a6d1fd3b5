//! Usage to render: a full one, one with nothing known, and one of 200 projects.

use app::backend::DomainError;
use app::model::{
    adjustment::{Adjustment, AdjustmentKind},
    day::{Date, Moment, Period},
    figure::Decimal,
    invoice::InvoiceId,
    money::{Currency, Money, Rate},
    period_answer::{Figures, PeriodAnswer},
    usage::{Plan, ProjectState, ProjectUsage, Projects, Usage},
    usage_history::{Amounts, DayUsage, HistoryQuery, PastPeriod, ProjectId, UsageHistory},
};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn aud() -> Currency {
    Currency { code: "AUD".into(), exponent: 2 }
}

fn money(minor: i64) -> Option<Money> {
    Some(Money { currency: aud(), minor })
}

fn rate(text: &str) -> Option<Rate> {
    Some(Rate { currency: aud(), per_unit: text.parse().unwrap() })
}

fn november() -> Period {
    Period { start: day("2026-11-01"), end: day("2026-11-30") }
}

fn answer(used: Decimal, included: Decimal, sms: (Option<i64>, Option<i64>)) -> PeriodAnswer {
    let (overage_rate, sms_rate) = (rate("0.285"), rate("0.085"));
    let figures = Figures {
        minutes_used: Some(used),
        minutes_included: Some(included),
        sms_sent: sms.0,
        sms_included: sms.1,
        overage_rate: overage_rate.as_ref(),
        sms_rate: sms_rate.as_ref(),
        period: Some(november()),
    };
    PeriodAnswer::of(&figures, day("2026-11-22"))
}

/// A project with everything said.
pub(crate) fn project(name: &str, state: ProjectState, used: i64) -> ProjectUsage {
    ProjectUsage {
        project_id: name.to_lowercase(),
        name: name.into(),
        state,
        minutes_used: Some(used.into()),
        minutes_included: Some(600.into()),
        sms_sent: Some(96),
        resets_on: Some(day("2026-12-01")),
        overage_rate: rate("0.285"),
        sms_rate: rate("0.085"),
        answer: answer(used.into(), 600.into(), (None, None)),
    }
}

fn adjustment(kind: AdjustmentKind, title: &str, starts_on: &str) -> Adjustment {
    Adjustment {
        id: title.into(),
        kind,
        title: title.into(),
        detail: None,
        percent_off: None,
        amount: None,
        starts_on: day(starts_on),
        ends_on: None,
        invoice_number: None,
    }
}

/// Everything said, one project of each state and one of a state this portal does not know.
pub(crate) fn full() -> Usage {
    let launch = Adjustment {
        percent_off: Some(15.into()),
        detail: Some("15 % off the monthly fee".into()),
        ends_on: Some(day("2027-01-31")),
        ..adjustment(AdjustmentKind::Discount, "Launch discount", "2026-08-01")
    };
    let credit = Adjustment {
        amount: money(-2_500),
        detail: Some("Two hours without answering".into()),
        invoice_number: Some("HD-0019".into()),
        ..adjustment(AdjustmentKind::Adjustment, "Goodwill credit, outage of 12 September", "2026-10-01")
    };
    let annual = Adjustment {
        amount: money(-4_470),
        percent_off: Some(10.into()),
        invoice_number: Some("HD-0016".into()),
        ..adjustment(AdjustmentKind::Discount, "Annual commitment", "2026-07-01")
    };
    Usage {
        period: Some(november()),
        zone: "Australia/Brisbane".into(),
        today: day("2026-11-22"),
        resets_on: Some(day("2026-12-01")),
        plan: Some(Plan {
            name: "Growth 600 × 3".into(),
            minutes_included: Some(1_500.into()),
            sms_included: Some(300),
            monthly_fee: money(44_700),
        }),
        minutes_used: Some("1518.25".parse().unwrap()),
        sms_sent: Some(318),
        overage_rate: rate("0.285"),
        sms_rate: rate("0.085"),
        answer: answer("1518.25".parse().unwrap(), 1_500.into(), (Some(318), Some(300))),
        projects: Projects::Available(vec![
            project("Front desk", ProjectState::Active, 324),
            project("After hours", ProjectState::ApproachingLimit, 558),
            project("Recalls", ProjectState::OverLimit, 636),
            ProjectUsage {
                minutes_used: None,
                sms_sent: None,
                answer: PeriodAnswer::default(),
                ..project("New clinic", ProjectState::NotActiveYet, 0)
            },
            project("Trial", ProjectState::Other("paused_by_owner".into()), 12),
        ]),
        notices: vec![launch],
        history: vec![credit, annual],
        minutes_definition: Some("A minute is counted per quarter minute of a connected call.".into()),
        sms_definition: Some("Each part of up to 160 characters counts as one SMS.".into()),
        as_of: Some(Moment { utc: "2026-11-22T04:05:00Z".into(), day: day("2026-11-22"), hour: 14, minute: 5 }),
        stale: false,
    }
}

/// Nothing said but the zone and the day.
pub(crate) fn bare() -> Usage {
    Usage {
        period: None,
        resets_on: None,
        plan: None,
        minutes_used: None,
        sms_sent: None,
        overage_rate: None,
        sms_rate: None,
        answer: PeriodAnswer::default(),
        projects: Projects::NotSaid,
        notices: Vec::new(),
        history: Vec::new(),
        minutes_definition: None,
        sms_definition: None,
        as_of: None,
        ..full()
    }
}

/// 200 projects, every tenth over its limit.
pub(crate) fn vast() -> Usage {
    let projects = (1..=200).map(|n| {
        let (state, used) = if n % 10 == 0 { (ProjectState::OverLimit, 640) } else { (ProjectState::Active, n) };
        project(&format!("Store {n}"), state, used)
    });
    Usage { projects: Projects::Available(projects.collect()), ..full() }
}

/// Two days of November and two periods before it, of every project; of "melbourne" alone nothing, of another one not found.
pub(crate) fn history(asked: &HistoryQuery) -> Result<UsageHistory, DomainError> {
    match asked.project.as_ref().map(ProjectId::as_str) {
        None => {}
        Some("melbourne") => return Ok(UsageHistory { daily: Vec::new(), periods: Vec::new() }),
        Some(_) => return Err(DomainError::NotFound),
    }
    let used = |minutes: &str, sms| Amounts { minutes: minutes.parse().unwrap(), sms };
    let past = |start: &str, end: &str, minutes: &str, invoice: Option<&str>| PastPeriod {
        period: Period { start: day(start), end: day(end) },
        used: used(minutes, 290),
        minutes_included: Some(1_500.into()),
        invoice: invoice.and_then(InvoiceId::parse),
    };
    Ok(UsageHistory {
        daily: vec![
            DayUsage { date: day("2026-11-01"), used: used("40.5", 3) },
            DayUsage { date: day("2026-11-03"), used: used("81", 0) },
        ],
        periods: vec![
            past("2026-10-01", "2026-10-31", "1655", Some("inv-20")),
            past("2026-09-01", "2026-09-30", "1505", None),
        ],
    })
}
