//! A sign-out while the same session works (acceptance SESS-05), and a store that fails (SESS-07), through the whole portal.

use super::{browser::Browser, postgres_server::Postgres, world::World};
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, SET_COOKIE},
};
use sandbox::{Config, Fault, FaultKind};
use sqlx::{Connection, SqliteConnection};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// On each database.
const ROUNDS: u64 = 100;
/// Rounds at a time.
const LANES: u64 = 10;

/// Signs out while a request of the session waits upstream, its token being renewed as well; what the cookie is worth then.
async fn round(world: &World, number: u64) {
    let person = world.signed_in("admin@harbour.test").await;
    let frozen = person.copy();
    if number.is_multiple_of(2) {
        world.sandbox.expire_access_tokens();
    }
    let at_work = person.copy();
    let work = tokio::spawn(async move { at_work.api("usage", "").await.0 });
    tokio::time::sleep(Duration::from_millis(number * 7 % 120)).await;
    let out = person.post_form("/auth/sign-out", "").await;
    assert_eq!(out.status(), StatusCode::SEE_OTHER, "round {number}");
    let status = work.await.unwrap();
    assert!([StatusCode::OK, StatusCode::UNAUTHORIZED].contains(&status), "round {number}: {status}");
    assert_eq!(frozen.api("usage", "").await.0, StatusCode::UNAUTHORIZED, "round {number}: it came back");
}

async fn rounds(settings: &[(&str, &str)]) {
    let world = Arc::new(World::start_with(Config::default(), settings).await);
    world.sandbox.add_fault(Fault::new("/v1/billing/usage", FaultKind::Delay).value(100));
    let mut lanes = JoinSet::new();
    for lane in 0..LANES {
        let world = Arc::clone(&world);
        lanes.spawn(async move {
            for number in (lane..ROUNDS).step_by(usize::try_from(LANES).unwrap()) {
                round(&world, number).await;
            }
        });
    }
    lanes.join_all().await;
    Arc::into_inner(world).unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_under_way_brings_a_session_back_after_its_sign_out_on_sqlite() {
    rounds(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_under_way_brings_a_session_back_after_its_sign_out_on_postgres() {
    let Some(server) = Postgres::start().await else { return };
    rounds(&[("DATABASE_URL", &server.url()), ("SESSION_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]).await;
}

async fn page(browser: &Browser) -> (StatusCode, bool, String) {
    let answer = browser.send(browser.request(Method::GET, "/billing/usage").header(ACCEPT, "text/html")).await;
    (answer.status(), answer.headers().contains_key(SET_COOKIE), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_cannot_be_read_are_trouble_and_nobodys_sign_out() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    // What was read of the session is remembered until its use is noted, once a minute.
    world.clock.advance(jiff::SignedDuration::from_secs(61));
    let file = world.database().strip_prefix("sqlite://").unwrap();
    let mut connection = SqliteConnection::connect(file).await.unwrap();
    sqlx::query("ALTER TABLE sessions RENAME TO elsewhere").execute(&mut connection).await.unwrap();
    let (status, sets, html) = page(&person).await;
    assert_eq!((status, sets), (StatusCode::SERVICE_UNAVAILABLE, false), "{html}");
    assert!(html.contains("Reference") && !html.contains("Harbour Dental") && !html.contains("elsewhere"));
    assert_eq!(person.api("usage", "").await.0, StatusCode::SERVICE_UNAVAILABLE);
    sqlx::query("ALTER TABLE elsewhere RENAME TO sessions").execute(&mut connection).await.unwrap();
    assert_eq!(page(&person).await.0, StatusCode::OK, "the same cookie, once the store works again");
    // A row that was damaged is nobody, and means signing in again.
    sqlx::query("UPDATE sessions SET sealed = zeroblob(length(sealed))").execute(&mut connection).await.unwrap();
    assert_eq!(page(&person).await.0, StatusCode::SEE_OTHER);
    world.stop().await;
}
