//! Which cookies find a session, and what the others cost.

use crate::bench::Bench;
use http::{HeaderMap, HeaderValue, header::COOKIE};
use std::sync::atomic::Ordering;

fn value(headers: &HeaderMap) -> String {
    headers[COOKIE].to_str().unwrap().split_once('=').unwrap().1.to_owned()
}

#[tokio::test]
async fn a_malformed_cookie_is_nobody_and_costs_no_look_at_the_store() {
    let bench = Bench::sqlite().await;
    let headers = bench.sign_in().await;
    let good = value(&headers);
    let before = bench.store.counts();
    let long = "a".repeat(5_000);
    let cookies = [
        String::new(),
        "__Host-portal".into(),
        "__Host-portal=".into(),
        format!("__Host-portal={long}"),
        format!("__Host-portal={good}x"),
        format!("__Host-portal=\"{good}\""),
        format!("__Host-portal={}", &good[1..]),
        format!("__Host-portal={good}; __Host-portal={good}"),
        format!("__Host-portal=; __Host-portal={good}"),
        format!("portal={good}"),
        format!("__host-portal={good}"),
        format!("__Host-portal={}%00", &good[..40]),
    ];
    for cookie in &cookies {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookie).unwrap())]);
        assert!(bench.find(&headers).await.is_none(), "{cookie}");
    }
    let binary = HeaderMap::from_iter([(COOKIE, HeaderValue::from_bytes(b"__Host-portal=\xff\xfe").unwrap())]);
    assert!(bench.find(&binary).await.is_none());
    assert_eq!(bench.store.counts(), before);
    assert!(bench.find(&headers).await.is_some(), "the good one still is");
}

#[tokio::test]
async fn an_id_that_was_never_issued_is_looked_up_and_writes_nothing() {
    let bench = Bench::sqlite().await;
    let headers = HeaderMap::from_iter([(
        COOKIE,
        HeaderValue::from_static("__Host-portal=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    )]);
    let before = bench.store.counts();
    for _ in 0..100 {
        assert!(bench.find(&headers).await.is_none());
    }
    assert_eq!(bench.store.counts(), (before.0 + 100, before.1));
}

#[tokio::test]
async fn signing_in_again_changes_the_id_and_ends_the_old_one_at_once() {
    let bench = Bench::sqlite().await;
    let first = bench.sign_in().await;
    let second = bench.sign_in_with(&first, &bench.tokens()).await;
    assert_ne!(value(&first), value(&second));
    assert!(bench.find(&first).await.is_none());
    assert!(bench.find(&second).await.is_some());
}

#[tokio::test]
async fn a_cookie_that_an_attacker_chose_is_never_adopted() {
    let bench = Bench::sqlite().await;
    let chosen = HeaderMap::from_iter([(
        COOKIE,
        HeaderValue::from_static("__Host-portal=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    )]);
    let given = bench.sign_in_with(&chosen, &bench.tokens()).await;
    assert_ne!(value(&chosen), value(&given));
    assert!(bench.find(&chosen).await.is_none());
}

#[tokio::test]
async fn a_store_that_fails_is_not_a_visitor_who_is_signed_out() {
    let bench = Bench::sqlite().await;
    let headers = bench.sign_in().await;
    bench.store.broken.store(true, Ordering::SeqCst);
    assert!(bench.sessions.find(&headers).await.is_err());
    bench.store.broken.store(false, Ordering::SeqCst);
    assert!(bench.find(&headers).await.is_some());
}
