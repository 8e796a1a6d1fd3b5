//! The whole flow against npm's `oidc-provider`: its pages, its keys, its rotation. Needs `npm ci` in
//! `end2end/oidc-provider` first; without it the tests say so and are skipped, and with `CI` set they fail.

use crate::{
    browser::{client, location},
    manual_clock::ManualClock,
    portal::{BASE, Portal},
};
use app::backend::{Bearer, DomainError};
use futures::future::join_all;
use http::header::{LOCATION, SET_COOKIE};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::{collections::BTreeMap, path::Path, process::Stdio, sync::Arc};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};
use url::Url;

struct Issuer {
    _process: Child,
    address: String,
}

impl Issuer {
    async fn start(alg: &str) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/oidc-provider");
        if !folder.join("node_modules/oidc-provider").is_dir() {
            assert!(std::env::var_os("CI").is_none(), "`npm ci` has not run in end2end/oidc-provider, and CI is set");
            println!("SKIPPED: run `npm ci` in end2end/oidc-provider first");
            return None;
        }
        let mut process = Command::new("node")
            .args(["issuer.mjs", alg])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("the issuer prints its address");
        let said: Value = serde_json::from_str(&line).unwrap();
        Some(Self { _process: process, address: said["issuer"].as_str().unwrap().into() })
    }

    async fn count(&self, name: &str) -> i64 {
        let text = client().get(format!("{}/_counts", self.address)).send().await.unwrap().text().await.unwrap();
        serde_json::from_str::<Value>(&text).unwrap()[name].as_i64().unwrap()
    }

    /// Who the issuer says that a token is for; none when it does not take the token.
    async fn subject_of(&self, token: &Bearer) -> Option<String> {
        let request = client().get(format!("{}/me", self.address)).bearer_auth(token.expose_secret());
        let answer = request.send().await.unwrap();
        let ok = answer.status().is_success();
        let said: Value = serde_json::from_str(&answer.text().await.unwrap()).ok()?;
        ok.then(|| said["sub"].as_str().unwrap().to_owned())
    }
}

/// Goes through the issuer's own pages as `person` until it sends back; the callback's path and query.
async fn through_its_pages(start: Url, person: &str) -> String {
    let (http, mut jar, mut at) = (client(), BTreeMap::<String, String>::new(), start);
    let mut form: Option<Vec<(&str, &str)>> = None;
    for _ in 0..12 {
        let request = match form.take() {
            Some(form) => http.post(at.clone()).form(&form),
            None => http.get(at.clone()),
        };
        let cookies = jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let answer = request.header("cookie", cookies).send().await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            jar.insert(name.into(), value.into());
        }
        if let Some(next) = answer.headers().get(LOCATION) {
            at = at.join(next.to_str().unwrap()).unwrap();
            if at.as_str().starts_with(BASE) {
                return at[url::Position::BeforePath..].to_owned();
            }
        } else {
            let status = answer.status();
            let page = answer.text().await.unwrap();
            let consent = page.contains("value=\"consent\"");
            assert!(consent || page.contains("value=\"login\""), "{status}: {page}");
            form = Some(if consent {
                vec![("prompt", "consent")]
            } else {
                vec![("prompt", "login"), ("login", person), ("password", "any")]
            });
        }
    }
    panic!("the issuer does not send back");
}

async fn signed_in(portal: &Portal, person: &str) -> crate::browser::Browser {
    let mut browser = portal.browser();
    let callback = through_its_pages(browser.start("/settings").await, person).await;
    assert_eq!(location(&browser.get(&callback).await), "/settings");
    browser
}

#[expect(clippy::disallowed_methods, reason = "this issuer reads the machine's clock, and so do its tokens")]
fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(jiff::Timestamp::now().as_millisecond()))
}

async fn flow(alg: &str) {
    let Some(issuer) = Issuer::start(alg).await else { return };
    let clock = clock();
    let portal = Portal::over(&issuer.address, Arc::clone(&clock) as _).await;
    let mut browser = signed_in(&portal, "alice").await;
    let find = async |browser: &crate::browser::Browser| portal.sessions.find(&browser.headers()).await.unwrap();
    let session = find(&browser).await.unwrap();
    assert_eq!(session.identity(), (issuer.address.clone(), "alice".to_owned()));
    let first = session.credential().bearer().await.unwrap();
    assert_eq!(issuer.subject_of(&first).await.as_deref(), Some("alice"));

    clock.advance(295);
    let requests = (0..20).map(|_| async { find(&browser).await.unwrap().credential().bearer().await.unwrap() });
    let renewed = join_all(requests).await;
    assert!(renewed.iter().all(|token| token.expose_secret() == renewed[0].expose_secret()));
    assert_eq!((issuer.count("granted").await, issuer.count("refused").await), (1, 0));
    assert_ne!(renewed[0].expose_secret(), first.expose_secret());
    assert_eq!(issuer.subject_of(&renewed[0]).await.as_deref(), Some("alice"));
    let again = find(&browser).await.unwrap().credential().renew(&renewed[0]).await.unwrap();
    assert_eq!(
        issuer.subject_of(&again).await.as_deref(),
        Some("alice"),
        "the rotated refresh token was the right one"
    );

    let end: Url = location(&browser.post("/auth/sign-out", "").await).parse().unwrap();
    assert!(!browser.signed_in());
    assert!(issuer.count("revoked").await >= 1);
    let page = client().get(end).send().await.unwrap();
    assert!(page.status().is_success(), "the issuer takes the end-session request: {}", page.status());
}

#[tokio::test]
async fn the_whole_flow_works_with_an_issuer_nobody_here_wrote() {
    flow("RS256").await;
}

#[tokio::test]
async fn the_whole_flow_works_with_keys_on_a_curve() {
    flow("ES256").await;
}

#[tokio::test]
async fn two_people_keep_their_own_tokens() {
    let Some(issuer) = Issuer::start("RS256").await else { return };
    let clock = clock();
    let portal = Portal::over(&issuer.address, Arc::clone(&clock) as _).await;
    let people = [("alice", signed_in(&portal, "alice").await), ("bob", signed_in(&portal, "bob").await)];
    clock.advance(295);
    for _ in 0..3 {
        let asks = people.iter().map(|(name, browser)| {
            let (portal, issuer) = (&portal, &issuer);
            async move {
                let session = portal.sessions.find(&browser.headers()).await.unwrap().unwrap();
                let token = session.credential().bearer().await.unwrap();
                assert_eq!(issuer.subject_of(&token).await.as_deref(), Some(*name));
            }
        });
        join_all(asks).await;
    }
}

#[tokio::test]
async fn a_refresh_token_used_behind_the_portals_back_ends_the_session_cleanly() {
    let Some(issuer) = Issuer::start("RS256").await else { return };
    let clock = clock();
    let portal = Portal::over(&issuer.address, Arc::clone(&clock) as _).await;
    let mut browser = signed_in(&portal, "alice").await;
    let twin = portal.sessions.find(&browser.headers()).await.unwrap().unwrap();
    browser.post("/auth/sign-out", "").await;
    clock.advance(295);
    assert_eq!(twin.credential().bearer().await.unwrap_err(), DomainError::SignedOut);
    assert_eq!(issuer.count("granted").await, 0);
    signed_in(&portal, "alice").await;
}
