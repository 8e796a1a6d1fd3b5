//! The end of a server (acceptance CRASH-03).

use crate::{echo, start, wire::Wire};
use axum::{Router, routing::get};
use server::serve::Limits;
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpStream, sync::Semaphore, time::timeout};

const HELLO: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// Answers when the test lets it, and says when it has begun.
fn gated() -> (Router, Arc<Semaphore>, Arc<Semaphore>) {
    let (begun, gate) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (in_begun, in_gate) = (Arc::clone(&begun), Arc::clone(&gate));
    let slow = move || async move {
        in_begun.add_permits(1);
        let _ = in_gate.acquire().await;
        "done"
    };
    (Router::new().route("/slow", get(slow)).merge(echo()), begun, gate)
}

#[tokio::test]
async fn work_in_flight_ends_and_idle_connections_do_not_hold_the_stop() {
    let (router, begun, gate) = gated();
    let running = start(router, Limits { grace: Duration::from_secs(15), ..Limits::default() }).await;
    let mut idle = Vec::new();
    for _ in 0..50 {
        let mut wire = Wire::open(running.address).await;
        wire.send(HELLO).await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
        idle.push(wire);
    }
    let mut slow = Vec::new();
    for _ in 0..5 {
        let mut wire = Wire::open(running.address).await;
        wire.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
        slow.push(wire);
    }
    let _ = begun.acquire_many(5).await.unwrap();

    running.stop.send(()).unwrap();
    for wire in &mut idle {
        assert!(wire.is_closed().await);
    }
    assert!(!running.task.is_finished(), "work is in flight");
    gate.add_permits(5);
    for wire in &mut slow {
        let answer = wire.answer().await.unwrap();
        assert_eq!((answer.text().as_str(), answer.header("connection")), ("done", Some("close")));
        assert!(wire.is_closed().await);
    }
    timeout(Duration::from_secs(5), running.task).await.expect("stopped long before the grace time ends").unwrap();
    assert!(TcpStream::connect(running.address).await.is_err(), "takes no more connections");
}

#[tokio::test]
async fn what_does_not_end_in_the_grace_time_is_cut() {
    let (router, begun, _gate) = gated();
    let running = start(router, Limits { grace: Duration::from_millis(200), ..Limits::default() }).await;
    let mut never_ends = Wire::open(running.address).await;
    never_ends.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let mut half_a_head = Wire::open(running.address).await;
    half_a_head.send("GET / HTTP/1.1\r\nHost").await;
    let mut silent = Wire::open(running.address).await;
    let _ = begun.acquire().await.unwrap();

    running.stop.send(()).unwrap();
    timeout(Duration::from_secs(5), running.task).await.expect("cut at the end of the grace time").unwrap();
    for wire in [&mut never_ends, &mut half_a_head, &mut silent] {
        assert!(wire.answer().await.is_none());
    }
}
