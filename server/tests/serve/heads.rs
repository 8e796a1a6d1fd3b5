//! Heads that two servers could read differently, and heads that are too much.

use crate::{
    echo, start,
    wire::{Wire, exchange},
};
use server::serve::Limits;

#[tokio::test]
async fn a_head_that_can_be_read_in_two_ways_is_answered_400_and_the_connection_closed() {
    let running = start(echo(), Limits::default()).await;
    for (what, bytes) in [
        ("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        ("bare LF after a header", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
        ("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        ("bare CR", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
        (
            "length, then chunked",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        (
            "chunked, then length",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        ),
        ("two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        ("the same length twice", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"),
        ("a length with a sign", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na"),
        ("a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na"),
        ("another coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"),
        ("a coding in disguise", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        ("a folded header", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
        ("a space before the colon", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\na"),
        ("a header without a name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
        ("a NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"),
        ("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ] {
        let mut wire = Wire::open(running.address).await;
        wire.send(bytes).await;
        let answer = wire.answer().await.unwrap_or_else(|| panic!("{what}: no answer"));
        assert_eq!(answer.status, 400, "{what}");
        assert!(wire.is_closed().await, "{what}");
    }
    assert_eq!(exchange(running.address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.text(), "hello");
}

#[tokio::test]
async fn a_second_head_on_a_connection_is_watched_like_the_first() {
    let running = start(echo(), Limits::default()).await;
    let mut wire = Wire::open(running.address).await;
    wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na\nbGET / HTTP/1.1\nHost: a\r\n\r\n").await;
    assert_eq!(wire.answer().await.unwrap().text(), "a\nb");
    assert_eq!(wire.answer().await.unwrap().status, 400);
    assert!(wire.is_closed().await);
}

#[tokio::test]
async fn nothing_after_a_chunked_body_is_taken_for_a_request() {
    let running = start(echo(), Limits::default()).await;
    let mut wire = Wire::open(running.address).await;
    wire.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n").await;
    wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let answer = wire.answer().await.unwrap();
    assert_eq!((answer.text().as_str(), answer.header("connection")), ("abc", Some("close")));
    assert!(wire.is_closed().await);
}

#[tokio::test]
async fn a_head_that_is_too_much_is_answered_431() {
    let running = start(echo(), Limits::default()).await;
    let many: String = (0..200).map(|n| format!("X-{n}: a\r\n")).collect();
    let large = "a".repeat(1024 * 1024);
    for head in [many, format!("Cookie: {large}\r\n")] {
        let mut wire = Wire::open(running.address).await;
        wire.send(format!("GET / HTTP/1.1\r\nHost: a\r\n{head}\r\n")).await;
        assert_eq!(wire.answer().await.unwrap().status, 431);
        assert!(wire.is_closed().await);
    }
    assert_eq!(exchange(running.address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.status, 200);
}

#[tokio::test]
async fn http_2_and_upgrades_are_not_spoken() {
    let running = start(echo(), Limits::default()).await;
    let mut wire = Wire::open(running.address).await;
    wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert_eq!(wire.answer().await.map_or(400, |answer| answer.status), 400);
    assert!(wire.is_closed().await);
    let upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n";
    assert_eq!(exchange(running.address, upgrade).await.status, 200);
}
