//! Callbacks that are not what this browser's login led to: foreign, replayed, cancelled, hostile.

use crate::{browser::location, portal::World};
use futures::future::join_all;

const USER: &str = "admin@harbour.test";

#[tokio::test]
async fn a_callback_works_in_no_other_browser() {
    let world = World::start().await;
    let callback = world.browser().come_back(USER, "").await;
    let mut stranger = world.browser();
    assert_eq!(location(&stranger.get(&callback).await), "/sign-in?problem=expired");
    let mut busy = world.browser();
    busy.start("/billing").await;
    assert_eq!(location(&busy.get(&callback).await), "/sign-in?problem=expired");
    assert!(!stranger.signed_in() && !busy.signed_in());
    assert_eq!(world.asked("/oidc/token"), 0);
    assert_eq!(world.portal.rows().await, 0);
}

#[tokio::test]
async fn a_callback_without_a_whole_state_is_refused() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back(USER, "").await;
    let query = callback.split_once('?').unwrap().1.to_owned();
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect::<Vec<_>>();
    let state = pairs.iter().find(|(name, _)| name == "state").unwrap().1.clone();
    let with = |state: Option<&str>| {
        let others = pairs.iter().filter(|(name, _)| name != "state").cloned();
        let all = others.chain(state.map(|state| ("state".to_owned(), state.to_owned())));
        url::form_urlencoded::Serializer::new("/auth/callback?".to_owned()).extend_pairs(all).finish()
    };
    let shorter = &state[..state.len() - 1];
    let changed = format!("{shorter}{}", if state.ends_with('A') { 'B' } else { 'A' });
    for bad in [None, Some(""), Some("x"), Some(shorter), Some(&state[..20]), Some(&"é".repeat(32)), Some(&changed)] {
        let end = location(&browser.get(&with(bad).replace("callback?&", "callback?")).await);
        assert_eq!(end, "/sign-in?problem=refused", "{bad:?}");
    }
    let twice = format!("{callback}&state={state}");
    assert_eq!(location(&browser.get(&twice).await), "/sign-in?problem=refused");
    assert_eq!(location(&browser.get("/auth/callback").await), "/sign-in?problem=refused");
    assert_eq!(world.asked("/oidc/token"), 0);
    assert_eq!(location(&browser.get(&callback).await), "/billing", "the attempt itself was not harmed");
}

#[tokio::test]
async fn a_callback_used_twice_changes_nothing_and_signs_nobody_out() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back(USER, "/settings").await;
    let before = browser.clone();
    browser.get(&callback).await;
    let signed_in = browser.jar.clone();
    assert_eq!(location(&browser.get(&callback).await), "/billing", "its cookie is gone, the session is not");
    assert_eq!(browser.jar, signed_in);
    // A browser that still sends the attempt's cookie, as one that was closed without keeping the removal would.
    let mut stale = Clone::clone(&browser);
    stale.jar.extend(before.jar.clone());
    assert_eq!(location(&stale.get(&callback).await), "/settings");
    assert_eq!(stale.jar, signed_in);
    assert_eq!(world.asked("/oidc/token"), 1);
    assert!(world.portal.sessions.find(&browser.headers()).await.unwrap().is_some());
    let bearer = world.portal.sessions.find(&browser.headers()).await.unwrap().unwrap().credential();
    world.clock.advance(400);
    bearer.bearer().await.expect("the issuer did not see a code twice, so the family of tokens lives");
}

#[tokio::test]
async fn a_callback_used_twice_at_once_makes_one_session() {
    let world = World::start().await;
    for _ in 0..10 {
        let mut browser = world.browser();
        let callback = browser.come_back(USER, "/settings").await;
        world.sandbox.clear_requests();
        let rows = world.portal.rows().await;
        let uses = (0..4).map(|_| {
            let (mut tab, callback) = (browser.clone(), callback.clone());
            tokio::spawn(async move { (location(&tab.get(&callback).await), tab.signed_in()) })
        });
        let ends = join_all(uses).await.into_iter().map(Result::unwrap).collect::<Vec<_>>();
        assert!(ends.iter().all(|(end, _)| end == "/settings"), "{ends:?}");
        assert_eq!(ends.iter().filter(|(_, signed_in)| *signed_in).count(), 1);
        assert_eq!(world.asked("/oidc/token"), 1);
        assert_eq!(world.portal.rows().await, rows + 1);
    }
}

#[tokio::test]
async fn an_error_from_the_issuer_is_told_in_our_words_and_with_a_way_back() {
    let world = World::start().await;
    let cases =
        [("access_denied", "cancelled"), ("login_required", "refused"), ("<script>alert(1)</script>", "refused")];
    for (error, told) in cases {
        let mut browser = world.browser();
        let start = browser.start("/settings").await;
        let state = start.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("error", error)
            .append_pair("error_description", "<script>evil</script>")
            .append_pair("state", &state)
            .append_pair("iss", &world.sandbox.issuer())
            .finish();
        let end = location(&browser.get(&format!("/auth/callback?{query}")).await);
        assert_eq!(end, format!("/sign-in?problem={told}&return_to=%2Fsettings"));
        assert!(browser.jar.is_empty());
    }
    assert_eq!((world.asked("/oidc/token"), world.portal.rows().await), (0, 0));
}

#[tokio::test]
async fn a_person_who_turns_back_at_the_issuer_is_told_so() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back("", "").await;
    assert_eq!(location(&browser.get(&callback).await), "/sign-in?problem=cancelled");
}

#[tokio::test]
async fn a_callback_that_names_another_issuer_or_none_is_refused() {
    let world = World::start().await;
    for iss in [None, Some("https://evil.example"), Some("")] {
        let mut browser = world.browser();
        let callback = browser.come_back(USER, "").await;
        let (path, query) = callback.split_once('?').unwrap();
        let mut pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect::<Vec<_>>();
        pairs.retain(|(name, _)| name != "iss");
        pairs.extend(iss.map(|iss| ("iss".to_owned(), iss.to_owned())));
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        assert_eq!(location(&browser.get(&format!("{path}?{query}")).await), "/sign-in?problem=refused");
    }
    assert_eq!(world.asked("/oidc/token"), 0);
}

#[tokio::test]
async fn a_code_that_the_issuer_refuses_makes_no_session() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back(USER, "").await;
    let forged = callback.replacen("code=", "code=x", 1);
    assert_eq!(location(&browser.get(&forged).await), "/sign-in?problem=refused");
    assert!(browser.jar.is_empty());
    assert_eq!(world.portal.rows().await, 0);
}
