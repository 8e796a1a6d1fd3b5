//! Starting a login, and where it ends.

use crate::{browser::location, portal::World};
use std::collections::{BTreeSet, HashMap};

const USER: &str = "admin@harbour.test";

#[tokio::test]
async fn a_person_signs_in_and_lands_where_they_wanted() {
    let world = World::start().await;
    let mut browser = world.browser();
    let callback = browser.come_back(USER, "/billing/invoices?status=open").await;
    assert_eq!(location(&browser.get(&callback).await), "/billing/invoices?status=open");
    assert_eq!(browser.jar.keys().collect::<Vec<_>>(), ["portal"], "the attempt's cookie is gone");
    let session = world.portal.sessions.find(&browser.headers()).await.unwrap().unwrap();
    assert_eq!(session.identity().0, world.sandbox.issuer());
    session.credential().bearer().await.unwrap();
}

#[tokio::test]
async fn every_start_is_new_and_asks_for_the_same() {
    let world = World::start().await;
    let mut seen = BTreeSet::new();
    for _ in 0..1_000 {
        let url = world.browser().start("/billing").await;
        let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
        let names = query.keys().map(String::as_str).collect::<BTreeSet<_>>();
        let expected = [
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "redirect_uri",
            "response_type",
            "scope",
            "state",
        ];
        assert_eq!(names, BTreeSet::from(expected));
        assert_eq!((query["response_type"].as_str(), query["code_challenge_method"].as_str()), ("code", "S256"));
        assert_eq!(query["scope"], "openid email profile offline_access");
        assert_eq!(query["redirect_uri"], "http://127.0.0.1:3000/auth/callback");
        for name in ["state", "nonce", "code_challenge"] {
            assert!(query[name].len() >= 43, "{name} has 256 bits");
            assert!(seen.insert(query[name].clone()), "{name} was there before");
        }
    }
    assert_eq!(world.asked("/oidc/.well-known/openid-configuration"), 1);
}

#[tokio::test]
async fn starting_writes_nothing_to_the_store() {
    let world = World::start().await;
    for _ in 0..50 {
        world.browser().start("/billing").await;
    }
    assert_eq!(world.portal.rows().await, 0);
    let server::store::Database::Sqlite(database) = &world.portal.database else { unreachable!() };
    let states = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM used_login_states").fetch_one(database.readers());
    assert_eq!(states.await.unwrap(), 0);
}

#[tokio::test]
async fn the_email_is_a_hint_to_the_issuer_when_it_can_be_one() {
    let world = World::start().await;
    let hint = async |email: &str| {
        let form = url::form_urlencoded::Serializer::new(String::new()).append_pair("email", email).finish();
        let response = world.browser().post("/auth/login", &form).await;
        let url: url::Url = location(&response).parse().unwrap();
        url.query_pairs().find(|(name, _)| name == "login_hint").map(|(_, value)| value.into_owned())
    };
    assert_eq!(hint("  admin@harbour.test ").await.as_deref(), Some("admin@harbour.test"));
    assert_eq!(hint("   ").await, None);
    assert_eq!(hint(&format!("{}@x", "a".repeat(253))).await, None);
    assert_eq!(hint("a\r\nb@x").await, None);
}

#[tokio::test]
async fn a_login_never_ends_on_another_site() {
    let world = World::start().await;
    for hostile in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/.//evil.example",
        "/%2f%2fevil.example",
        "javascript:alert(1)",
        "/auth/sign-out",
        "/sign-in?return_to=//evil.example",
        "/billing\r\nSet-Cookie: a=b",
        "",
    ] {
        let mut browser = world.browser();
        let callback = browser.come_back(USER, hostile).await;
        assert_eq!(location(&browser.get(&callback).await), "/billing", "{hostile:?}");
    }
}

#[tokio::test]
async fn ten_tabs_that_sign_in_at_once_all_end_signed_in() {
    let world = World::start().await;
    let mut browser = world.browser();
    let mut callbacks = Vec::new();
    for tab in 0..10 {
        callbacks.push((tab, browser.come_back(USER, &format!("/billing/invoices?page={tab}")).await));
    }
    for (tab, callback) in callbacks {
        assert_eq!(location(&browser.get(&callback).await), format!("/billing/invoices?page={tab}"));
        assert!(world.portal.sessions.find(&browser.headers()).await.unwrap().is_some());
    }
    assert_eq!(world.portal.rows().await, 1, "each sign-in ends the one before it in the same browser");
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let world = World::start().await;
    let mut browser = world.browser();
    browser.sign_in(USER).await;
    let frozen = browser.headers();
    browser.sign_in(USER).await;
    assert!(world.portal.sessions.find(&frozen).await.unwrap().is_none());
    assert!(world.portal.sessions.find(&browser.headers()).await.unwrap().is_some());
}
