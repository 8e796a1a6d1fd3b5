//! Repeats, places and breakers, seen from a browser: short trouble is not noticed, and long trouble stays where it is.

use super::{tap::Tap, world::World};
use reqwest::{StatusCode, header::RETRY_AFTER};
use sandbox::{Config, Fault, FaultKind};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const USAGE: &str = "/v1/billing/usage";

fn calls(world: &World, path: &str) -> usize {
    world.sandbox.requests().into_iter().filter(|call| call.path.split('?').next() == Some(path)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_fails_once_or_twice_is_made_again_and_nobody_notices() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    for (kind, value) in [
        (FaultKind::Reset, json!("before")),
        (FaultKind::Reset, json!("mid_body")),
        (FaultKind::Truncate, json!(null)),
        (FaultKind::Status, json!(502)),
        (FaultKind::Status, json!(504)),
        (FaultKind::RetryAfter, json!({"status": 503, "after": 1})),
    ] {
        world.sandbox.add_fault(Fault::new(USAGE, kind).value(value.clone()).times(2));
        world.sandbox.clear_requests();
        assert_eq!(person.api("usage", "").await.0, StatusCode::OK, "{kind:?} {value}");
        assert_eq!(calls(&world, USAGE), 3, "{kind:?} {value}");
    }
    for (value, expected) in [(400, 502), (404, 404), (409, 502), (429, 429), (500, 503)] {
        world.sandbox.add_fault(Fault::new(USAGE, FaultKind::Status).value(value));
        world.sandbox.clear_requests();
        assert_eq!(person.api("usage", "").await.0.as_u16(), expected, "{value}");
        assert_eq!(calls(&world, USAGE), 1, "{value} is not asked for again");
        world.sandbox.clear_faults();
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_in_trouble_under_load_is_left_alone_and_comes_back_by_itself() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let ask = || {
        let person = person.clone();
        async move { person.send(person.call("usage", "")).await }
    };
    world.sandbox.add_fault(Fault::new(USAGE, FaultKind::Status).value(503));
    world.sandbox.clear_requests();
    // Whoever asks before the breaker opens is told of the fault itself, and whoever asks after it when to come back.
    let mut cut_off = false;
    for _ in 0..20 {
        let answers = (0..20).map(|_| ask()).collect::<JoinSet<_>>().join_all().await;
        assert!(answers.iter().all(|answer| answer.status() == StatusCode::SERVICE_UNAVAILABLE));
        cut_off = answers.iter().any(|answer| answer.headers().contains_key(RETRY_AFTER));
        if cut_off {
            break;
        }
    }
    assert!(cut_off, "many failures in a row cut an endpoint off");
    // Many more ask meanwhile; one at a time gets through, once a second.
    let (begun, before) = (Instant::now(), calls(&world, USAGE));
    for _ in 0..10 {
        (0..20).map(|_| ask()).collect::<JoinSet<_>>().join_all().await;
    }
    let tries = calls(&world, USAGE) - before;
    let most = 3 * (1 + usize::try_from(begun.elapsed().as_secs()).unwrap());
    assert!(tries <= most, "{tries} calls of 200 went through, {most} may");
    // What has not failed works.
    assert_eq!(person.api("invoices", "").await.0, StatusCode::OK);
    world.signed_in("manager@harbour.test").await;

    world.sandbox.clear_faults();
    let (begun, mut answer) = (Instant::now(), ask().await);
    while answer.status() != StatusCode::OK {
        assert!(begun.elapsed() < Duration::from_secs(10), "it comes back within its pause");
        tokio::task::yield_now().await;
        answer = ask().await;
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_calls_that_hang_leave_everything_else_as_it_was() {
    let settings = [("AIDIAL_API_TIMEOUT_MS", "4000")];
    let world = World::start_with(Config::default(), &settings).await;
    let person = world.signed_in("admin@harbour.test").await;
    let partner = world.signed_in("admin@coastal.test").await;
    assert_eq!(person.api("invoices", "").await.0, StatusCode::OK);
    world.sandbox.add_fault(Fault::new(USAGE, FaultKind::Hang));
    let mut stuck = JoinSet::new();
    for _ in 0..200 {
        let person = person.clone();
        stuck.spawn(async move {
            let begun = Instant::now();
            (person.api("usage", "").await.0.as_u16(), begun.elapsed())
        });
    }
    while calls(&world, USAGE) < 20 {
        tokio::task::yield_now().await;
    }
    let begun = Instant::now();
    assert_eq!(person.api("invoices", "").await.0, StatusCode::OK);
    assert_eq!(partner.page("/billing/clients").await.0, StatusCode::OK);
    world.signed_in("manager@harbour.test").await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let (mut late, mut refused) = (0, 0);
    for (status, took) in stuck.join_all().await {
        assert!(took < Duration::from_secs(8), "{took:?}");
        match status {
            504 => late += 1,
            503 => refused += 1,
            other => panic!("{other}"),
        }
    }
    assert!(late <= 96 && refused >= 100, "{late} hung and {refused} were refused a place");
    world.sandbox.clear_faults();
    let begun = Instant::now();
    while person.api("usage", "").await.0 != StatusCode::OK {
        assert!(begun.elapsed() < Duration::from_secs(10), "it comes back by itself");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_leaves_ends_the_work_and_the_next_one_is_not_told_of_it() {
    const CONTEXT: &str = "/v1/session/context";
    let tap = Tap::start().await;
    let settings = [("AIDIAL_API_BASE_URL", tap.url()), ("AIDIAL_API_TIMEOUT_MS", "9000".to_owned())];
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let world = World::start_with(Config::default(), &settings).await;
    tap.lead_to(world.sandbox.addr());
    let person = world.signed_in("admin@harbour.test").await;
    // What is said of the person is read once for all who wait; usage is read for each.
    for path in [CONTEXT, USAGE] {
        assert_eq!(person.api("usage", "").await.0, StatusCode::OK);
        world.clock.advance(jiff::SignedDuration::from_secs(31));
        world.sandbox.clear_requests();
        world.sandbox.add_fault(Fault::new(path, FaultKind::Hang));
        let readers: Vec<_> = (0..3)
            .map(|_| {
                let person = person.clone();
                tokio::spawn(async move { person.api("usage", "").await })
            })
            .collect();
        let asked = if path == CONTEXT { 1 } else { 3 };
        while calls(&world, path) < asked {
            tokio::task::yield_now().await;
        }
        assert!(tap.open_for(path) >= asked, "{path}");
        readers.iter().for_each(tokio::task::JoinHandle::abort);
        let left = Instant::now();
        while tap.open_for(path) > 0 {
            assert!(left.elapsed() < Duration::from_secs(2), "{path}: the call goes on: {}", tap.open_for(path));
            tokio::task::yield_now().await;
        }
        world.sandbox.clear_faults();
        assert_eq!(person.api("usage", "").await.0, StatusCode::OK, "{path}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_restarts_between_requests_are_not_noticed() {
    let tap = Tap::start().await;
    let world = World::start_with(Config::default(), &[("AIDIAL_API_BASE_URL", &tap.url())]).await;
    tap.lead_to(world.sandbox.addr());
    let person = world.signed_in("admin@harbour.test").await;
    for round in 0..50 {
        let answers = (0..4).map(|_| {
            let person = person.clone();
            async move { person.api("usage", "").await.0 }
        });
        let answers = answers.collect::<JoinSet<_>>().join_all().await;
        assert!(answers.iter().all(|status| *status == StatusCode::OK), "round {round}: {answers:?}");
        assert!(tap.open_for(USAGE) > 0, "connections are kept");
        tap.cut();
    }
    world.stop().await;
}
