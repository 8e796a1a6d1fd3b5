//! Several replicas behind a proxy without sticky routing (acceptance REP-01 to REP-07): sign-in, sign-out, renewal, a rolling
//! restart, a rotation of keys.

use super::{
    browser::Browser,
    deployment::{Deployment, PORTAL},
    program::http,
};
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, COOKIE, HOST, LOCATION},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

const ADMIN: &str = "admin@harbour.test";
/// As in development: the load of a test comes from one address and one person.
const UNLIMITED: [(&str, &str); 3] =
    [("RATE_ADDRESS", "1000000"), ("RATE_PERSON", "1000000"), ("RATE_SIGN_INS", "1000000")];

/// Where `route` was answered since `before`.
fn where_since(before: &[u64], after: &[u64]) -> Vec<usize> {
    (0..after.len()).filter(|replica| after[*replica] > before[*replica]).collect()
}

/// The status of the usage page at each replica, past the proxy.
async fn at_each(deployment: &Deployment, browser: &Browser) -> Vec<StatusCode> {
    let cookies: Vec<_> = browser.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut statuses = Vec::new();
    for replica in &deployment.replicas {
        let request = http().get(replica.url("/billing/usage")).header(HOST, "billing.example.com");
        let request = request.header(COOKIE, cookies.join("; ")).header(ACCEPT, "text/html");
        statuses.push(request.header("sec-fetch-site", "none").send().await.unwrap().status());
    }
    statuses
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_begins_at_one_replica_ends_at_another_and_a_sign_out_is_known_to_all_within_a_second() {
    let Some(deployment) = Deployment::start(&UNLIMITED).await else { return };
    for _ in 0..3 {
        let browser = deployment.browser();
        let (starts, ends) = (deployment.answered("/auth/login").await, deployment.answered("/auth/callback").await);
        browser.sign_in(ADMIN).await;
        let began = where_since(&starts, &deployment.answered("/auth/login").await);
        let ended = where_since(&ends, &deployment.answered("/auth/callback").await);
        assert!(began.len() == 1 && ended.len() == 1 && began != ended, "{began:?} {ended:?}");
        assert_eq!(at_each(&deployment, &browser).await, [StatusCode::OK; 3]);
        // The cookie as a thief of this moment has it.
        let copy = Browser::through(browser.client(), browser.url("/"), browser.cookies());
        let out = browser.post_form("/auth/sign-out", "").await;
        let signed_out = Instant::now();
        assert_eq!(out.status(), StatusCode::SEE_OTHER);
        assert_eq!(at_each(&deployment, &copy).await, [StatusCode::SEE_OTHER; 3]);
        assert!(signed_out.elapsed() < Duration::from_secs(1), "{:?}", signed_out.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_requests_over_three_replicas_with_an_expired_token_make_one_refresh() {
    let Some(deployment) = Deployment::start(&UNLIMITED).await else { return };
    let browser = deployment.browser();
    browser.sign_in(ADMIN).await;
    for round in 0..5 {
        deployment.sandbox.expire_access_tokens();
        deployment.sandbox.clear_requests();
        let before = deployment.answered("/api/usage").await;
        let mut all = JoinSet::new();
        for _ in 0..40 {
            let browser = browser.clone();
            all.spawn(async move { browser.api("usage", "").await.0 });
        }
        let statuses = all.join_all().await;
        assert!(statuses.iter().all(|status| *status == StatusCode::OK), "round {round}: {statuses:?}");
        let requests = deployment.sandbox.requests();
        let grants = requests.iter().filter(|request| request.path.starts_with("/oidc/token")).count();
        assert_eq!(grants, 1, "round {round}");
        let at = where_since(&before, &deployment.answered("/api/usage").await);
        assert_eq!(at.len(), 3, "every replica had its share");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_under_load_fails_no_request() {
    let Some(mut deployment) = Deployment::start(&UNLIMITED).await else { return };
    let stop = Arc::new(AtomicBool::new(false));
    let good = Arc::new(AtomicUsize::new(0));
    let mut load = JoinSet::new();
    for n in 0..6 {
        let browser = deployment.browser();
        browser.sign_in(ADMIN).await;
        let (stop, good) = (Arc::clone(&stop), Arc::clone(&good));
        load.spawn(async move {
            let mut failed = Vec::new();
            while !stop.load(SeqCst) {
                // A page, and a POST, which no proxy may send twice.
                let request = if n % 2 == 0 {
                    browser.request(Method::GET, "/billing/usage").header(ACCEPT, "text/html")
                } else {
                    browser.call("usage", "")
                };
                match browser.try_send(request).await {
                    Ok(answer) if answer.status() == StatusCode::OK => {
                        let whole = answer.text().await;
                        match whole {
                            Ok(_) => _ = good.fetch_add(1, SeqCst),
                            Err(error) => failed.push(format!("cut: {error}")),
                        }
                    }
                    Ok(answer) => {
                        failed.push(format!("{} {:?}", answer.status(), answer.headers().get("x-request-id")))
                    }
                    Err(error) => failed.push(format!("{error:?}")),
                }
            }
            failed
        });
    }
    for _ in 0..2 {
        deployment.restart_one_by_one().await;
    }
    stop.store(true, SeqCst);
    let failed: Vec<_> = load.join_all().await.into_iter().flatten().collect();
    let good = good.load(SeqCst);
    println!("two rolling restarts of three replicas: {good} requests answered, {} failed", failed.len());
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(good > 100, "{good}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_rotate_replica_by_replica_and_a_removed_key_means_one_clean_sign_in() {
    const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const NEW: &str = "MTEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let Some(mut deployment) = Deployment::start(&UNLIMITED).await else { return };
    let old = deployment.browser();
    old.sign_in(ADMIN).await;
    // Every replica reads the new key before one of them writes with it.
    for keys in [format!("{OLD},{NEW}"), format!("{NEW},{OLD}")] {
        deployment.write_keys(&keys);
        deployment.restart_one_by_one().await;
        assert_eq!(at_each(&deployment, &old).await, [StatusCode::OK; 3], "{keys}");
    }
    let new = deployment.browser();
    new.sign_in(ADMIN).await;
    deployment.write_keys(NEW);
    deployment.restart_one_by_one().await;
    assert_eq!(at_each(&deployment, &new).await, [StatusCode::OK; 3]);
    let page = old.request(Method::GET, "/billing/usage").header(ACCEPT, "text/html");
    let to_sign_in = old.send(page).await;
    assert_eq!(to_sign_in.status(), StatusCode::SEE_OTHER);
    assert!(to_sign_in.headers()[LOCATION].to_str().unwrap().starts_with("/sign-in"));
    old.sign_in(ADMIN).await;
    assert_eq!(at_each(&deployment, &old).await, [StatusCode::OK; 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rates_are_each_replicas_own_and_no_made_up_address_gets_around_the_proxy() {
    let Some(deployment) = Deployment::start(&[("RATE_SIGN_INS", "3")]).await else { return };
    let mut statuses = Vec::new();
    for n in 0..15 {
        let stranger = deployment.browser();
        let request = stranger.request(Method::POST, "/auth/login").header("x-forwarded-for", format!("203.0.113.{n}"));
        statuses.push(stranger.send(request.form(&[("email", "a@b.test")])).await.status());
    }
    let refused = |status: &&StatusCode| **status == StatusCode::TOO_MANY_REQUESTS;
    assert_eq!(statuses.iter().filter(refused).count(), 15 - 3 * 3, "{statuses:?}");
    assert!(statuses[..9].iter().all(|status| *status == StatusCode::SEE_OTHER), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_leads_to_https_and_the_cookie_is_for_the_host_alone() {
    let Some(deployment) = Deployment::start(&UNLIMITED).await else { return };
    let browser = deployment.browser();
    browser.sign_in(ADMIN).await;
    assert!(browser.cookies().keys().all(|name| name.starts_with("__Host-")), "{:?}", browser.cookies().keys());
    let plain =
        http().get(format!("http://{}/billing/usage", deployment.proxy.plain)).header(HOST, "billing.example.com");
    let answer = plain.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(answer.headers()[LOCATION], format!("{PORTAL}/billing/usage"));
}

/// Acceptance INP-04, through the proxy: after a request that says it is the last, nothing is a request.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_hidden_behind_a_head_that_reads_in_two_ways_gets_through_the_proxy() {
    let Some(deployment) = Deployment::start(&UNLIMITED).await else { return };
    let hidden = "GET /auth/callback HTTP/1.1\r\nHost: billing.example.com\r\n\r\n";
    let length = hidden.len();
    for tricks in [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n0\r\n\r\n"),
        format!("Content-Length: 0\r\nContent-Length: {length}\r\n\r\n"),
        format!("Content-Length: 0, {length}\r\n\r\n"),
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "Transfer-Encoding: x\r\n chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "Transfer-Encoding:\u{b}chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "Content-Length: 0\n\n".to_owned(),
        "X-A: b\nContent-Length: 0\r\n\r\n".to_owned(),
    ] {
        let head = "POST /auth/login HTTP/1.1\r\nHost: billing.example.com\r\nConnection: close\r\n";
        let said = deployment.proxy.send_raw(&format!("{head}{tricks}{hidden}")).await;
        assert!(said.matches("HTTP/1.1 ").count() <= 1, "{tricks:?}: {said}");
        assert_eq!(deployment.answered("/auth/callback").await, [0; 3], "{tricks:?}: {said}");
    }
    let said = deployment.proxy.send_raw(&format!("{hidden}GET / HTTP/1.0\r\n\r\n")).await;
    assert!(said.starts_with("HTTP/1.1 "), "the way is open otherwise: {said}");
    assert_eq!(deployment.answered("/auth/callback").await.iter().sum::<u64>(), 1);
}
