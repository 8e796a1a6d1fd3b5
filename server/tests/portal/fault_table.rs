//! Every fault at every place that is called (acceptance UPS-01): each pair ends in time, in its written state, without a
//! word of the other side, and is over when the fault is.

use super::{
    browser::Browser,
    fault_kinds::{self, TIMED_OUT, Told, Trouble, UNAVAILABLE},
    invoice_pdf::{self, with_pdf},
    recipients::{RECEIPTS, ids},
    world::World,
};
use jiff::SignedDuration;
use reqwest::{
    Response,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use std::time::{Duration, Instant};

/// Deadlines short enough to wait for; a page has ten seconds.
const SETTINGS: [(&str, &str); 3] =
    [("AIDIAL_API_TIMEOUT_MS", "700"), ("INVOICE_PDF_TIMEOUT_MS", "700"), ("INVOICE_PDF_MAX_BYTES", "1048576")];
/// What a call may take with its deadline, on a busy machine.
const IN_TIME: Duration = Duration::from_secs(5);
/// Longer than what is said of a person is believed.
const FORGOTTEN: SignedDuration = SignedDuration::from_secs(31);

/// What the caller is told, and how long that took.
async fn told(response: Response, begun: Instant, of: &str) -> (Told, Duration) {
    let status = response.status().as_u16();
    let wait = response.headers().get(RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
    let json = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let body = response.bytes().await;
    let took = begun.elapsed();
    let Ok(body) = body else { return (Told::Broken, took) };
    if status == 200 {
        return (Told::Fine, took);
    }
    assert!(json, "{of}: {status}");
    let text = String::from_utf8(body.to_vec()).unwrap();
    for foreign in ["canary", "evil", "127.0.0.1", "/v1/", "error sending", "at line"] {
        assert!(!text.contains(foreign), "{of}: {text}");
    }
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(answer["error"]["request_id"].is_string(), "{of}: {text}");
    let code = answer["error"]["code"].as_str().unwrap().to_owned();
    // The table is of static texts; a test may leak the few that it makes.
    (Told::Error(status, code.leak(), wait.map(|wait| &*wait.leak())), took)
}

/// Plays every fault at `path` while `ask` asks.
async fn run(world: World, path: &str, expected: fn(&Trouble) -> Told, ask: impl AsyncFn(&World) -> Response) {
    let before = ask(&world).await;
    assert_eq!(before.status(), 200, "{path} before any fault");
    for trouble in fault_kinds::all() {
        let name = format!("{path} {:?} {:.60}", trouble.kind, trouble.value.to_string());
        world.sandbox.add_fault(trouble.of(path));
        let begun = Instant::now();
        let (told, took) = told(ask(&world).await, begun, &name).await;
        let written = expected(&trouble);
        let same = told == written || written == Told::Broken && told == UNAVAILABLE;
        assert!(same, "{name}: {told:?} instead of {written:?}");
        assert!(took < IN_TIME, "{name} took {took:?}");
        world.sandbox.clear_faults();
        assert_eq!(ask(&world).await.status(), 200, "after {name}");
    }
    world.stop().await;
}

async fn function(person: &Browser, name: &str, form: &str) -> Response {
    person.send(person.call(name, form)).await
}

async fn world() -> World {
    World::start_with(sandbox::Config::default(), &SETTINGS).await
}

const CLIENTS: &str = "query[search]=&query[order]=name&query[descending]=false&query[page]=1";

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_billing_ends_in_its_written_state() {
    let usage = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        run(world, "/v1/billing/usage", |trouble| trouble.json, async |_| function(&person, "usage", "").await).await;
    };
    let context = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let ask = async |world: &World| {
            world.clock.advance(FORGOTTEN);
            function(&person, "usage", "").await
        };
        run(world, "/v1/session/context", |trouble| trouble.json, ask).await;
    };
    let list = async {
        let world = world().await;
        let person = world.signed_in("manager@harbour.test").await;
        run(world, "/v1/billing/invoices", |trouble| trouble.json, async |_| function(&person, "invoices", "").await)
            .await;
    };
    let details = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let (_, id) = with_pdf(&world, "admin@harbour.test").await;
        let form = format!("invoice_id={id}");
        let path = format!("/v1/billing/invoices/{id}");
        run(world, &path, |trouble| trouble.json, async |_| function(&person, "invoice", &form).await).await;
    };
    let pdf = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let (path, _) = with_pdf(&world, "admin@harbour.test").await;
        run(world, invoice_pdf::ANY, |trouble| trouble.pdf, async |_| invoice_pdf::get(&person, &path).await).await;
    };
    let clients = async {
        let world = world().await;
        let partner = world.signed_in("admin@coastal.test").await;
        run(
            world,
            "/v1/partner/clients",
            |trouble| trouble.json,
            async |_| function(&partner, "clients", CLIENTS).await,
        )
        .await;
    };
    let recipients = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        run(
            world,
            "/v1/billing/recipients",
            |trouble| trouble.json,
            async |_| function(&person, "recipients", "").await,
        )
        .await;
    };
    let reveal = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let form = format!("group={RECEIPTS}&recipient_id={}", ids(&person, RECEIPTS).await[0]);
        let ask = async |_: &World| function(&person, "reveal-recipient", &form).await;
        run(world, "/v1/billing/recipients/*/reveal", |trouble| trouble.json, ask).await;
    };
    tokio::join!(usage, context, list, details, pdf, clients, recipients, reveal);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_token_endpoint_ends_in_its_written_state_and_costs_one_sign_in_at_most() {
    const PATH: &str = "/oidc/token";
    let world = world().await;
    for trouble in fault_kinds::all() {
        // Its deadline is the issuer's own, which is tried once (`oidc/refresh.rs`).
        if trouble.slow() {
            continue;
        }
        let name = format!("{PATH} {:?} {:.60}", trouble.kind, trouble.value.to_string());
        let person = world.signed_in("admin@harbour.test").await;
        world.sandbox.expire_access_tokens();
        world.sandbox.add_fault(trouble.of(PATH));
        world.sandbox.clear_requests();
        let begun = Instant::now();
        let (told, took) = told(function(&person, "usage", "").await, begun, &name).await;
        let fine = trouble.json == Told::Fine;
        assert!(told == if fine { Told::Fine } else { UNAVAILABLE }, "{name}: {told:?}");
        assert!(took < IN_TIME, "{name} took {took:?}");
        let asked = world.sandbox.requests().iter().filter(|request| request.path == PATH).count();
        assert_eq!(asked, 1, "{name}: what spends something is never repeated");
        world.sandbox.clear_faults();
        // A refresh token can be spent once: when its answer is lost, so is the session.
        let after = function(&person, "usage", "").await.status().as_u16();
        assert_eq!(after, if trouble.done { 401 } else { 200 }, "after {name}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_key_set_refuses_the_sign_in_and_is_over_with_the_fault() {
    const PATH: &str = "/oidc/jwks";
    let world = world().await;
    world.signed_in("admin@harbour.test").await;
    for trouble in fault_kinds::all() {
        if trouble.slow() {
            continue;
        }
        let name = format!("{PATH} {:?} {:.60}", trouble.kind, trouble.value.to_string());
        world.clock.advance(FORGOTTEN);
        world.sandbox.rotate_signing_keys(false);
        world.sandbox.add_fault(trouble.of(PATH));
        let begun = Instant::now();
        let landed = world.browser().sign_in("admin@harbour.test").await;
        let fine = trouble.json == Told::Fine;
        assert_eq!(landed, if fine { "/billing" } else { "/sign-in?problem=refused" }, "{name}");
        assert!(begun.elapsed() < IN_TIME, "{name}");
        world.sandbox.clear_faults();
        world.clock.advance(FORGOTTEN);
        assert_eq!(world.browser().sign_in("admin@harbour.test").await, "/billing", "after {name}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_every_part_hangs_is_answered_within_ten_seconds() {
    let world = World::start().await;
    let person = world.signed_in("admin@coastal.test").await;
    world.clock.advance(FORGOTTEN);
    world.sandbox.add_fault(sandbox::Fault::new("/v1/*", sandbox::FaultKind::Hang));
    let begun = Instant::now();
    let (status, _) = person.page("/billing/clients/harbour/usage").await;
    assert_eq!(status, TIMED_OUT_STATUS);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    world.stop().await;
}

const TIMED_OUT_STATUS: u16 = match TIMED_OUT {
    Told::Error(status, ..) => status,
    Told::Fine | Told::Broken => 0,
};
