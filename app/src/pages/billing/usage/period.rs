//! "This period" as an answer: how much of what is used, what that comes to, and where it is going.

use super::sentences;
use crate::{
    model::{
        figure,
        usage::{Plan, Usage},
    },
    ui::{self, Card, Day, Fact, Facts, Meter, Share},
};
use leptos::prelude::*;

/// The card.
pub(super) fn card(usage: &Usage) -> AnyView {
    let included = usage.plan.as_ref().and_then(|plan| plan.minutes_included);
    let meter = usage.minutes_used.zip(included).zip(usage.answer.percent).map(|((used, included), percent)| {
        let share = Share(percent);
        let text = sentences::meter(used, included, percent);
        view! { <Meter name="Minutes used of the plan allowance" share tone=share.tone() text /> }
    });
    let balance = sentences::balance(&usage.answer).map(|text| view! { <p class="period-balance">{text}</p> });
    let (figure, charges, estimate) = (figure(usage), charges(usage), estimate(usage));
    let past = usage.period.filter(|_| usage.is_over());
    let heading = past.map_or_else(|| "This period".to_owned(), |period| period.long());
    let (facts, definitions) = (facts(usage), definitions(usage));
    view! {
        <Card labelled_by="this-period" class="period">
            <div class="period-answer">
                <h2 id="this-period">{heading}</h2>
                {figure}
                {meter}
                {balance}
                {charges}
                {estimate}
                {definitions}
            </div>
            <div class="period-facts">{facts}</div>
        </Card>
    }
    .into_any()
}

fn figure(usage: &Usage) -> AnyView {
    let Some(used) = usage.minutes_used else {
        return view! { <p class="quiet">"Minutes used are not available for this period."</p> }.into_any();
    };
    let included = usage.plan.as_ref().and_then(|plan| plan.minutes_included);
    let unit = match included {
        Some(included) => format!(" of {}", sentences::minutes(included)),
        None => " minutes used".to_owned(),
    };
    view! {
        <p class="period-figure">
            {figure::grouped(used)} <span class="period-unit">{unit}</span>
        </p>
    }
    .into_any()
}

/// What is over the allowance, as sums the reader can check.
fn charges(usage: &Usage) -> Option<AnyView> {
    let overage = usage.answer.overage.as_ref().map(|c| Fact::new(sentences::overage(c), ui::amount(&c.amount)));
    let sms = usage.answer.sms.as_ref().map(|c| Fact::new(sentences::sms(c), ui::amount(&c.amount)));
    (overage.is_some() || sms.is_some()).then(|| {
        view! {
            <div class="period-charges">
                <h3>{if usage.is_over() { "Over the allowance" } else { "Over the allowance so far" }}</h3>
                <Facts facts=vec![overage, sms] />
            </div>
        }
        .into_any()
    })
}

fn estimate(usage: &Usage) -> Option<AnyView> {
    usage.answer.estimate.as_ref().map(|estimate| {
        view! {
            <p class="period-estimate">
                <strong>"Estimate: "</strong>
                {sentences::estimate(estimate, usage.period.map(|period| period.end))}
                <span class="period-method">{sentences::method(estimate)}</span>
            </p>
        }
        .into_any()
    })
}

fn facts(usage: &Usage) -> AnyView {
    let plan = usage.plan.as_ref();
    let fee = plan.and_then(|plan| plan.monthly_fee.as_ref()).map(|fee| {
        view! {
            {ui::amount(fee)}
            <span class="quiet">" ex GST"</span>
        }
    });
    let sms_included = plan.and_then(|plan| plan.sms_included);
    let facts = vec![
        Fact::maybe("Plan", plan.map(|plan| plan.name.clone())),
        Fact::maybe("Monthly fee", fee),
        Fact::maybe("SMS sent", usage.sms_sent.map(|sent| sentences::sent_of(sent, sms_included))),
        Fact::maybe("Overage rate", usage.overage_rate.as_ref().map(|rate| ui::price(rate, "min"))),
        Fact::maybe("SMS rate", usage.sms_rate.as_ref().map(|rate| ui::price(rate, "SMS"))),
        Fact::maybe("Resets", usage.resets_on.map(|date| view! { <Day date /> })),
    ];
    let currency = currency(usage).map(|code| format!("Amounts in {code}; charges and rates are before GST."));
    view! {
        <Facts facts />
        {currency.map(|note| view! { <p class="period-note">{note}</p> })}
    }
    .into_any()
}

/// The one currency of the card, for the note that names it.
fn currency(usage: &Usage) -> Option<String> {
    let fee = usage.plan.as_ref().and_then(|plan: &Plan| plan.monthly_fee.as_ref()).map(|fee| &fee.currency);
    let rates = [usage.overage_rate.as_ref(), usage.sms_rate.as_ref()].into_iter().flatten().map(|rate| &rate.currency);
    let mut codes = fee.into_iter().chain(rates).map(|currency| currency.code.as_str());
    let first = codes.next()?;
    codes.all(|code| code == first).then(|| first.to_owned())
}

fn definitions(usage: &Usage) -> Option<AnyView> {
    let said = [usage.minutes_definition.clone(), usage.sms_definition.clone()];
    let said: Vec<_> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| {
        let lines = said.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
        view! {
            <div class="period-definitions">
                <h3>"What counts"</h3>
                {lines}
            </div>
        }
        .into_any()
    })
}
