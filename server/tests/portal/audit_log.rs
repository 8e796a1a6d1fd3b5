//! The audit log: what is recorded of what people do, and who reads which part of it.

use super::{
    browser::Browser,
    recipients::{RECEIPTS, ids, reveal},
    trail::{accept_writes, refuse_writes, rows, rows_of},
    world::World,
};
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn log(browser: &Browser, form: &str) -> Value {
    let (status, page) = browser.api("audit-log", form).await;
    assert_eq!(status, StatusCode::OK, "{form}: {page}");
    page
}

/// "event outcome" of each row on the page.
fn deeds(page: &Value) -> Vec<String> {
    let word = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
    let entries = page["entries"].as_array().unwrap().iter();
    entries.map(|entry| format!("{} {}", word(entry, "event"), word(entry, "outcome"))).collect()
}

async fn export_zip(browser: &Browser) -> StatusCode {
    let request = browser.request(Method::POST, "/billing/invoices.zip").form(&[("invoice_id", "inv-harbour-0020")]);
    let response = browser.send(request).await;
    let status = response.status();
    response.bytes().await.unwrap();
    status
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_stands_in_their_tenants_log_newest_first() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let manager = world.signed_in("manager@harbour.test").await;
    let id = ids(&admin, RECEIPTS).await.remove(0);
    let minute = || world.clock.advance(SignedDuration::from_secs(1));
    minute();
    assert_eq!(manager.page("/billing/invoices/inv-harbour-0020/pdf").await.0, StatusCode::OK);
    minute();
    assert_eq!(admin.page("/billing/invoices.csv?status=open").await.0, StatusCode::OK);
    minute();
    assert_eq!(export_zip(&admin).await, StatusCode::OK);
    minute();
    assert_eq!(reveal(&admin, RECEIPTS, &id).await.0, StatusCode::OK);
    minute();
    assert_eq!(reveal(&manager, RECEIPTS, &id).await.0, StatusCode::NOT_FOUND);
    minute();
    let leaving = world.signed_in("admin@harbour.test").await;
    minute();
    leaving.send(leaving.request(Method::POST, "/auth/sign-out")).await;

    let all = log(&manager, "query[preset]=everything").await;
    let expected = [
        "sign_out done",
        "sign_in done",
        "access_denied denied",
        "recipient_reveal done",
        "recipient_reveal begun",
        "zip_export done",
        "csv_export done",
        "invoice_pdf_download done",
        "sign_in done",
        "sign_in done",
    ];
    assert_eq!(deeds(&all), expected);
    let entry = |number: usize| &all["entries"][number];
    assert_eq!(entry(7)["about"], json!("inv-harbour-0020"));
    assert_eq!(entry(6)["about"], json!("invoices:open"));
    assert_eq!(entry(5)["about"], json!("invoices:1"));
    // The manager reads: the download is theirs, the export is not.
    let actor = |number: usize| (entry(number)["actor"]["is_you"].clone(), entry(number)["actor"]["role"].clone());
    assert_eq!(actor(7), (json!(true), json!("client_manager")));
    assert_eq!(actor(6), (json!(false), json!("client_admin")));
    assert_eq!(actor(0), (json!(false), json!("client_admin")), "a sign-out has the role of the sign-in");
    assert_eq!((&all["zone"], &all["next"]), (&json!("Australia/Brisbane"), &Value::Null));

    // Billing is what is shown unless something else is asked for.
    assert_eq!(deeds(&log(&admin, "").await), expected[3..8]);
    assert_eq!(deeds(&log(&admin, "query[preset]=sign_ins").await).len(), 4);
    assert_eq!(deeds(&log(&admin, "query[event]=csv_export").await), ["csv_export done"]);
    assert_eq!(deeds(&log(&admin, "query[outcome]=begun").await), ["recipient_reveal begun"]);
    let key = entry(7)["actor"]["key"].as_str().unwrap();
    assert_eq!(deeds(&log(&admin, &format!("query[actor]={key}")).await), ["invoice_pdf_download done"]);
    assert_eq!(deeds(&log(&admin, "query[from]=2020-01-01&query[until]=2999-12-31").await).len(), 5);
    assert_eq!(deeds(&log(&admin, "query[from]=2999-12-31").await).len(), 0);
    assert_eq!(deeds(&log(&admin, "query[until]=2020-01-01").await).len(), 0);

    let neighbour = world.signed_in("admin@orchard.test").await;
    assert_eq!(deeds(&log(&neighbour, "query[preset]=everything").await), ["sign_in done"], "its own and no other");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn older_rows_follow_by_cursor_and_another_tenants_cursor_is_as_good_as_garbage() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    for _ in 0..120 {
        assert_eq!(admin.page("/billing/invoices/inv-harbour-0020/pdf").await.0, StatusCode::OK);
    }
    let mut sizes = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page = log(&admin, &format!("query[event]=invoice_pdf_download{cursor}")).await;
        let entries = page["entries"].as_array().unwrap();
        sizes.push(entries.len());
        ids.extend(entries.iter().map(|entry| entry["request_id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&query[cursor]={next}"),
            None => break,
        }
    }
    assert_eq!((sizes, ids.len()), (vec![50, 50, 20], 120));

    let neighbour = world.signed_in("admin@orchard.test").await;
    let own = neighbour.api("audit-log", &cursor[1..]).await;
    let garbage = neighbour.api("audit-log", "query[cursor]=AAAA").await;
    let without_id = |(status, mut answer): (StatusCode, Value)| {
        answer["error"]["request_id"] = Value::Null;
        (status, answer)
    };
    let (own, garbage) = (without_id(own), without_id(garbage));
    assert_eq!(own.0, StatusCode::BAD_REQUEST);
    assert_eq!(own, garbage);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out_is_recorded_when_aidial_api_does_not_answer() {
    let world = World::start().await;
    let hang = sandbox::Fault::new("/v1/session/context", sandbox::FaultKind::Status).value(json!(503));
    world.sandbox.add_fault(hang);
    let admin = world.signed_in("admin@harbour.test").await;
    let signed_in = rows_of(&world, "sign_in").await;
    assert_eq!((signed_in.len(), &signed_in[0].tenant, &signed_in[0].role), (1, &None, &None));
    assert_eq!(signed_in[0].subject.as_deref(), Some("usr-harbour-admin"));
    admin.send(admin.request(Method::POST, "/auth/sign-out")).await;
    assert_eq!(rows_of(&world, "sign_out").await.len(), 1);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_elsewhere_stands_in_the_log_too() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let uri = admin.url("/auth/backchannel-logout");
    let status = world.sandbox.backchannel_logout(uri.as_str(), Some("usr-harbour-admin"), None).await.unwrap();
    assert_eq!(status, 200);
    let rows = rows_of(&world, "sign_out").await;
    assert_eq!((rows.len(), rows[0].tenant.as_deref()), (1, Some("harbour")));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_cannot_be_written_costs_a_log_line_and_no_download() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    refuse_writes(&world, "true").await;
    let before = rows(&world).await.len();
    for path in ["/billing/invoices/inv-harbour-0020/pdf", "/billing/invoices.csv", "/billing/usage"] {
        assert_eq!(admin.page(path).await.0, StatusCode::OK, "{path}");
    }
    assert_eq!(export_zip(&admin).await, StatusCode::OK);
    assert_eq!(admin.api("recipients", "client=x").await.0, StatusCode::NOT_FOUND, "a refusal stays one");
    assert_eq!(rows(&world).await.len(), before);
    accept_writes(&world).await;
    let metrics = server::telemetry::Metrics::without_logger().unwrap().render();
    for event in ["invoice_pdf_download", "csv_export", "zip_export", "access_denied"] {
        let counter = format!("audit_writes_failed_total{{event=\"{event}\"}}");
        assert!(metrics.contains(&counter), "{event} is counted");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_fills_the_trail_by_asking_for_what_they_may_not_have() {
    let world = World::start().await;
    let staff = world.signed_in("staff@harbour.test").await;
    let stranger = world.browser();
    for _ in 0..100 {
        assert_eq!(staff.api("usage", "").await.0, StatusCode::FORBIDDEN);
        assert_eq!(stranger.api("usage", "").await.0, StatusCode::UNAUTHORIZED);
        stranger.send(stranger.request(Method::GET, "/auth/callback?state=x&code=y")).await;
    }
    let kept = rows(&world).await;
    assert_eq!(kept.iter().filter(|row| row.event == "access_denied").count(), 60, "a minute of one person");
    assert_eq!(kept.len(), 61, "and the sign-in");
    world.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(staff.api("usage", "").await.0, StatusCode::FORBIDDEN);
    assert_eq!(rows(&world).await.len(), 62);
    world.stop().await;
}
