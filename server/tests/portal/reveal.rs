//! "Show email": one address for a Client Admin, never without its record.

use super::{
    not_found::bytes,
    recipients::{CHANGES, RECEIPTS, ids, reveal},
    trail::{accept_writes, connection, refuse_writes, rows_of},
    world::World,
};
use jiff::SignedDuration;
use reqwest::{StatusCode, header::RETRY_AFTER};
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use server::clock::Clock;

const REVEAL: &str = "recipient_reveal";
const SHOWN: &str = "accounts@harbourdental.com.au";

/// Calls that asked for recipients or an address.
fn asked(world: &World) -> Vec<String> {
    let calls = world.upstream_calls().into_iter().map(|call| call.path);
    calls.filter(|path| path.starts_with("/v1/billing/recipients")).collect()
}

/// Acceptance REV-04.
#[tokio::test(flavor = "multi_thread")]
async fn a_reveal_is_recorded_as_begun_and_as_done_with_who_when_whose_which_and_where_from() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let id = ids(&admin, RECEIPTS).await.remove(0);
    let form = format!("group={RECEIPTS}&recipient_id={id}");
    let response = admin.send(admin.call("reveal-recipient", &form)).await;
    let request = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(response.json::<Value>().await.unwrap(), json!(SHOWN));
    let rows = rows_of(&world, REVEAL).await;
    assert_eq!(rows.iter().map(|row| &*row.outcome).collect::<Vec<_>>(), ["begun", "done"]);
    for row in rows {
        assert_eq!(row.at, world.clock.now().as_millisecond());
        assert_eq!(
            (row.issuer.unwrap(), row.subject.unwrap()),
            (world.sandbox.issuer(), "usr-harbour-admin".to_owned())
        );
        assert_eq!((row.tenant.as_deref(), row.role.as_deref()), (Some("harbour"), Some("client_admin")));
        assert_eq!(row.about.unwrap(), format!("{RECEIPTS}:{id}"));
        assert_eq!((row.request_id.unwrap(), row.address.as_deref()), (request.clone(), Some("127.0.0.1")));
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_recipient_one_that_never_was_and_one_of_the_other_group_are_the_same_bytes_and_not_asked_for() {
    let world = World::start().await;
    let theirs = ids(&world.signed_in("admin@orchard.test").await, RECEIPTS).await.remove(0);
    let admin = world.signed_in("admin@harbour.test").await;
    let own = ids(&admin, RECEIPTS).await.remove(0);
    let call = |kind: &str, id: &str| admin.call("reveal-recipient", &format!("group={kind}&recipient_id={id}"));
    world.sandbox.clear_requests();
    let foreign = bytes(&admin, call(RECEIPTS, &theirs)).await;
    assert_eq!(foreign.0, 404);
    for (kind, id) in [
        (RECEIPTS, "rcp-0000000000000000"),
        (RECEIPTS, ""),
        (RECEIPTS, "..%2Frecipients"),
        (RECEIPTS, "a%40b.test"),
        (RECEIPTS, &"x".repeat(65)),
        (CHANGES, &own),
        ("dunning", &own),
    ] {
        assert_eq!(bytes(&admin, call(kind, id)).await, foreign, "{kind} {id}");
    }
    assert!(asked(&world).iter().all(|path| path == "/v1/billing/recipients"), "{:?}", asked(&world));
    let rows = rows_of(&world, REVEAL).await;
    assert_eq!(rows.len(), 2 * 7, "each try is there, but that of a group that is none");
    assert!(rows.iter().all(|row| matches!(&*row.outcome, "begun" | "not_found")));
    assert!(rows.iter().all(|row| row.tenant.as_deref() == Some("harbour")));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_reveal_is_refused_without_a_call_and_the_try_is_recorded() {
    let world = World::start().await;
    let id = ids(&world.signed_in("admin@harbour.test").await, RECEIPTS).await.remove(0);
    let cases = [
        ("manager@harbour.test", 404, Some("harbour")),
        ("staff@harbour.test", 403, Some("harbour")),
        // Not in the log of a client: it would tell that client who asked for others.
        ("admin@coastal.test", 404, None),
        ("user@coastal.test", 403, None),
    ];
    for (email, expected, tenant) in cases {
        let person = world.signed_in(email).await;
        world.sandbox.clear_requests();
        let before = rows_of(&world, "access_denied").await.len();
        let (status, answer) = reveal(&person, RECEIPTS, &id).await;
        assert_eq!(status.as_u16(), expected, "{email}: {answer}");
        assert_eq!(asked(&world), Vec::<String>::new(), "{email}");
        let rows = rows_of(&world, "access_denied").await;
        assert_eq!(rows.len(), before + 1, "{email}");
        let row = rows.last().unwrap();
        assert_eq!((row.about.as_deref(), row.tenant.as_deref()), (Some("reveal_recipients"), tenant), "{email}");
    }
    assert_eq!(rows_of(&world, REVEAL).await, []);
    world.stop().await;
}

/// Acceptance REV-02.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_refuses_the_record_means_no_call_and_no_address() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let id = ids(&admin, RECEIPTS).await.remove(0);
    refuse_writes(&world, "true").await;
    world.sandbox.clear_requests();
    let (status, answer) = reveal(&admin, RECEIPTS, &id).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("store_unavailable")));
    assert_eq!(asked(&world), Vec::<String>::new());
    // Figures do not wait for the trail.
    assert_eq!(admin.api("usage", "").await.0, StatusCode::OK);
    assert_eq!(admin.page("/billing/invoices/inv-harbour-0020/pdf").await.0, StatusCode::OK);
    accept_writes(&world).await;

    // The address has come by then, and stays in the server all the same.
    refuse_writes(&world, "NEW.outcome <> 'begun'").await;
    let (status, answer) = reveal(&admin, RECEIPTS, &id).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.to_string().contains("harbourdental"), "{answer}");
    accept_writes(&world).await;
    assert_eq!(reveal(&admin, RECEIPTS, &id).await, (StatusCode::OK, json!(SHOWN)), "normal again without a restart");
    world.stop().await;
}

/// Acceptance REV-02: as when a backup holds the file for longer than a write waits.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_means_no_call_and_no_address() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let id = ids(&admin, RECEIPTS).await.remove(0);
    let mut holder = connection(&world).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut holder).await.unwrap();
    world.sandbox.clear_requests();
    let (status, _) = reveal(&admin, RECEIPTS, &id).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(asked(&world), Vec::<String>::new());
    sqlx::query("ROLLBACK").execute(&mut holder).await.unwrap();
    assert_eq!(reveal(&admin, RECEIPTS, &id).await.0, StatusCode::OK);
    world.stop().await;
}

/// Acceptance TEN-06.
#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_address_in_the_answer_is_refused() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let id = ids(&admin, RECEIPTS).await.remove(0);
    for (answer, status) in [
        ("accounts@vastretail.com.au", StatusCode::NOT_FOUND),
        ("principal@harbourdental.com.au", StatusCode::NOT_FOUND),
        ("<b>not an address</b>", StatusCode::BAD_GATEWAY),
    ] {
        let body = json!({"status": 200, "json": {"email": answer}});
        world.sandbox.add_fault(Fault::new("/v1/billing/recipients/*/reveal", FaultKind::Body).value(body));
        let (found, text) = reveal(&admin, RECEIPTS, &id).await;
        assert_eq!(found, status, "{answer}");
        assert!(!text.to_string().contains(answer), "{text}");
        world.sandbox.clear_faults();
    }
    let ended: Vec<_> = rows_of(&world, REVEAL).await.into_iter().map(|row| row.outcome).collect();
    assert_eq!(ended, ["begun", "not_found", "begun", "not_found", "begun", "failed"]);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_upstream_has_its_status_and_a_failed_row_and_a_reveal_is_not_repeated() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let id = ids(&admin, RECEIPTS).await.remove(0);
    for (kind, value, expected) in [
        (FaultKind::Status, json!(503), StatusCode::SERVICE_UNAVAILABLE),
        (FaultKind::RetryAfter, json!(7), StatusCode::TOO_MANY_REQUESTS),
        (FaultKind::Malformed, Value::Null, StatusCode::BAD_GATEWAY),
        (FaultKind::Empty, Value::Null, StatusCode::BAD_GATEWAY),
        (FaultKind::Reset, json!("after"), StatusCode::SERVICE_UNAVAILABLE),
    ] {
        let name = format!("{kind:?}");
        world.sandbox.clear_requests();
        world.sandbox.add_fault(Fault::new("/v1/billing/recipients/*/reveal", kind).value(value));
        let (status, answer) = reveal(&admin, RECEIPTS, &id).await;
        assert_eq!(status, expected, "{name}: {answer}");
        assert_eq!(asked(&world).iter().filter(|path| path.ends_with("/reveal")).count(), 1, "{name}");
        assert_eq!(rows_of(&world, REVEAL).await.last().unwrap().outcome, "failed", "{name}");
        world.sandbox.clear_faults();
    }
    world.stop().await;
}

/// Acceptance REV-06.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_reveals_so_often_and_no_more_whatever_the_session_and_others_are_not_kept_from_it() {
    let world = World::start_with(sandbox::Config::default(), &[("RATE_REVEALS", "5")]).await;
    let admin = world.signed_in("admin@harbour.test").await;
    let id = ids(&admin, RECEIPTS).await.remove(0);
    for _ in 0..5 {
        assert_eq!(reveal(&admin, RECEIPTS, &id).await.0, StatusCode::OK);
    }
    let again = world.signed_in("admin@harbour.test").await;
    world.sandbox.clear_requests();
    let form = format!("group={RECEIPTS}&recipient_id={id}");
    let response = again.send(again.call("reveal-recipient", &form)).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: i64 = response.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert_eq!(wait, 60);
    assert!(!response.text().await.unwrap().contains("harbourdental"));
    assert_eq!(asked(&world), Vec::<String>::new());
    let last = rows_of(&world, REVEAL).await.pop().unwrap();
    assert_eq!((&*last.outcome, last.tenant.as_deref()), ("rate_limited", Some("harbour")));

    let orchard = world.signed_in("admin@orchard.test").await;
    let theirs = ids(&orchard, RECEIPTS).await.remove(0);
    assert_eq!(reveal(&orchard, RECEIPTS, &theirs).await.0, StatusCode::OK);
    world.clock.advance(SignedDuration::from_secs(wait));
    let later = world.signed_in("admin@harbour.test").await;
    assert_eq!(reveal(&later, RECEIPTS, &id).await.0, StatusCode::OK);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_leaves_has_its_outcome_recorded_all_the_same() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let id = ids(&admin, RECEIPTS).await.remove(0);
    let slow = Fault::new("/v1/billing/recipients/*/reveal", FaultKind::Delay).value(json!(600));
    world.sandbox.add_fault(slow);
    let form = format!("group={RECEIPTS}&recipient_id={id}");
    let left =
        tokio::time::timeout(std::time::Duration::from_millis(300), admin.send(admin.call("reveal-recipient", &form)));
    assert!(left.await.is_err(), "it left before there was an answer");
    let done = async {
        while !rows_of(&world, REVEAL).await.iter().any(|row| row.outcome == "done") {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), done).await.expect("the outcome is recorded");
    world.stop().await;
}
