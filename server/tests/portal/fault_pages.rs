//! Every fault of the table on the pages that people read (acceptance UPS-01, LOG-05): whole pages with their own words and a
//! reference, and nothing of the inside of either side.

use super::{
    browser::Browser,
    fault_kinds::{self, Told},
    fault_table::{IN_TIME, SETTINGS},
    world::World,
};
use reqwest::{Method, header::ACCEPT};
use sandbox::Config;
use std::time::Instant;

/// What an error of a library, of a database or of the upstream would say.
const FOREIGN: [&str; 22] = [
    "canary",
    "evil",
    "127.0.0.1",
    "/v1/",
    "error sending",
    "at line",
    "column",
    "expected",
    "invalid type",
    "serde",
    "reqwest",
    "hyper",
    "sqlx",
    "SELECT ",
    "panicked",
    ".rs:",
    "::",
    "Some(",
    "Err(",
    "Maintenance",
    "be back soon",
    "access_suspended",
];

/// The part of a page between its frame and its scripts.
fn main_of(html: &str) -> &str {
    html.split_once("<main").unwrap().1.rsplit_once("</main>").unwrap().0
}

async fn look(world: &World, person: &Browser, page: &str, place: &str) -> usize {
    let mut troubles = 0;
    for trouble in fault_kinds::all().into_iter().filter(|trouble| trouble.json != Told::Fine) {
        let name = format!("{page} {:?} {:.60}", trouble.kind, trouble.value.to_string());
        world.sandbox.add_fault(trouble.at(place));
        let begun = Instant::now();
        let answer = person.send(person.request(Method::GET, page).header(ACCEPT, "text/html")).await;
        let (status, id) = (answer.status(), answer.headers()["x-request-id"].to_str().unwrap().to_owned());
        let html = answer.text().await.unwrap();
        assert!(begun.elapsed() < IN_TIME, "{name} took {:?}", begun.elapsed());
        world.sandbox.clear_faults();
        // A session that the upstream refuses leads to sign-in.
        if status.is_redirection() {
            assert_eq!(trouble.json, Told::Error(401, "signed_out", None), "{name}");
            continue;
        }
        assert!(html.contains("</html>"), "{name}: a whole page");
        let shown = main_of(&html);
        for foreign in FOREIGN {
            assert!(!shown.contains(foreign), "{name} says “{foreign}”: {shown}");
        }
        if status.is_server_error() {
            assert!(html.contains(&id), "{name} names its reference");
        }
        troubles += 1;
    }
    troubles
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_in_trouble_says_a_word_of_the_inside() {
    let all = [
        ("admin@harbour.test", "/billing/usage", "/v1/billing/usage"),
        ("manager@harbour.test", "/billing/invoices", "/v1/billing/invoices"),
        ("admin@harbour.test", "/billing/payment-methods", "/v1/billing/payment-profile"),
        ("admin@coastal.test", "/billing/clients", "/v1/partner/clients"),
        ("staff@harbour.test", "/support", "GET /v1/support/tickets"),
        ("admin@harbour.test", "/settings?section=tenant-settings", "GET /v1/tenant/settings"),
    ];
    let looks = all.map(|(email, page, place)| async move {
        let world = World::start_with(Config::default(), &SETTINGS).await;
        let person = world.signed_in(email).await;
        let troubles = look(&world, &person, page, place).await;
        assert_eq!(person.page(page).await.0, 200, "{page} is well again");
        world.stop().await;
        troubles
    });
    let troubles: usize = futures::future::join_all(looks).await.into_iter().sum();
    assert!(troubles > 6 * 40, "{troubles} pages in trouble");
}
