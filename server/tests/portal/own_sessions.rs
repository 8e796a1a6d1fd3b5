//! A person's own sessions over HTTP: listed, ended here and on every replica at once, warned of in time, and ended by an
//! operator.

use super::{
    browser::{Browser, location},
    postgres_server::Postgres,
    world::World,
};
use jiff::SignedDuration;
use reqwest::{Method, StatusCode, header::USER_AGENT};
use sandbox::Config;
use serde_json::{Value, json};

const TOKEN: &str = "operator-token-operator-token-operator";

async fn list(browser: &Browser) -> Vec<Value> {
    let (status, list) = browser.api("sessions", "").await;
    assert_eq!(status, StatusCode::OK, "{list}");
    list["sessions"].as_array().unwrap().clone()
}

/// Whether the portal still knows this browser, on a page and on a server function.
async fn lives(browser: &Browser) -> bool {
    let (status, _) = browser.api("usage", "").await;
    let page = browser.send(browser.request(Method::GET, "/billing/usage").header("accept", "text/html")).await;
    assert_eq!(status == StatusCode::OK, page.status() == StatusCode::OK, "page and function agree");
    status == StatusCode::OK
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_the_present_one_first_and_an_ended_one_is_refused_at_once() {
    let world = World::start().await;
    let (first, second) = (world.signed_in("staff@harbour.test").await, world.signed_in("staff@harbour.test").await);
    let stranger = world.signed_in("admin@harbour.test").await;
    // Remembered contexts must not keep the dead alive.
    assert_eq!(second.api("tickets", "").await.0, StatusCode::OK);
    let own = list(&first).await;
    assert_eq!(own.iter().map(|session| session["current"] == true).collect::<Vec<_>>(), [true, false]);
    assert!(own.iter().all(|session| session["began"]["utc"].is_string() && session["last_seen"]["utc"].is_string()));
    let other = own[1]["reference"].as_str().unwrap();
    for foreign in [list(&stranger).await[0]["reference"].as_str().unwrap(), "", "zz"] {
        let (status, ended) = first.api("end-session", &format!("reference={foreign}")).await;
        assert_eq!((status, ended), (StatusCode::OK, json!(false)), "{foreign}");
    }
    assert_eq!(first.api("end-session", &format!("reference={other}")).await.1, json!(true));
    assert_eq!(second.api("tickets", "").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(first.api("end-session", &format!("reference={other}")).await.1, json!(false), "it had ended");
    assert_eq!((list(&first).await.len(), lives(&stranger).await), (1, true));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_described_by_browser_and_system_and_by_nothing_more_exact() {
    let world = World::start().await;
    let person = world.browser();
    person
        .sign_in_as("admin@harbour.test", "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0")
        .await;
    let own = list(&person).await;
    assert_eq!(own[0]["device"], "Firefox on Linux");
    let moved =
        person.call("sessions", "").header(USER_AGENT, "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36");
    let later: Value = person.send(moved).await.json().await.unwrap();
    assert_eq!(later["sessions"][0]["device"], "Firefox on Linux", "as it was at sign-in");
    let quiet = world.signed_in("admin@harbour.test").await;
    assert_eq!(list(&quiet).await[0]["device"], Value::Null);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_other_sessions_end_on_every_replica_at_once() {
    let Some(database) = Postgres::start().await else { return };
    let url = database.url();
    let key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let world = World::start_with(
        Config::default(),
        &[("DATABASE_URL", &url), ("SESSION_KEYS", key), ("OPERATOR_TOKEN", TOKEN)],
    )
    .await;
    let replica = world.replica().await;
    let me = world.signed_in("admin@harbour.test").await;
    let others = [world.signed_in("admin@harbour.test").await, world.signed_in("admin@harbour.test").await];
    let stranger = world.signed_in("manager@harbour.test").await;
    for other in &others {
        assert!(lives(&other.at(replica.clone())).await, "one session is good on both");
    }
    let (status, ended) = me.api("end-other-sessions", "").await;
    assert_eq!((status, ended), (StatusCode::OK, json!(2)));
    for other in &others {
        assert!(!lives(other).await && !lives(&other.at(replica.clone())).await);
    }
    assert!(lives(&me.at(replica.clone())).await && lives(&stranger.at(replica.clone())).await);
    // And one by one from the other replica, and by the operator.
    let again = world.signed_in("admin@harbour.test").await;
    let own = list(&me.at(replica.clone())).await;
    let reference = own[1]["reference"].as_str().unwrap();
    assert_eq!(me.at(replica.clone()).api("end-session", &format!("reference={reference}")).await.1, json!(true));
    assert!(!lives(&again).await);
    assert_eq!(operator(&world, TOKEN, &json!({"everyone": true})).await, (StatusCode::OK, json!({"ended": 2})));
    assert!(!lives(&me.at(replica.clone())).await && !lives(&stranger.at(replica)).await);
    world.stop().await;
}

async fn operator(world: &World, token: &str, asked: &Value) -> (StatusCode, Value) {
    let url = format!("http://{}/sessions/end", world.admin);
    let response = world.browser().client().post(url).bearer_auth(token).json(asked).send().await.unwrap();
    let status = response.status();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_ends_one_persons_sessions_or_everybodys_and_nobody_else_does() {
    let world = World::start_with(Config::default(), &[("OPERATOR_TOKEN", TOKEN)]).await;
    let people = [world.signed_in("admin@harbour.test").await, world.signed_in("admin@harbour.test").await];
    let other = world.signed_in("admin@orchard.test").await;
    let users = world.sandbox.users();
    let subject = &users.iter().find(|user| user.email == "admin@harbour.test").unwrap().id;
    for (token, asked, expected) in [
        ("", json!({"everyone": true}), StatusCode::UNAUTHORIZED),
        ("operator-token-operator-token-operatoR", json!({"everyone": true}), StatusCode::UNAUTHORIZED),
        (TOKEN, json!({}), StatusCode::BAD_REQUEST),
        (TOKEN, json!({"everyone": false}), StatusCode::BAD_REQUEST),
        (TOKEN, json!({"everyone": true, "subject": subject}), StatusCode::BAD_REQUEST),
        (TOKEN, json!({"subject": ""}), StatusCode::BAD_REQUEST),
        (TOKEN, json!({"subject": subject, "more": 1}), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(operator(&world, token, &asked).await.0, expected, "{asked}");
    }
    let form = world.browser().client().post(format!("http://{}/sessions/end", world.admin)).bearer_auth(TOKEN);
    assert_eq!(form.form(&[("everyone", "true")]).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert!(lives(&people[0]).await);
    assert_eq!(operator(&world, TOKEN, &json!({"subject": subject})).await, (StatusCode::OK, json!({"ended": 2})));
    assert!(!lives(&people[0]).await && !lives(&people[1]).await && lives(&other).await);
    assert_eq!(operator(&world, TOKEN, &json!({"everyone": true})).await, (StatusCode::OK, json!({"ended": 1})));
    assert!(!lives(&other).await);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_set_there_is_nothing_for_an_operator() {
    let world = World::start().await;
    assert_eq!(operator(&world, TOKEN, &json!({"everyone": true})).await.0, StatusCode::NOT_FOUND);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_watches_the_limit_does_not_put_it_off_and_staying_signed_in_does() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let time = async |function: &str| {
        let (status, time) = person.api(function, "").await;
        assert_eq!(status, StatusCode::OK, "{time}");
        (time["idle_seconds"].as_i64().unwrap(), time["total_seconds"].as_i64().unwrap())
    };
    assert_eq!(time("session-time").await, (1_800, 43_200));
    for minute in 1..=28 {
        world.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(person.api("session", "").await.0, StatusCode::OK);
        assert_eq!(time("session-time").await.0, 1_800 - minute * 60);
    }
    assert_eq!(time("stay-signed-in").await, (1_800, 43_200 - 28 * 60));
    world.clock.advance(SignedDuration::from_mins(29));
    assert_eq!(person.api("usage", "").await.0, StatusCode::OK, "any other request is use too");
    assert_eq!(time("session-time").await.0, 1_800);
    // Nobody is there: what the page asks by itself does not keep the session.
    for _ in 0..30 {
        world.clock.advance(SignedDuration::from_mins(1));
        person.api("session", "").await;
    }
    for function in ["session-time", "stay-signed-in", "usage"] {
        assert_eq!(person.api(function, "").await.0, StatusCode::UNAUTHORIZED, "{function}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_beat_of_an_open_page_asks_is_no_use_of_the_session_and_the_same_asked_by_a_person_is() {
    let world = World::start().await;
    let person = world.signed_in("admin@coastal.test").await;
    let page = async |mark: &str| {
        let request = person.request(Method::GET, "/billing/clients").header("accept", "text/html");
        person.send(request.header("x-portal", mark)).await.status()
    };
    let client = async |mark: &str| {
        let request = person.request(Method::POST, "/api/client").header("x-portal", mark);
        let form = request.header("content-type", "application/x-www-form-urlencoded").body("client=harbour");
        person.send(form).await.status()
    };
    let idle = async || person.api("session-time", "").await.1["idle_seconds"].as_i64();
    for minute in 1..=29 {
        world.clock.advance(SignedDuration::from_mins(1));
        assert_eq!((page("beat").await, client("beat").await), (StatusCode::OK, StatusCode::OK));
        assert_eq!(idle().await, Some(1_800 - minute * 60), "after {minute} minutes");
    }
    assert_eq!(page("1").await, StatusCode::OK);
    assert_eq!(idle().await, Some(1_800), "a page that was asked for is use");
    world.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(client("1").await, StatusCode::OK);
    assert_eq!(idle().await, Some(1_800), "a function that was asked for is use");
    for _ in 0..30 {
        world.clock.advance(SignedDuration::from_mins(1));
        page("beat").await;
        client("beat").await;
    }
    assert_eq!((page("beat").await, client("1").await), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_left_is_told_while_the_upstream_is_down() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    world.sandbox.add_fault(sandbox::Fault::new("/v1/*", sandbox::FaultKind::Reset));
    world.clock.advance(SignedDuration::from_mins(29));
    assert_eq!(person.api("stay-signed-in", "").await.1["idle_seconds"], 1_800);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_one_session_or_all_others_are_ended() {
    let world = World::start().await;
    let me = world.signed_in("admin@harbour.test").await;
    let others = [world.signed_in("admin@harbour.test").await, world.signed_in("admin@harbour.test").await];
    let path = "/settings/active-sessions/end";
    let reference = list(&me).await[1]["reference"].as_str().unwrap().to_owned();
    let sent = me.post_form(path, &format!("reference={reference}")).await;
    assert_eq!(location(&sent), "/settings?section=active-sessions");
    assert_eq!(list(&me).await.len(), 2);
    for bad in ["", "others=0", "others=1&reference=x", "all=1"] {
        assert_eq!(me.post_form(path, bad).await.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    me.post_form(path, "others=1").await;
    assert!(!lives(&others[0]).await && !lives(&others[1]).await && lives(&me).await);
    world.stop().await;
}
