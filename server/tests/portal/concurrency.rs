//! Many requests at once: one renewal for all of them, and never another tenant's figures.

use super::world::World;
use reqwest::StatusCode;
use std::sync::Arc;
use tokio::{sync::Semaphore, task::JoinSet};

fn refreshes(world: &World) -> usize {
    world.sandbox.requests().into_iter().filter(|request| request.path.starts_with("/oidc/token")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_parallel_requests_with_an_expired_token_make_one_refresh() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    for round in 0..5 {
        // The upstream refuses the token, and the portal's own clock says so too every other time.
        if round % 2 == 0 {
            world.clock.advance(jiff::SignedDuration::from_mins(5));
        } else {
            world.sandbox.expire_access_tokens();
        }
        world.sandbox.clear_requests();
        let mut all = JoinSet::new();
        for _ in 0..20 {
            let person = person.clone();
            all.spawn(async move { person.api("usage", "").await.0 });
        }
        let statuses = all.join_all().await;
        assert!(statuses.iter().all(|status| *status == StatusCode::OK), "round {round}: {statuses:?}");
        assert_eq!(refreshes(&world), 1, "round {round}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_users_never_see_a_foreign_tenant_while_their_tokens_are_renewed() {
    let settings = [("AIDIAL_API_TIMEOUT_MS", "9000")];
    let world = Arc::new(World::start_with(sandbox::Config::default(), &settings).await);
    // As many at once as a debug build on a busy machine answers within a page's deadline.
    let places = Arc::new(Semaphore::new(12));
    // The canary of a tenant: a project name or state that only its own answer holds.
    let people = [
        ("admin@harbour.test", "Harbour Dental"),
        ("manager@harbour.test", "Harbour Dental"),
        ("admin@orchard.test", "Orchard Vets"),
        ("admin@newleaf.test", "Newleaf"),
        ("admin@foggy.test", "Foggy"),
    ];
    let mut browsers = Vec::new();
    for n in 0..50 {
        let (email, organisation) = people[n % people.len()];
        browsers.push((world.signed_in(email).await, email, organisation));
    }
    let mut all = JoinSet::new();
    for (index, (browser, email, organisation)) in browsers.into_iter().enumerate() {
        let (world, places) = (Arc::clone(&world), Arc::clone(&places));
        all.spawn(async move {
            let own = browser.api("usage", "").await.1.to_string();
            for n in 0..200 {
                let _place = places.acquire().await.unwrap();
                match n % 4 {
                    0 => {
                        let (status, html) = browser.page("/billing/usage").await;
                        assert_eq!(status, StatusCode::OK, "{email}");
                        assert!(html.contains(organisation), "{email}");
                        for (_, foreign) in people.iter().filter(|(_, other)| *other != organisation) {
                            assert!(!html.contains(foreign), "{email} sees {foreign}");
                        }
                    }
                    1 => {
                        let (_, answer) = browser.api("session", "").await;
                        assert_eq!(answer["Welcome"]["email"], email);
                    }
                    _ => {
                        let (status, answer) = browser.api("usage", "").await;
                        assert_eq!(status, StatusCode::OK, "{email}");
                        assert_eq!(answer.to_string(), own, "{email}");
                    }
                }
                if n % 50 == 49 && index == 0 {
                    world.sandbox.expire_access_tokens();
                }
            }
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
    let crossed: Vec<_> = world.upstream_calls().into_iter().filter(|call| call.bearer == "unknown").collect();
    assert!(crossed.is_empty(), "{crossed:?}");
    assert!(refreshes(&world) > 50, "tokens were renewed meanwhile");
}
