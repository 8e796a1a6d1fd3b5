//! Usage history: the days of the period and the periods before it as bars, with a table of the same figures under each, of all
//! projects or of one.

use super::{
    asked::{Asked, PROJECT},
    sentences,
};
use crate::{
    in_place,
    model::{
        day::{self, Period},
        figure::{self, Decimal},
        usage::{Projects, Usage},
        usage_history::{Amounts, PastPeriod, UsageHistory, change},
    },
    paths,
    ui::{Bar, Bars, Button, Card, Choice, Column, Field, Reading, Row, Table, part_view, still},
    words,
};
use leptos::prelude::*;

/// The card.
pub(super) fn card(reading: Reading<UsageHistory>, usage: &Usage, asked: &Asked) -> AnyView {
    let (period, is_over) = (usage.period, usage.is_over());
    let filter = filter(&usage.projects, asked);
    let asked = asked.clone();
    view! {
        <Card labelled_by="usage-history" class="history">
            <div class="history-head">
                <h2 id="usage-history">"Usage history"</h2>
                {filter}
            </div>
            {part_view(reading, words::of_history_error, move |history| still(body(&history, period, is_over, &asked)))}
        </Card>
    }
    .into_any()
}

/// All projects, or one of them.
fn filter(projects: &Projects, asked: &Asked) -> Option<AnyView> {
    let Projects::Available(projects) = projects else { return None };
    let all = Choice::new("", "All projects");
    let each = projects.iter().map(|project| Choice::new(project.project_id.clone(), project.name.clone()));
    let chosen = asked.value(PROJECT).unwrap_or_default();
    let select =
        Field::new("history-project", "Project").select(PROJECT, std::iter::once(all).chain(each).collect(), &chosen);
    let kept =
        asked.others(PROJECT).into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let kept = kept.collect_view();
    let form = view! {
        <form class="history-filter" method="get" action=asked.path.clone() data-in-place=in_place::FORM>
            {kept}
            {select}
            <Button>"Show"</Button>
        </form>
    };
    (projects.len() > 1).then(|| form.into_any())
}

fn body(history: &UsageHistory, period: Option<Period>, is_over: bool, asked: &Asked) -> AnyView {
    if history.daily.is_empty() && history.periods.is_empty() {
        return view! { <p class="quiet">{words::NO_HISTORY}</p> }.into_any();
    }
    view! {
        <p>{sentences::compared(history, is_over)}</p>
        {days(history, period)}
        {trend(history, period, is_over, asked)}
    }
    .into_any()
}

/// The days of the period, those to come left empty.
fn days(history: &UsageHistory, period: Option<Period>) -> Option<AnyView> {
    let (first, last) = (history.daily.first()?.date, history.daily.last()?.date);
    let (start, end) = period.map_or((first, last), |period| (period.start.min(first), period.end.max(last)));
    let places = usize::try_from(start.days_until(end) + 1).ok()?;
    let written: Vec<_> = history
        .daily
        .iter()
        .map(|day| (day, day::short(day.date), Measure::ALL.map(|of| figure::grouped(of.value(day.used)))))
        .collect();
    let chart = |(index, of): (usize, Measure)| {
        let mut bars = vec![None; places];
        for (day, name, numbers) in &written {
            let place = usize::try_from(start.days_until(day.date)).ok().and_then(|place| bars.get_mut(place));
            if let Some((place, number)) = place.zip(numbers.get(index)) {
                let value = of.value(day.used);
                let says = format!("{name}: {number} {}", of.unit(value));
                *place = Some(Bar { says, value, mark: None, open: false });
            }
        }
        let most = history.daily.iter().max_by_key(|day| of.value(day.used))?;
        let (top, on) = (of.said(most.used), day::long(most.date));
        let label = format!("{} by day, {}; most on {on}: {top}", of.name(), Period { start: first, end: last }.long());
        Some(view! { <Bars caption=of.name() label bars first=day::short(start) last=day::short(end) top /> })
    };
    let columns = vec![Column::words("Day"), Column::figures("Minutes"), Column::figures("SMS")];
    let charts = Measure::ALL.into_iter().enumerate().filter_map(chart).collect_view();
    let rows =
        written.into_iter().map(|(day, name, [minutes, sms])| Row::new(day.date.to_string(), [name, minutes, sms]));
    let rows = rows.collect();
    Some(
        view! {
            <h3>"By day"</h3>
            <div class="history-charts">{charts}</div>
            <details class="history-table">
                <summary>"The days as a table"</summary>
                <Table caption="Usage by day" columns rows />
            </details>
        }
        .into_any(),
    )
}

/// The periods before, oldest first, and this one last.
fn trend(history: &UsageHistory, period: Option<Period>, is_over: bool, asked: &Asked) -> Option<AnyView> {
    let (oldest, newest) = (history.periods.last()?, history.periods.first()?);
    let this = period.filter(|_| !history.daily.is_empty());
    let chart = |of: Measure| {
        let past = history.periods.iter().rev().map(|past| {
            let says = format!("{}: {}", past.period.short(), of.said(past.used));
            Some(Bar { says, value: of.value(past.used), mark: of.allowance(past), open: false })
        });
        let now = this.map(|period| {
            let so_far = if is_over { "" } else { " so far" };
            let says = format!("{}: {}{so_far}", period.short(), of.said(history.total()));
            Some(Bar { says, value: of.value(history.total()), mark: None, open: !is_over })
        });
        let most = history.periods.iter().max_by_key(|past| of.value(past.used)).unwrap_or(newest);
        let label = format!(
            "{} by period, {} periods before this one; most in {}: {}",
            of.name(),
            history.periods.len(),
            most.period.long(),
            of.said(most.used)
        );
        let bars: Vec<_> = past.chain(now).collect();
        let top = bars.iter().flatten().flat_map(|bar| [Some(bar.value), bar.mark]).flatten().max().unwrap_or_default();
        let (first, last) = (day::short(oldest.period.start), day::short(this.unwrap_or(newest.period).end));
        view! { <Bars caption=of.name() label bars first last top=of.written(top) /> }
    };
    let columns = vec![
        Column::words("Period"),
        Column::figures("Minutes"),
        Column::figures("Included"),
        Column::figures("Change"),
        Column::figures("SMS"),
        Column::words("Invoice"),
    ];
    let before = history.periods.iter().skip(1).map(Some).chain([None]);
    let rows = history.periods.iter().zip(before).map(|(past, before)| row(past, before, asked)).collect();
    let charts = Measure::ALL.map(chart).collect_view();
    Some(
        view! {
            <h3>"By period"</h3>
            <div class="history-charts">{charts}</div>
            <details class="history-table">
                <summary>"The periods as a table"</summary>
                <Table caption="Usage by period, newest first" columns rows />
            </details>
        }
        .into_any(),
    )
}

fn row(past: &PastPeriod, before: Option<&PastPeriod>, asked: &Asked) -> Row {
    let (client, start) = (asked.client.as_ref(), past.period.start);
    let compared = before.and_then(|before| change(past.used.minutes, before.used.minutes));
    let invoice = past.invoice.as_ref().map(|invoice| {
        let href = format!("{}?invoice={}", paths::invoices(client), paths::encode(invoice.as_str()));
        view! { <a href=href>{invoice.as_str().to_owned()}</a> }
    });
    let cells = vec![
        view! { <a href=paths::usage_of(client, start)>{past.period.short()}</a> }.into_any(),
        figure::grouped(past.used.minutes).into_any(),
        past.minutes_included.map_or_else(|| "–".to_owned(), figure::grouped).into_any(),
        compared.map_or_else(|| "–".to_owned(), sentences::signed_percent).into_any(),
        figure::count(past.used.sms).into_any(),
        invoice.map_or_else(|| "–".into_any(), IntoAny::into_any),
    ];
    Row::new(start.to_string(), cells)
}

/// What is drawn.
#[derive(Clone, Copy)]
enum Measure {
    Minutes,
    Sms,
}

impl Measure {
    const ALL: [Self; 2] = [Self::Minutes, Self::Sms];

    const fn name(self) -> &'static str {
        match self {
            Self::Minutes => "Minutes",
            Self::Sms => "SMS",
        }
    }

    fn value(self, used: Amounts) -> Decimal {
        match self {
            Self::Minutes => used.minutes,
            Self::Sms => used.sms.into(),
        }
    }

    const fn allowance(self, past: &PastPeriod) -> Option<Decimal> {
        match self {
            Self::Minutes => past.minutes_included,
            Self::Sms => None,
        }
    }

    fn said(self, used: Amounts) -> String {
        self.written(self.value(used))
    }

    fn written(self, value: Decimal) -> String {
        format!("{} {}", figure::grouped(value), self.unit(value))
    }

    fn unit(self, value: Decimal) -> &'static str {
        match self {
            Self::Minutes => sentences::minutes_unit(value),
            Self::Sms => "SMS",
        }
    }
}
