//! How much one person may ask, whatever the number of their sessions, and what a flood of sign-ins does.

use super::{
    browser::{Browser, location},
    invoice_pdf::{code, get},
    world::World,
};
use reqwest::{Method, StatusCode, header::RETRY_AFTER};
use sandbox::Config;

/// Calls until refused; how many were answered. These limits give one more every two seconds.
async fn answered(browsers: &[&Browser]) -> usize {
    for n in 0..200 {
        let (status, answer) = browsers[n % browsers.len()].api("session", "").await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(answer["error"]["code"], "rate_limited");
            return n;
        }
        assert_eq!(status, StatusCode::OK);
    }
    panic!("never refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_one_budget_for_all_their_sessions_and_others_have_theirs() {
    let world = World::start_with(Config::default(), &[("RATE_PERSON", "30")]).await;
    let (one, two) = (world.signed_in("admin@harbour.test").await, world.signed_in("admin@harbour.test").await);
    let other = world.signed_in("manager@harbour.test").await;
    let count = answered(&[&one, &two]).await;
    assert!((30..80).contains(&count), "{count}");
    world.sandbox.clear_requests();
    let page = one.send(one.request(Method::GET, "/billing/usage").header("accept", "text/html")).await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = page.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    let html = page.text().await.unwrap();
    assert!(html.contains("Too many requests") && html.contains("Wait a moment and try again"), "{html}");
    assert!(world.upstream_calls().is_empty(), "nothing is asked for them: {:?}", world.upstream_calls());
    assert_eq!(other.api("usage", "").await.0, StatusCode::OK);
    assert_eq!(world.browser().page("/sign-in").await.0, StatusCode::OK);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_have_a_smaller_budget() {
    let world = World::start_with(Config::default(), &[("RATE_DOWNLOADS", "4")]).await;
    let person = world.signed_in("admin@harbour.test").await;
    let mut refused = None;
    for n in 0..20 {
        let response = get(&person, "/billing/invoices.csv").await;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(response.headers().contains_key(RETRY_AFTER));
            assert_eq!(code(response).await, (429, "rate_limited".to_owned()));
            refused = Some(n);
            break;
        }
        assert_eq!(response.status(), StatusCode::OK);
        response.bytes().await.unwrap();
    }
    assert!(refused.is_some_and(|n| (4..10).contains(&n)), "{refused:?}");
    assert_eq!(person.api("usage", "").await.0, StatusCode::OK, "the rest goes on");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_sign_ins_begun_ask_the_issuer_nothing_and_leave_nothing_behind() {
    let world = World::start_with(Config::default(), &[("RATE_SIGN_INS", "20")]).await;
    let person = world.signed_in("admin@harbour.test").await;
    world.sandbox.clear_requests();
    let size = world.database_bytes();
    let (mut begun, mut refused) = (0, 0);
    let http = world.browser().client();
    for n in 0..1_000 {
        let cookie = format!("portal={n:043}; login-{n}=x");
        let start = http.post(world.portal.join("/auth/login").unwrap()).header("sec-fetch-site", "same-origin");
        let answer = start.header("cookie", cookie).form(&[("email", "a@b.test")]).send().await.unwrap();
        match answer.status() {
            StatusCode::SEE_OTHER => {
                assert!(location(&answer).starts_with(&world.sandbox.issuer()));
                begun += 1;
            }
            status => {
                assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
                assert!(answer.headers().contains_key(RETRY_AFTER));
                refused += 1;
            }
        }
    }
    assert!((19..200).contains(&begun) && refused >= 800, "{begun} begun, {refused} refused");
    assert!(world.sandbox.requests().is_empty(), "{:?}", world.sandbox.requests().len());
    assert_eq!(world.database_bytes(), size);
    assert_eq!(person.api("usage", "").await.0, StatusCode::OK, "who is signed in goes on");
    world.stop().await;
}
