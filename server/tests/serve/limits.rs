//! Slow and greedy clients are cut, and the others served.

use crate::{
    echo, start,
    wire::{Wire, exchange, until},
};
use axum::{
    Router,
    body::Body,
    http::StatusCode,
    routing::{get, post},
};
use server::serve::Limits;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

const HELLO: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
/// Long enough for a busy machine to do what takes no time, short enough to wait for.
const SOON: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_head_that_does_not_end_is_cut() {
    let running = start(echo(), Limits { head_time: SOON, ..Limits::default() }).await;
    for beginning in ["", "GET", "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
        let mut wire = Wire::open(running.address).await;
        wire.send(beginning).await;
        assert!(wire.answer().await.is_none_or(|answer| answer.status == 408), "{beginning:?}");
        assert!(wire.is_closed().await, "{beginning:?}");
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let running = start(echo(), Limits { head_time: SOON, ..Limits::default() }).await;
    let mut wire = Wire::open(running.address).await;
    wire.send(HELLO).await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
    assert!(wire.is_closed().await);
}

#[tokio::test]
async fn slow_heads_and_bodies_on_every_place_keep_nobody_waiting() {
    for beginning in ["GET / HTTP/1.1\r\nX-Slow: ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nslow"] {
        let running = start(echo(), Limits { connections: 8, ..Limits::default() }).await;
        let mut slow = Vec::new();
        for n in 0..80 {
            let mut wire = Wire::open(running.address).await;
            wire.send(beginning).await;
            slow.push(wire);
            if n % 20 == 19 {
                let begun = Instant::now();
                assert_eq!(exchange(running.address, HELLO).await.status, 200);
                assert!(begun.elapsed() < SOON, "long before a slow one is given up: {:?}", begun.elapsed());
            }
        }
        let mut first = slow.swap_remove(0);
        assert!(first.is_closed().await, "who waited longest was cut");
    }
}

#[tokio::test]
async fn connections_that_are_worked_for_keep_their_places_and_the_next_ones_wait() {
    let gate = Arc::new(Semaphore::new(0));
    let entered = Arc::new(AtomicUsize::new(0));
    let handler = {
        let (gate, entered) = (Arc::clone(&gate), Arc::clone(&entered));
        move || async move {
            entered.fetch_add(1, SeqCst);
            drop(gate.acquire().await);
            "hello"
        }
    };
    let running = start(Router::new().route("/", get(handler)), Limits { connections: 8, ..Limits::default() }).await;
    let all: Vec<_> = (0..32).map(|_| tokio::spawn(exchange(running.address, HELLO))).collect();
    until("every place is worked for", async || entered.load(SeqCst) == 8).await;
    assert!(all.iter().all(|answer| !answer.is_finished()));
    gate.add_permits(1);
    for answer in all {
        assert_eq!(answer.await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_cut_and_one_that_reads_is_not() {
    let large = Router::new().route("/", get(|| async { Body::from(vec![b'a'; 64 * 1024 * 1024]) }));
    let running = start(large, Limits { connections: 1, stall: 2 * SOON, ..Limits::default() }).await;
    let mut reader = Wire::open(running.address).await;
    reader.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert_eq!(reader.answer().await.unwrap().body.len(), 64 * 1024 * 1024);

    let mut staller = Wire::open(running.address).await;
    staller.send(HELLO).await;
    // There is one place: the next client gets it when the one that reads nothing is cut.
    let next = exchange(running.address, HELLO).await;
    assert_eq!(next.status, 200);
    assert!(staller.answer().await.is_none(), "cut in the middle of its body");
}

#[tokio::test]
async fn an_answer_that_comes_before_the_whole_request_is_heard() {
    let running =
        start(Router::new().route("/", post(|| async { StatusCode::PAYLOAD_TOO_LARGE })), Limits::default()).await;
    let body = "x".repeat(8 * 1024 * 1024);
    let mut wire = Wire::open(running.address).await;
    let sent =
        wire.try_send(format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await;
    assert!(sent, "the connection was not reset under the client's hands");
    assert_eq!(wire.answer().await.unwrap().status, 413);
    assert!(wire.is_closed().await);
}

#[tokio::test]
async fn who_goes_on_sending_after_an_answer_is_cut() {
    let running =
        start(Router::new().route("/", post(|| async { StatusCode::PAYLOAD_TOO_LARGE })), Limits::default()).await;
    let mut wire = Wire::open(running.address).await;
    wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n").await;
    assert_eq!(wire.answer().await.unwrap().status, 413);
    let begun = Instant::now();
    while wire.try_send("x").await {
        assert!(begun.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
