//! How much one address may ask, whoever it says it is.

use crate::{HOST, Portal};
use std::num::NonZeroU32;

fn few(most: u32) -> NonZeroU32 {
    NonZeroU32::new(most).unwrap()
}

/// Asks until refused; how many were answered. The limit of these tests gives one more every two seconds.
async fn answered(portal: &Portal, headers: impl Fn(usize) -> String) -> usize {
    for n in 0..200 {
        if portal.ask("GET", "/billing", &[&headers(n)]).await.status == 429 {
            return n;
        }
    }
    panic!("never refused");
}

#[tokio::test]
async fn an_address_that_asks_too_much_is_told_to_wait_in_its_own_way_and_built_files_do_not_count() {
    let portal = Portal::start_with(|config| config.requests_per_minute = few(30)).await;
    for _ in 0..60 {
        assert_eq!(portal.ask("GET", "/pkg/portal.js", &[]).await.status, 404);
    }
    let count = answered(&portal, |_| "Accept: */*".to_owned()).await;
    assert!((30..60).contains(&count), "{count}");
    let program = portal.ask("POST", "/api/change", &["Sec-Fetch-Site: same-origin", "X-Portal: 1"]).await;
    let person = portal.ask("GET", "/billing", &["Accept: text/html"]).await;
    for answer in [&program, &person] {
        assert_eq!(answer.status, 429);
        let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=2).contains(&wait), "{wait}");
        assert!(answer.header("x-content-type-options").is_some(), "with the headers of every answer");
    }
    assert!(program.text().contains("\"rate_limited\""), "{}", program.text());
    assert!(person.text().contains("<h1>Too many requests</h1>"), "{}", person.text());
    assert_eq!(portal.changes(), 0);
}

#[tokio::test]
async fn a_made_up_forwarded_address_does_not_help() {
    let limited = |proxies: &'static str| {
        Portal::start_with(move |config| {
            config.requests_per_minute = few(30);
            config.trusted_proxies = vec![proxies.parse().unwrap()];
        })
    };
    // Nobody in front is trusted: the connection's address counts.
    let portal = limited("192.0.2.0/24").await;
    let count = answered(&portal, |n| format!("X-Forwarded-For: 203.0.113.{n}")).await;
    assert!((30..60).contains(&count), "{count}");
    // Behind a trusted proxy, what it added itself counts, and what the client had written before does not.
    let portal = limited("127.0.0.0/8").await;
    let count = answered(&portal, |n| format!("X-Forwarded-For: 198.51.100.{n}, 203.0.113.9")).await;
    assert!((30..60).contains(&count), "{count}");
    let count = answered(&portal, |n| format!("X-Forwarded-For: 2001:db8::{n:x}")).await;
    assert!((30..60).contains(&count), "one IPv6 network: {count}");
    assert_eq!(portal.ask("GET", "/billing", &["X-Forwarded-For: 203.0.113.10"]).await.status, 200, "another client");
}

#[tokio::test]
async fn a_flood_of_sign_ins_has_its_own_smaller_limit() {
    let portal = Portal::start_with(|config| config.sign_ins_per_minute = few(10)).await;
    let mut taken = 0;
    for _ in 0..200 {
        let answer = portal.send("POST", "/auth/login", &["Sec-Fetch-Site: same-origin"], "email=a").await;
        taken += usize::from(answer.status != 429);
    }
    assert!((10..40).contains(&taken), "{taken}");
    assert_eq!(portal.ask("GET", "/billing", &[&format!("Host: {HOST}")]).await.status, 200, "pages go on");
}

#[tokio::test]
async fn cookies_of_any_size_are_answered_at_once() {
    let portal = Portal::start().await;
    for (size, status) in [(4_000, 200), (40_000, 200), (60_000, 431), (1_000_000, 431)] {
        let cookie = format!("Cookie: __Host-portal={}", "a".repeat(size));
        assert_eq!(portal.ask("GET", "/billing", &[&cookie]).await.status, status, "{size}");
    }
    let many: Vec<String> = (0..90).map(|n| format!("Cookie: attempt-{n}=aaaa")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(portal.ask("GET", "/billing", &many).await.status, 200);
}
