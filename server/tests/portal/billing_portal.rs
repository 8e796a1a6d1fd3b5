//! From a confirmation to Stripe's billing portal: one session, for the right customer, or words that say why not.

use super::{
    browser::{Browser, location},
    world::World,
};
use reqwest::{Method, StatusCode, header::CACHE_CONTROL};
use sandbox::{Config, Fault, FaultKind, Recorded};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const FUNCTION: &str = "open-billing-portal";
pub const SESSIONS: &str = "/stripe/v1/billing_portal/sessions";
const PROFILE: &str = "/v1/billing/payment-profile";

fn stripe_calls(world: &World) -> Vec<Recorded> {
    world.sandbox.requests().into_iter().filter(|request| request.path.starts_with("/stripe/v1/")).collect()
}

/// What the panel offers, and the next confirmation.
async fn panel(browser: &Browser) -> Value {
    let (status, panel) = browser.api("payment-methods", "").await;
    assert_eq!(status, StatusCode::OK, "{panel}");
    panel
}

pub async fn confirmation(browser: &Browser) -> String {
    panel(browser).await["Ready"]["portal"]["confirmation"].as_str().unwrap().to_owned()
}

async fn open(browser: &Browser, confirmation: &str) -> (StatusCode, Value) {
    browser.api(FUNCTION, &format!("confirmation={confirmation}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn customer_return_address_and_configuration_are_the_servers_alone() {
    let settings = [("STRIPE_PORTAL_CONFIGURATION", "bpc_harbour")];
    let world = World::start_with(Config::default(), &settings).await;
    let person = world.signed_in("manager@harbour.test").await;
    let once = confirmation(&person).await;
    let forged = "customer=cus_other&return_url=https%3A%2F%2Fevil.example&configuration=bpc_evil&on_behalf_of=acct_1";
    let (status, link) = person.api(FUNCTION, &format!("confirmation={once}&{forged}")).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    let made = world.sandbox.stripe_sessions();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].customer, "cus_sandboxharbour");
    let home = world.portal.join("/billing/payment-methods").unwrap();
    assert_eq!(made[0].return_url.as_deref(), Some(home.as_str()));
    assert_eq!(made[0].configuration.as_deref(), Some("bpc_harbour"));
    assert_eq!(made[0].idempotency_key.as_deref(), Some(&*once));
    assert!(link["url"].as_str().unwrap().ends_with(&made[0].id));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_names_the_card_and_the_destination_and_makes_nothing() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let first = panel(&person).await;
    let shown = &first["Ready"];
    assert_eq!((&shown["card"]["brand"], &shown["card"]["last4"]), (&json!("visa"), &json!("4242")));
    assert_eq!(shown["card"]["expires"], json!({"year": 2030, "month": 8}));
    assert_eq!(shown["portal"]["destination"], json!(world.sandbox.addr().to_string()));
    assert!(!first.to_string().contains("cus_"), "the customer's id is nobody's business");
    assert_ne!(first["Ready"]["portal"]["confirmation"], panel(&person).await["Ready"]["portal"]["confirmation"]);
    assert_eq!(panel(&world.signed_in("admin@newleaf.test").await).await["Ready"]["card"], Value::Null);
    assert_eq!(panel(&world.signed_in("admin@blank.test").await).await, json!("NotConfigured"));
    assert_eq!(panel(&world.signed_in("admin@broken.test").await).await, json!("ConfigurationError"));
    for method in [Method::GET, Method::HEAD] {
        let response = person.send(person.request(method, "/billing/payment-methods/portal")).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
    let (status, _) = person.api(FUNCTION, "confirmation=none").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(stripe_calls(&world).is_empty() && world.sandbox.stripe_sessions().is_empty());
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_clicks_on_one_confirmation_make_one_session_and_the_next_confirmation_another() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let once = confirmation(&person).await;
    world.sandbox.add_fault(Fault::new(SESSIONS, FaultKind::Delay).value(300));
    let mut clicks = JoinSet::new();
    for _ in 0..20 {
        let (person, once) = (person.clone(), once.clone());
        clicks.spawn(async move { open(&person, &once).await });
    }
    let answers = clicks.join_all().await;
    assert!(answers.iter().all(|(status, link)| *status == StatusCode::OK && *link == answers[0].1), "{answers:?}");
    assert_eq!(open(&person, &once).await, answers[0], "and later still the same one");
    assert_eq!(world.sandbox.stripe_sessions().len(), 1);
    let next = confirmation(&person).await;
    assert_ne!(open(&person, &next).await.1, answers[0].1);
    assert_eq!(world.sandbox.stripe_sessions().len(), 2);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_asked_for_again_under_the_same_key() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let once = confirmation(&person).await;
    world.sandbox.add_fault(Fault::new(SESSIONS, FaultKind::Reset).value("after").times(1));
    let (status, link) = open(&person, &once).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    let calls = stripe_calls(&world);
    assert_eq!(calls.len(), 2);
    assert!(calls.iter().all(|call| call.idempotency_key.as_deref() == Some(&*once)));
    assert_eq!(world.sandbox.stripe_sessions().len(), 1);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_trouble_at_stripe_has_its_own_words_and_is_repeated_only_where_that_can_help() {
    let world = World::start_with(Config::default(), &[("STRIPE_TIMEOUT_MS", "1500")]).await;
    let person = world.signed_in("admin@harbour.test").await;
    let answer = |json: Value| json!({"status": 400, "json": json});
    let cases = [
        (FaultKind::Status, json!(400), 502, "stripe_refused", 1),
        (FaultKind::Status, json!(401), 502, "stripe_refused", 1),
        (FaultKind::Status, json!(403), 502, "stripe_refused", 1),
        (FaultKind::Status, json!(404), 502, "stripe_refused", 1),
        (
            FaultKind::Body,
            answer(json!({"error": {"message": "No such customer: 'cus_canary'"}})),
            502,
            "stripe_refused",
            1,
        ),
        (FaultKind::Status, json!(500), 503, "stripe_unavailable", 1),
        (
            FaultKind::Status,
            json!({"status": 500, "headers": {"stripe-should-retry": "true"}}),
            503,
            "stripe_unavailable",
            3,
        ),
        (
            FaultKind::Status,
            json!({"status": 503, "headers": {"stripe-should-retry": "false"}}),
            503,
            "stripe_unavailable",
            1,
        ),
        (FaultKind::Status, json!(503), 503, "stripe_unavailable", 3),
        (FaultKind::Status, json!(409), 503, "stripe_unavailable", 3),
        (FaultKind::RetryAfter, json!(60), 429, "rate_limited", 1),
        (FaultKind::Reset, Value::Null, 503, "stripe_unavailable", 3),
        (FaultKind::Hang, Value::Null, 504, "stripe_timed_out", 1),
        (FaultKind::SlowDrip, json!(200), 504, "stripe_timed_out", 1),
        (FaultKind::Malformed, Value::Null, 502, "stripe_bad_link", 1),
        (FaultKind::WrongType, Value::Null, 502, "stripe_bad_link", 1),
        (FaultKind::Empty, Value::Null, 502, "stripe_bad_link", 1),
        (FaultKind::Oversize, json!(1_000_000), 502, "stripe_bad_link", 1),
        (FaultKind::Redirect, Value::Null, 502, "stripe_bad_link", 1),
        (FaultKind::Set, json!({"/url": "https://evil.example/p/session"}), 502, "stripe_bad_link", 1),
        (FaultKind::Set, json!({"/customer": "cus_sandboxorchard"}), 502, "stripe_bad_link", 1),
        (FaultKind::Set, json!({"/livemode": true}), 502, "stripe_bad_link", 1),
    ];
    for (kind, value, expected, code, calls) in cases {
        let name = format!("{kind:?} {value}");
        let once = confirmation(&person).await;
        world.sandbox.clear_requests();
        world.sandbox.add_fault(Fault::new(SESSIONS, kind).value(value));
        let (status, answer) = open(&person, &once).await;
        assert_eq!((status.as_u16(), answer["error"]["code"].as_str()), (expected, Some(code)), "{name}");
        assert!(answer["error"]["request_id"].is_string(), "{name}");
        let text = answer.to_string();
        assert!(!text.contains("cus_") && !text.contains("evil.example"), "{name}: {text}");
        assert_eq!(stripe_calls(&world).len(), calls, "{name}");
        let keys: Vec<_> = stripe_calls(&world).into_iter().map(|call| call.idempotency_key).collect();
        assert!(keys.iter().all(|key| key.as_deref() == Some(&*once)), "{name}: {keys:?}");
        // The same in words, without script.
        world.sandbox.clear_faults();
        let again = confirmation(&person).await;
        assert_eq!(open(&person, &again).await.0, StatusCode::OK, "after {name}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_portal_to_open_stripe_is_not_asked() {
    let world = World::start().await;
    let once = "9b2f6c1e-0d3a-4f7b-8c5d-1e2f3a4b5c6d";
    for (email, code) in [("admin@blank.test", "portal_not_configured"), ("admin@broken.test", "portal_misconfigured")]
    {
        let (status, answer) = open(&world.signed_in(email).await, once).await;
        assert_eq!((status, answer["error"]["code"].as_str()), (StatusCode::CONFLICT, Some(code)), "{email}");
    }
    let person = world.signed_in("admin@harbour.test").await;
    for (set, code, expected) in [
        (json!({"/portal_access": false}), "no_portal_access", StatusCode::CONFLICT),
        (json!({"/portal_access": null}), "no_portal_access", StatusCode::CONFLICT),
        (json!({"/stripe_customer_id": null}), "no_portal_access", StatusCode::CONFLICT),
        (json!({"/stripe_customer_id": "cus_1&return_url=x"}), "not_understood", StatusCode::BAD_GATEWAY),
    ] {
        world.sandbox.add_fault(Fault::new(PROFILE, FaultKind::Set).value(set.clone()));
        let (status, answer) = open(&person, once).await;
        assert_eq!((status, answer["error"]["code"].as_str()), (expected, Some(code)), "{set}");
        if code == "no_portal_access" {
            assert_eq!(panel(&person).await["Ready"]["portal"], Value::Null, "{set}");
        }
        world.sandbox.clear_faults();
    }
    world.sandbox.add_fault(Fault::new(PROFILE, FaultKind::Status).value(503));
    assert_eq!(open(&person, once).await.1["error"]["code"], "unavailable");
    assert!(stripe_calls(&world).is_empty());
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_the_confirmation_leads_straight_to_stripe() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let once = confirmation(&person).await;
    let sent = person.post_form("/billing/payment-methods/portal", &format!("once={once}")).await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    assert_eq!(sent.headers()[CACHE_CONTROL], "private, no-store");
    let made = world.sandbox.stripe_sessions();
    assert_eq!(location(&sent), format!("{}/stripe/p/session/{}", world.sandbox.base_url(), made[0].id));
    let hosted = person.client().get(location(&sent)).send().await.unwrap().text().await.unwrap();
    assert!(hosted.contains("Harbour Dental"));
    // Browsers hold a form's redirects to the policy of the page it was sent from.
    let page = person.send(person.request(Method::GET, "/billing/usage").header("accept", "text/html")).await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let forms = policy.split(';').find(|part| part.trim().starts_with("form-action")).unwrap();
    assert!(forms.contains(world.sandbox.base_url()), "{forms}");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_a_form_with_anything_more_is_refused_and_every_refusal_has_its_words() {
    let world = World::start_with(Config::default(), &[("STRIPE_TIMEOUT_MS", "500")]).await;
    let person = world.signed_in("admin@harbour.test").await;
    let once = confirmation(&person).await;
    for form in [
        String::new(),
        "once=1".to_owned(),
        format!("once={once}&customer=cus_other"),
        format!("customer=cus_other&once={once}"),
        format!("once={once}&once={once}"),
        format!("once={once}&return_url=https%3A%2F%2Fevil.example"),
    ] {
        let refused = person.post_form("/billing/payment-methods/portal", &form).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{form}");
    }
    assert!(stripe_calls(&world).is_empty());
    for (kind, words) in [
        (FaultKind::Hang, "Stripe took too long to answer"),
        (FaultKind::Reset, "Stripe cannot be reached right now"),
        (FaultKind::Empty, "could not be opened safely"),
    ] {
        world.sandbox.add_fault(Fault::new(SESSIONS, kind));
        let failed = person.post_form("/billing/payment-methods/portal", &format!("once={once}")).await;
        assert!(failed.status().is_server_error(), "{kind:?}");
        let html = failed.text().await.unwrap();
        assert!(html.contains(words) && html.contains("Reference"), "{kind:?}: {html}");
        world.sandbox.clear_faults();
    }
    let stranger = world.browser();
    let sent = stranger.post_form("/billing/payment-methods/portal", &format!("once={once}")).await;
    assert_eq!(location(&sent), "/sign-in?return_to=%2Fbilling%2Fpayment-methods");
    world.stop().await;
}
