//! The Usage panel in each of its states.

use crate::{
    figures::{bare, full, project, vast},
    world::{Billing, INCIDENT, Page, met, open},
};
use app::{
    backend::DomainError,
    model::{
        day::Date,
        panel::Panel,
        role::Role,
        usage::{ProjectState, Projects, Usage},
    },
    paths,
};

async fn usage(billing: Billing) -> Page {
    open(paths::USAGE, met(Role::ClientAdmin), billing).await
}

async fn ready(usage_: Usage) -> Page {
    usage(Ok(Panel::Ready(usage_))).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

#[tokio::test]
async fn the_period_is_answered_in_words_and_sums() {
    let page = ready(full()).await;
    assert_eq!(page.status, 200);
    says(
        &page,
        &[
            "1–30 November 2026 · times in Australia/Brisbane",
            "As of 2:05 pm",
            "1,518.25 of 1,500 minutes",
            "18.25 minutes over the allowance, 8 days to go.",
            "18.25 minutes over × $0.285 $5.20",
            "18 SMS over × $0.085 $1.53",
            "Estimate: about 2,070 minutes by 30 November 2026, 570 over: 570 × $0.285 = $162.45.",
            "Plan Growth 600 × 3",
            "Monthly fee $447.00 ex GST",
            "SMS sent 318 of 300",
            "Overage rate $0.285 / min",
            "SMS rate $0.085 / SMS",
            "Resets 1 December 2026",
            "Amounts in AUD",
            "A minute is counted per quarter minute of a connected call.",
        ],
    );
}

#[tokio::test]
async fn each_project_has_its_plan_its_state_in_words_and_its_own_figures() {
    let page = ready(full()).await;
    assert_eq!(page.html.matches("class=\"project-plan\"").count(), 5);
    says(
        &page,
        &[
            "Active",
            "Approaching limit",
            "Over limit",
            "Not active yet",
            "paused_by_owner",
            "Minutes used 636 of 600",
            "36 min over × $0.285 $10.26",
            "Resets 1 Dec 2026",
        ],
    );
    assert!(page.html.contains("aria-valuetext=\"636 of 600 minutes, 106%\""));
    assert!(page.html.contains("aria-valuenow=\"100\""));
}

#[tokio::test]
async fn discounts_and_adjustments_show_while_in_force_and_in_the_history() {
    let page = ready(full()).await;
    says(
        &page,
        &[
            "Launch discount Discount · 15 % off the monthly fee · until 31 January 2027",
            "Discount and adjustment history",
            "Amount (AUD)",
            "1 Oct 2026 Adjustment Goodwill credit, outage of 12 September Two hours without answering HD-0019 −$25.00",
            "1 Jul 2026 Discount Annual commitment HD-0016 10% off, −$44.70",
        ],
    );
}

#[tokio::test]
async fn what_billing_does_not_say_is_not_shown_and_never_a_zero() {
    let page = ready(bare()).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    for absent in ["$0", "0 minutes", "Plan ", "Projects", "djustment history", "Estimate", "Resets", "As of"] {
        assert!(!text.contains(absent), "{absent:?} is in {text:?}");
    }
    assert!(text.contains("Minutes used are not available for this period."));
    assert!(!page.html.contains("role=\"meter\""));
}

#[tokio::test]
async fn missing_projects_leave_the_totals() {
    for (projects, title) in [
        (Projects::MetadataUnavailable, "Project details temporarily unavailable"),
        (Projects::UsageUnavailable, "Per-project usage is unavailable for this billing cycle"),
        (Projects::Available(Vec::new()), "No projects yet"),
    ] {
        let page = ready(Usage { projects, ..full() }).await;
        assert_eq!(page.status, 200);
        says(&page, &["1,518.25 of 1,500 minutes", title]);
    }
}

#[tokio::test]
async fn figures_that_are_behind_are_marked() {
    says(&ready(Usage { stale: true, ..full() }).await, &["These figures are behind."]);
    assert!(!ready(full()).await.text().contains("These figures are behind."));
}

#[tokio::test]
async fn billing_that_is_not_there_leads_to_support() {
    for (panel, title, topic) in [
        (Panel::NotConfigured, "Billing is not configured", "setup"),
        (Panel::ConfigurationError, "Billing configuration needs attention", "configuration"),
    ] {
        let page = usage(Ok(panel)).await;
        assert_eq!(page.status, 200);
        says(&page, &[title, "Contact support"]);
        assert!(page.html.contains(&format!("/support/new?topic={topic}&amp;page=%2Fbilling%2Fusage\"")));
        assert!(!page.html.contains("period-figure"));
    }
}

#[tokio::test]
async fn trouble_has_its_status_its_words_and_its_reference_and_no_figures() {
    for (error, status, title) in [
        (DomainError::Unavailable(None), 503, "Billing details could not be loaded"),
        (DomainError::TimedOut, 504, "Billing details could not be loaded"),
        (DomainError::NotUnderstood, 502, "Billing details could not be loaded"),
        (DomainError::RateLimited(Some(30)), 429, "Too many requests"),
        (DomainError::NotFound, 404, "Page not found"),
        (DomainError::StoreUnavailable, 503, "The portal cannot check your session right now"),
        (DomainError::Internal, 500, "Something went wrong on our side"),
    ] {
        let page = usage(Err(error)).await;
        assert_eq!(page.status, status, "{error:?}");
        says(&page, &[title, &format!("Reference: {INCIDENT}"), "Ada Harbour"]);
        assert!(!page.html.contains("period-figure"), "{error:?}");
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait_in_the_header_and_in_words() {
    let page = usage(Err(DomainError::RateLimited(Some(30)))).await;
    assert_eq!(page.retry_after.as_deref(), Some("30"));
    says(&page, &["Wait a moment and try again.", "Try again in 30 seconds."]);
}

#[tokio::test]
async fn a_session_that_ended_meanwhile_leads_to_sign_in_and_back() {
    let page = usage(Err(DomainError::SignedOut)).await;
    assert_eq!((page.status, page.location.as_deref()), (303, Some("/sign-in?return_to=%2Fbilling%2Fusage")));
}

#[tokio::test]
async fn many_projects_can_be_narrowed_to_one_state_without_script() {
    let everything = ready(vast()).await;
    assert_eq!(everything.html.matches("class=\"card project\"").count(), 200);
    says(&everything, &["All 200", "Over limit 20", "Active 180"]);
    let address = format!("{}?state=over_limit", paths::USAGE);
    let over = open(&address, met(Role::ClientAdmin), Ok(Panel::Ready(vast()))).await;
    assert_eq!(over.html.matches("class=\"card project\"").count(), 20);
    assert_eq!(over.html.matches("aria-current=\"true\"").count(), 2);
}

#[tokio::test]
async fn hostile_text_from_billing_stays_text() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
    let mut told = full();
    told.projects = Projects::Available(vec![project(evil, ProjectState::Other(evil.into()), 1)]);
    told.minutes_definition = Some(evil.into());
    told.zone = evil.into();
    if let Some(notice) = told.notices.first_mut() {
        notice.title = evil.into();
    }
    let page = ready(told).await;
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    assert!(!page.html.contains("<img"), "{}", page.html);
}

#[tokio::test]
async fn every_script_carries_the_nonce_and_nothing_is_styled_inline() {
    let page = ready(full()).await;
    let scripts = page.html.matches("<script").count();
    assert!(scripts >= 2 && page.html.matches("nonce=\"").count() >= scripts, "{scripts}");
    assert!(!page.html.contains(" style=") && !page.html.contains("<style"));
    for script in page.html.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap_or_default();
        assert!(tag.contains("nonce=\""), "<script{tag}>");
    }
}

#[tokio::test]
async fn the_history_is_drawn_day_by_day_and_period_by_period_with_its_figures_in_tables() {
    let page = ready(full()).await;
    says(&page, &["Usage history", "121.5 minutes and 3 SMS so far."]);
    says(&page, &["The period before, 1–31 October 2026, had 1,655 minutes and 290 SMS in all."]);
    let label = "aria-label=\"Minutes by day, 1–3 November 2026; most on 3 November 2026: 81 minutes\"";
    assert!(page.html.contains(label), "{}", page.html);
    assert!(page.text().contains("1 Nov 2026: 40.5 minutes"));
    assert!(page.text().contains("1–30 Nov 2026: 121.5 minutes so far"));
    // Thirty days are thirty places of four: the third begins after two of them, and is the highest.
    assert!(page.html.contains("viewBox=\"0 0 120 96\""), "{}", page.html);
    assert!(page.html.contains("x=\"8\" y=\"0\" width=\"3\" height=\"96\"><title>3 Nov 2026"), "{}", page.html);
    says(&page, &["The days as a table", "3 Nov 2026 81 0", "The periods as a table"]);
    says(&page, &["1–31 Oct 2026 1,655 1,500 +10% 290 inv-20", "1–30 Sep 2026 1,505 1,500 – 290 –"]);
    assert!(page.html.contains("href=\"/billing/usage?period=2026-10-01\""));
    assert!(page.html.contains("href=\"/billing/invoices?invoice=inv-20\""));
    assert!(!page.html.contains("style="));
}

#[tokio::test]
async fn the_history_of_one_project_is_chosen_in_the_address_and_fails_alone() {
    let of = async |project: &str| {
        let address = format!("{}?project={project}&state=active", paths::USAGE);
        open(&address, met(Role::ClientAdmin), Ok(Panel::Ready(full()))).await
    };
    let page = of("melbourne").await;
    says(&page, &["No usage has been recorded yet.", "1,518.25 of 1,500 minutes"]);
    assert!(page.html.contains("name=\"state\" value=\"active\""), "what else is asked for stays");
    for strange in ["other", "a.b"] {
        let page = of(strange).await;
        assert_eq!(page.status, 200, "{strange}");
        says(&page, &["There is no history of this", "1,518.25 of 1,500 minutes"]);
    }
}

#[tokio::test]
async fn a_past_period_says_that_it_is_over_and_leads_back() {
    let past = Usage { today: Date::parse("2026-12-05").unwrap(), ..full() };
    let address = format!("{}?period=2026-11-01", paths::USAGE);
    let page = open(&address, met(Role::ClientAdmin), Ok(Panel::Ready(past))).await;
    says(&page, &["This period is over.", "Current period", "1–30 November 2026"]);
    assert!(!page.text().contains("so far"), "{}", page.text());
    assert_eq!(
        open(&format!("{}?period=yesterday", paths::USAGE), met(Role::ClientAdmin), Ok(Panel::Ready(full())))
            .await
            .status,
        404
    );
}
