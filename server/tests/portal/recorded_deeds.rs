//! What the hand-over to Stripe, settings, tickets and sessions leave in the audit trail, and that without a record there is
//! neither a link nor a change.

use super::{
    trail::{accept_writes, refuse_writes, rows, rows_of},
    upstream::said,
    world::World,
};
use reqwest::StatusCode;

const ONCE: &str = "9b2f6c1e-0d3a-4f7b-8c5d-1e2f3a4b5c6d";
const SETTINGS: &str = "settings[version]=1&settings[timezone]=Australia%2FBrisbane&settings[region]=en-AU\
                        &settings[invoices_and_receipts]=canary%40b.test&settings[plan_and_billing_changes]=a%40b.test";

#[tokio::test(flavor = "multi_thread")]
async fn each_of_them_is_recorded_in_the_tenants_log_and_nothing_typed_is() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let other = world.signed_in("admin@harbour.test").await;
    admin.api("open-billing-portal", &format!("confirmation={ONCE}")).await;
    admin.api("save-tenant-settings", SETTINGS).await;
    admin.api("save-tenant-settings", SETTINGS).await;
    let ticket = format!(
        "once={ONCE}&ticket[category]=general&ticket[priority]=low&ticket[subject]=canary&ticket[description]=canary"
    );
    admin.api("send-ticket", &ticket).await;
    admin.api("end-other-sessions", "").await;
    let deeds: Vec<_> = rows(&world)
        .await
        .into_iter()
        .filter(|row| row.event != "sign_in")
        .map(|row| {
            assert_eq!(row.tenant.as_deref(), Some("harbour"), "{}", row.event);
            assert!(row.request_id.is_some() && row.subject.is_some(), "{}", row.event);
            format!("{} {} {}", row.event, row.outcome, row.about.unwrap_or_default())
        })
        .collect();
    let reference = world.sandbox.tickets().last().unwrap().ticket.reference.clone();
    assert_eq!(
        deeds,
        [
            format!("payment_portal_opened done {ONCE}"),
            "settings_changed begun tenant-settings".to_owned(),
            "settings_changed done tenant-settings".to_owned(),
            "settings_changed begun tenant-settings".to_owned(),
            "settings_changed failed tenant-settings".to_owned(),
            format!("ticket_sent done {reference}"),
            "sign_out done other-sessions:1".to_owned(),
        ]
    );
    assert_eq!(other.api("usage", "").await.0, StatusCode::UNAUTHORIZED);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_record_no_link_leaves_and_no_setting_changes() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let before = said(&world, "admin@harbour.test", "/v1/tenant/settings").await;
    refuse_writes(&world, "1").await;
    let (status, answer) = admin.api("open-billing-portal", &format!("confirmation={ONCE}")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    assert!(answer["url"].is_null());
    let (status, _) = admin.api("save-tenant-settings", SETTINGS).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(said(&world, "admin@harbour.test", "/v1/tenant/settings").await, before);
    accept_writes(&world).await;
    assert_eq!(admin.api("open-billing-portal", &format!("confirmation={ONCE}")).await.0, StatusCode::OK);
    assert_eq!(world.sandbox.stripe_sessions().len(), 1, "the same confirmation, the same session");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_who_reads_the_settings_is_no_refused_one_and_one_who_saves_is() {
    let world = World::start().await;
    let manager = world.signed_in("manager@harbour.test").await;
    assert_eq!(manager.api("tenant-settings", "").await.0, StatusCode::OK);
    assert!(rows_of(&world, "access_denied").await.is_empty());
    assert_eq!(manager.api("save-tenant-settings", SETTINGS).await.0, StatusCode::NOT_FOUND);
    let denied = rows_of(&world, "access_denied").await;
    assert_eq!(denied.len(), 1);
    assert_eq!(denied[0].about.as_deref(), Some("edit_tenant_settings"));
    let staff = world.signed_in("staff@harbour.test").await;
    assert_eq!(staff.api("start-ticket", "client=orchard").await.0, StatusCode::NOT_FOUND);
    assert_eq!(rows_of(&world, "access_denied").await.len(), 2);
    world.stop().await;
}
