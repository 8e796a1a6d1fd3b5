//! The same day gives the same world, in each tenant's own zone.

use crate::tester::{Tester, text};

const PATHS: [&str; 5] = [
    "/v1/billing/usage",
    "/v1/billing/usage/history",
    "/v1/billing/invoices?page_size=100",
    "/v1/billing/recipients",
    "/v1/support/tickets",
];

#[tokio::test]
async fn two_sandboxes_on_one_day_answer_alike() {
    let (one, two) = (Tester::start().await, Tester::start().await);
    for user in ["admin@harbour.test", "admin@orchard.test", "admin@vast.test", "admin@foggy.test"] {
        for path in PATHS {
            assert_eq!(one.ok_as(user, path).await, two.ok_as(user, path).await, "{user} {path}");
        }
    }
}

#[tokio::test]
async fn a_new_period_begins_at_the_tenants_own_midnight() {
    let tester = Tester::start().await;
    // From 24 November, 02:00 UTC, to 30 November, 13:30 UTC: 1 December in Sydney, still November in Perth.
    tester.pass(6 * 24 * 3600 + 11 * 3600 + 1800);
    let start = async |user| {
        let usage = tester.ok_as(user, "/v1/billing/usage").await;
        text(&usage["period"], "start").to_owned()
    };
    assert_eq!(start("admin@orchard.test").await, "2026-12-01");
    assert_eq!(start("admin@newleaf.test").await, "2026-11-01");
}

#[tokio::test]
async fn a_saved_time_zone_moves_the_calendar() {
    let tester = Tester::start().await;
    tester.pass(6 * 24 * 3600 + 11 * 3600 + 1800);
    let user = "admin@newleaf.test";
    let mut settings = tester.ok_as(user, "/v1/tenant/settings").await;
    settings["timezone"] = "Pacific/Auckland".into();
    let save = tester.http.put(tester.at("/v1/tenant/settings")).bearer_auth(tester.bearer(user)).json(&settings);
    assert_eq!(save.send().await.unwrap().status(), 200);
    let usage = tester.ok_as(user, "/v1/billing/usage").await;
    assert_eq!(text(&usage["period"], "start"), "2026-12-01");
    let context = tester.ok_as(user, "/v1/session/context").await;
    assert_eq!(text(&context["tenant"], "timezone"), "Pacific/Auckland");
}

#[tokio::test]
async fn figures_are_as_fresh_as_the_clock_says() {
    let tester = Tester::start().await;
    let as_of = async || text(&tester.ok_as("admin@harbour.test", "/v1/billing/usage").await, "as_of").to_owned();
    assert_eq!(as_of().await, "2026-11-24T02:00:00Z");
    tester.pass(299);
    assert_eq!(as_of().await, "2026-11-24T02:00:00Z");
    tester.pass(1);
    assert_eq!(as_of().await, "2026-11-24T02:05:00Z");
}
