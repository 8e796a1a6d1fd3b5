//! Every fault at every place that is called (acceptance UPS-01): each pair ends in time, in its written state, without a
//! word of the other side, and is over when the fault is.

use super::{
    billing_portal,
    browser::Browser,
    fault_kinds::{self, TIMED_OUT, Told, Trouble, UNAVAILABLE},
    invoice_pdf::{self, with_pdf},
    recipients::{RECEIPTS, ids},
    tenant_settings, tickets,
    world::World,
};
use jiff::SignedDuration;
use reqwest::{
    Response,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

/// Deadlines short enough to wait for; a page has ten seconds.
pub const SETTINGS: [(&str, &str); 4] = [
    ("AIDIAL_API_TIMEOUT_MS", "700"),
    ("INVOICE_PDF_TIMEOUT_MS", "700"),
    ("INVOICE_PDF_MAX_BYTES", "1048576"),
    ("STRIPE_TIMEOUT_MS", "700"),
];
/// What a call may take with its deadline, on a busy machine.
pub const IN_TIME: Duration = Duration::from_secs(5);
/// Longer than what is said of a person is believed.
pub const FORGOTTEN: SignedDuration = SignedDuration::from_secs(31);

/// What the caller is told, and how long that took.
pub async fn told(response: Response, begun: Instant, of: &str) -> (Told, Duration) {
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

/// Plays every fault at `place`, a path or a method and a path, while `ask` asks; what was not as written.
async fn run(
    world: World,
    place: &str,
    expected: fn(&Trouble) -> Told,
    ask: impl AsyncFn(&World) -> Response,
) -> Vec<String> {
    let before = ask(&world).await;
    assert_eq!(before.status(), 200, "{place} before any fault: {}", before.text().await.unwrap());
    let mut wrong = Vec::new();
    for trouble in fault_kinds::all() {
        let name = format!("{place} {:?} {:.60}", trouble.kind, trouble.value.to_string());
        world.sandbox.add_fault(trouble.at(place));
        let begun = Instant::now();
        let (told, took) = told(ask(&world).await, begun, &name).await;
        let written = expected(&trouble);
        let same = told == written || written == Told::Broken && told == UNAVAILABLE;
        if !same {
            wrong.push(format!("{name}: {told:?} instead of {written:?}"));
        }
        assert!(took < IN_TIME, "{name} took {took:?}");
        world.sandbox.clear_faults();
        assert_eq!(ask(&world).await.status(), 200, "after {name}");
    }
    world.stop().await;
    wrong
}

pub async fn function(person: &Browser, name: &str, form: &str) -> Response {
    person.send(person.call(name, form)).await
}

pub async fn world() -> World {
    World::start_with(sandbox::Config::default(), &SETTINGS).await
}

const CLIENTS: &str = "query[search]=&query[order]=name&query[descending]=false&query[page]=1";

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_billing_ends_in_its_written_state() {
    let usage = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        run(world, "/v1/billing/usage", |trouble| trouble.json, async |_| function(&person, "usage", "").await).await
    };
    let context = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let ask = async |world: &World| {
            world.clock.advance(FORGOTTEN);
            function(&person, "usage", "").await
        };
        run(world, "/v1/session/context", Trouble::numberless, ask).await
    };
    let list = async {
        let world = world().await;
        let person = world.signed_in("manager@harbour.test").await;
        run(world, "/v1/billing/invoices", |trouble| trouble.json, async |_| function(&person, "invoices", "").await)
            .await
    };
    let details = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let (_, id) = with_pdf(&world, "admin@harbour.test").await;
        let form = format!("invoice_id={id}");
        let path = format!("/v1/billing/invoices/{id}");
        run(world, &path, |trouble| trouble.json, async |_| function(&person, "invoice", &form).await).await
    };
    let pdf = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let (path, _) = with_pdf(&world, "admin@harbour.test").await;
        run(world, invoice_pdf::ANY, |trouble| trouble.pdf, async |_| invoice_pdf::get(&person, &path).await).await
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
        .await
    };
    let recipients = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        run(world, "/v1/billing/recipients", Trouble::numberless, async |_| function(&person, "recipients", "").await)
            .await
    };
    let reveal = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let form = format!("group={RECEIPTS}&recipient_id={}", ids(&person, RECEIPTS).await[0]);
        let ask = async |_: &World| function(&person, "reveal-recipient", &form).await;
        run(world, "/v1/billing/recipients/*/reveal", Trouble::numberless, ask).await
    };
    let history = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let ask = async |_: &World| function(&person, "usage-history", "").await;
        run(world, "/v1/billing/usage/history", |trouble| trouble.json, ask).await
    };
    let all = tokio::join!(usage, history, context, list, details, pdf, clients, recipients, reveal);
    assert_eq!(all, Default::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_support_settings_and_payment_ends_in_its_written_state() {
    let client = async {
        let world = world().await;
        let partner = world.signed_in("admin@coastal.test").await;
        let ask = async |world: &World| {
            world.clock.advance(FORGOTTEN);
            function(&partner, "usage", "client=orchard").await
        };
        run(world, "/v1/partner/clients/orchard", Trouble::numbers_unread, ask).await
    };
    let tickets = async {
        let world = world().await;
        let person = world.signed_in("staff@harbour.test").await;
        run(world, "GET /v1/support/tickets", |trouble| trouble.json, async |_| function(&person, "tickets", "").await)
            .await
    };
    let ticket = async {
        let world = world().await;
        let person = world.signed_in("staff@harbour.test").await;
        let number = AtomicU32::new(0);
        let ask = async |_: &World| {
            let once = tickets::key(number.fetch_add(1, Ordering::Relaxed));
            function(&person, "send-ticket", &tickets::form(&once, "Hello", "")).await
        };
        run(world, "POST /v1/support/tickets", Trouble::numberless, ask).await
    };
    let settings = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let ask = async |_: &World| function(&person, "tenant-settings", "").await;
        run(world, "GET /v1/tenant/settings", |trouble| trouble.json, ask).await
    };
    let saving = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let ask = async |_: &World| {
            let loaded = tenant_settings::load(&person).await;
            function(&person, "save-tenant-settings", &tenant_settings::body(&tenant_settings::form(&loaded, &[])))
                .await
        };
        run(world, "PUT /v1/tenant/settings", |trouble| trouble.json, ask).await
    };
    let profile = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let ask = async |_: &World| function(&person, "payment-methods", "").await;
        run(world, "/v1/billing/payment-profile", |trouble| trouble.json, ask).await
    };
    let stripe = async {
        let world = world().await;
        let person = world.signed_in("admin@harbour.test").await;
        let ask = async |_: &World| {
            let once = billing_portal::confirmation(&person).await;
            function(&person, "open-billing-portal", &format!("confirmation={once}")).await
        };
        run(world, billing_portal::SESSIONS, Trouble::stripe, ask).await
    };
    let all = tokio::join!(client, tickets, ticket, settings, saving, profile, stripe);
    assert_eq!(all, Default::default());
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
