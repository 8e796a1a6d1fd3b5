//! Idle and absolute limits, what counts as use, and clearing away.

use crate::{bench::Bench, on_both};

on_both! {
    a_session_ends_after_half_an_hour_without_a_request
    constant_traffic_does_not_pass_the_absolute_limit
    reading_requests_are_use_and_are_noted_at_most_once_a_minute
    clearing_away_removes_ended_sessions
    a_clock_that_jumps_breaks_nothing
}

async fn a_session_ends_after_half_an_hour_without_a_request(bench: Bench) {
    let headers = bench.sign_in().await;
    bench.clock.advance(30 * 60 - 1);
    assert!(bench.find(&headers).await.is_some());
    bench.clock.advance(30 * 60);
    assert!(bench.find(&headers).await.is_none());
    bench.clock.advance(-30 * 60);
    assert!(bench.find(&headers).await.is_none(), "what has ended stays ended");
}

async fn constant_traffic_does_not_pass_the_absolute_limit(bench: Bench) {
    let headers = bench.sign_in().await;
    for minute in (0..12 * 60).step_by(20) {
        assert!(bench.find(&headers).await.is_some(), "minute {minute}");
        bench.clock.advance(20 * 60);
    }
    assert!(bench.find(&headers).await.is_none());
}

async fn reading_requests_are_use_and_are_noted_at_most_once_a_minute(bench: Bench) {
    let headers = bench.sign_in().await;
    let (_, before) = bench.store.counts();
    for _ in 0..59 {
        bench.clock.advance(1);
        bench.find(&headers).await.unwrap();
    }
    assert_eq!(bench.store.counts().1, before);
    bench.clock.advance(1);
    for _ in 0..10 {
        bench.find(&headers).await.unwrap();
    }
    assert_eq!(bench.store.counts().1, before + 1);
    for _ in 0..6 {
        bench.clock.advance(20 * 60);
        assert!(bench.find(&headers).await.is_some(), "each request puts the idle limit off");
    }
}

async fn clearing_away_removes_ended_sessions(bench: Bench) {
    let idle = bench.sign_in().await;
    bench.clock.advance(20 * 60);
    let live = bench.sign_in().await;
    bench.clock.advance(15 * 60);
    assert_eq!(bench.sessions.purge().await, Ok(1));
    assert_eq!(bench.sessions.purge().await, Ok(0));
    assert!(bench.find(&idle).await.is_none());
    assert!(bench.find(&live).await.is_some());
}

async fn a_clock_that_jumps_breaks_nothing(bench: Bench) {
    let headers = bench.sign_in().await;
    bench.clock.advance(-86_400);
    let session = bench.find(&headers).await.unwrap();
    session.credential().bearer().await.unwrap();
    bench.clock.advance(2 * 86_400);
    assert!(bench.find(&headers).await.is_none());
}
