//! Sizes and times.

use crate::{
    HOST, Portal, SOON,
    wire::{Wire, until},
};
use std::time::Duration;

const FROM_HERE: &str = "Origin: https://portal.example";

#[tokio::test]
async fn a_body_over_the_cap_is_413_declared_or_chunked() {
    let portal = Portal::start().await;
    let fits = "a".repeat(64 * 1024);
    assert_eq!(portal.send("POST", "/change", &[FROM_HERE], &fits).await.status, 200);
    let over = "a".repeat(64 * 1024 + 1);
    let answer = portal.send("POST", "/change", &[FROM_HERE], &over).await;
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("too_large"));

    let mut declared = Wire::open(portal.address).await;
    declared
        .send(format!("POST /change HTTP/1.1\r\nHost: {HOST}\r\n{FROM_HERE}\r\nContent-Length: 1073741824\r\n\r\n"))
        .await;
    assert_eq!(declared.answer().await.unwrap().status, 413, "before a byte of it was sent");

    let mut chunked = Wire::open(portal.address).await;
    chunked
        .send(format!("POST /change HTTP/1.1\r\nHost: {HOST}\r\n{FROM_HERE}\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .await;
    let chunk = format!("8000\r\n{}\r\n", "a".repeat(0x8000));
    for _ in 0..3 {
        chunked.send(&chunk).await;
    }
    assert_eq!(chunked.answer().await.unwrap().status, 413, "though the client never ends it");
    assert_eq!(portal.changes(), 1);
}

#[tokio::test]
async fn a_small_chunked_body_is_read_whole() {
    let portal = Portal::start().await;
    let mut wire = Wire::open(portal.address).await;
    let head = format!("POST /change HTTP/1.1\r\nHost: {HOST}\r\n{FROM_HERE}\r\nTransfer-Encoding: chunked\r\n\r\n");
    wire.send(format!("{head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")).await;
    assert!(wire.answer().await.unwrap().text().starts_with("body 5 "));
}

#[tokio::test]
async fn a_body_that_does_not_come_is_408_and_a_broken_one_400() {
    let portal = Portal::start_with(|config| config.body_time = SOON).await;
    let mut slow = Wire::open(portal.address).await;
    slow.send(format!("POST /change HTTP/1.1\r\nHost: {HOST}\r\n{FROM_HERE}\r\nContent-Length: 10\r\n\r\nabc")).await;
    assert_eq!(slow.answer().await.unwrap().status, 408);
    let mut broken = Wire::open(portal.address).await;
    let head = format!("POST /change HTTP/1.1\r\nHost: {HOST}\r\n{FROM_HERE}\r\nTransfer-Encoding: chunked\r\n\r\n");
    broken.send(format!("{head}zz\r\nabc\r\n")).await;
    assert!(broken.answer().await.is_none_or(|answer| answer.status == 400));
    assert_eq!(portal.changes(), 0);
}

#[tokio::test]
async fn a_refused_request_is_refused_before_its_body_is_read() {
    let portal = Portal::start().await;
    let mut wire = Wire::open(portal.address).await;
    wire.send(format!("POST /change HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 10\r\n\r\n")).await;
    assert_eq!(wire.answer().await.unwrap().status, 403);
    assert!(wire.is_closed().await, "or its body would be taken for the next request");
}

#[tokio::test]
async fn an_address_that_is_too_long_is_414() {
    let portal = Portal::start().await;
    for length in [8_100, 8_193, 32 * 1024] {
        let target = format!("/billing?{}", "a".repeat(length));
        let answer = portal.ask("GET", &target, &["Accept: text/html"]).await;
        assert_eq!(answer.status, if length < 8_192 { 200 } else { 414 }, "{length}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_in_time_is_a_504() {
    let portal = Portal::start_with(|config| config.page_time = SOON).await;
    let answer = portal.ask("GET", "/never", &[]).await;
    assert_eq!(answer.status, 504);
    assert!(answer.text().contains("timed_out"));
}

#[tokio::test]
async fn a_page_that_streams_past_its_deadline_is_broken_off_and_a_download_is_not() {
    let portal = Portal::start_with(|config| config.page_time = SOON).await;
    let mut page = Wire::open(portal.address).await;
    page.send(format!("GET /streams-for-ever HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
    let mut download = Wire::open(portal.address).await;
    download.send(format!("GET /download-for-ever HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
    assert!(page.answer().await.is_none(), "never looks whole");
    assert_eq!(download.head().await.unwrap().status, 200);
    let more = tokio::time::timeout(2 * SOON, download.rest()).await;
    assert!(more.is_err(), "still open past the deadline of a page");
}

#[tokio::test]
async fn more_work_than_there_are_places_for_is_refused_soon_and_places_come_back() {
    let portal =
        Portal::start_with(|config| (config.max_requests, config.page_time) = (4, Duration::from_secs(60))).await;
    let mut holding = Vec::new();
    // Two that have not answered yet, and two whose pages are not whole yet.
    for target in ["/never", "/never", "/streams-for-ever", "/streams-for-ever"] {
        let mut wire = Wire::open(portal.address).await;
        wire.send(format!("GET {target} HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
        holding.push(wire);
    }
    for wire in &mut holding[2..] {
        assert_eq!(wire.head().await.unwrap().status, 200);
    }
    // The first two have been sent, but perhaps not read yet.
    until("every place is taken", async || portal.ask("GET", "/billing", &[]).await.status != 200).await;
    let refused = portal.ask("GET", "/billing", &["Accept: */*"]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    assert!(refused.text().contains("overloaded"));
    drop(holding);
    until("places come back", async || portal.ask("GET", "/billing", &[]).await.status == 200).await;
}

#[tokio::test]
async fn slow_bodies_take_no_places_from_those_that_come() {
    let portal = Portal::start_with(|config| config.max_requests = 4).await;
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut wire = Wire::open(portal.address).await;
        let head = format!("POST /change HTTP/1.1\r\nHost: {HOST}\r\n{FROM_HERE}\r\nContent-Length: 10\r\n\r\n");
        wire.send(format!("{head}abc")).await;
        slow.push(wire);
    }
    for _ in 0..50 {
        assert_eq!(portal.ask("GET", "/billing", &[]).await.status, 200);
    }
    assert_eq!(portal.changes(), 0);
}

#[tokio::test]
async fn a_panic_ends_its_request_and_nothing_else() {
    let portal = Portal::start_with(|config| config.max_requests = 4).await;
    let mut wire = Wire::open(portal.address).await;
    for _ in 0..20 {
        wire.send(format!("GET /panic HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
        assert_eq!(wire.answer().await.unwrap().status, 500);
    }
    wire.send(format!("GET /billing HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
    assert_eq!(wire.answer().await.unwrap().status, 200, "on the same connection, with every place free again");
}
