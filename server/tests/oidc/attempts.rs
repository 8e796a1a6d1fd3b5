//! The cookies of login attempts: bounded, sealed, short-lived.

use crate::{browser::location, portal::World};

const USER: &str = "admin@harbour.test";

#[tokio::test]
async fn two_hundred_abandoned_logins_leave_a_small_jar_and_the_next_one_works() {
    let world = World::start().await;
    let mut browser = world.browser();
    for number in 0..200 {
        world.clock.advance(1);
        browser.start(&format!("/billing/invoices?page={number}")).await;
        assert!(browser.jar.len() <= 12, "after {number}: {}", browser.jar.len());
    }
    let callback = browser.come_back(USER, "/settings").await;
    assert_eq!(location(&browser.get(&callback).await), "/settings");
}

#[tokio::test]
async fn long_addresses_to_come_back_to_do_not_fill_the_header_either() {
    let world = World::start().await;
    let mut browser = world.browser();
    for _ in 0..30 {
        world.clock.advance(1);
        browser.start(&format!("/billing?{}", "x".repeat(1_000))).await;
        let bytes: usize = browser.jar.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!(bytes <= 6 * 1_024, "{bytes}");
    }
}

#[tokio::test]
async fn an_attempt_is_over_after_ten_minutes() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back(USER, "/settings").await;
    world.clock.advance(600);
    assert_eq!(location(&browser.get(&callback).await), "/sign-in?problem=expired");
    assert_eq!(world.asked("/oidc/token"), 0);
    assert!(browser.jar.is_empty());
}

#[tokio::test]
async fn a_tampered_attempt_is_refused() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back(USER, "/settings").await;
    for value in browser.jar.values_mut() {
        let other = if value[20..].starts_with('A') { "B" } else { "A" };
        value.replace_range(20..21, other);
    }
    assert_eq!(location(&browser.get(&callback).await), "/sign-in?problem=refused");
    assert_eq!(world.asked("/oidc/token"), 0);
}

#[tokio::test]
async fn another_attempts_cookie_under_this_name_does_not_open() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back(USER, "/settings").await;
    let mut attacker = world.browser();
    attacker.start("/billing").await;
    let theirs = attacker.jar.values().next().unwrap().clone();
    browser.jar.values_mut().for_each(|value| value.clone_from(&theirs));
    assert_eq!(location(&browser.get(&callback).await), "/sign-in?problem=refused");
    assert_eq!(world.asked("/oidc/token"), 0);
}
