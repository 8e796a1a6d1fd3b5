//! Nobody at the other end (acceptance UPS-01): each service, not found in each of these ways, ends in its written state, in
//! time. Somebody who is not who they should be is found by the program's tests.

use super::{
    billing_portal,
    browser::{Browser, location},
    fault_kinds::{TIMED_OUT, Told, UNAVAILABLE},
    fault_table::{IN_TIME, SETTINGS, function, told},
    free_port::free_address,
    silence::silence,
    world::World,
};
use reqwest::{Method, StatusCode};
use sandbox::Config;
use std::time::{Duration, Instant};

const STRIPE_UNAVAILABLE: Told = Told::Error(503, "stripe_unavailable", None);
const STRIPE_TIMED_OUT: Told = Told::Error(504, "stripe_timed_out", None);
/// What a client admin can ask for.
const FUNCTIONS: [&str; 7] =
    ["usage", "invoices", "recipients", "payment-methods", "tickets", "tenant-settings", "session"];

async fn login(browser: &Browser) -> String {
    location(&browser.send(browser.request(Method::POST, "/auth/login").form(&[("email", "a@b.test")])).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_other_end_is_said_in_time_whatever_is_asked_for() {
    let (silent, _waiting, _listener) = silence().await;
    let ways = [
        ("nobody listens", format!("http://{}", free_address()), false),
        ("nothing answers", format!("http://{silent}"), true),
        // A name that cannot be: no resolver has to be asked.
        ("no such name", "https://no..such..name.invalid".to_owned(), false),
    ];
    for (way, base, late) in ways {
        let mut settings = SETTINGS.to_vec();
        settings.push(("AIDIAL_API_BASE_URL", &base));
        let world = World::start_with(Config::default(), &settings).await;
        let person = world.signed_in("admin@harbour.test").await;
        for name in FUNCTIONS {
            let begun = Instant::now();
            let (told, took) = told(function(&person, name, "").await, begun, way).await;
            assert_eq!(told, if late { TIMED_OUT } else { UNAVAILABLE }, "{way}: {name}");
            assert!(took < IN_TIME, "{way}: {name} took {took:?}");
        }
        let (status, html) = person.page("/billing/usage").await;
        assert!(status.is_server_error() && html.contains("Reference") && !html.contains(".invalid"), "{way}: {html}");
        world.stop().await;

        let stripe = format!("{base}/stripe");
        let mut settings = SETTINGS.to_vec();
        settings.push(("STRIPE_API_BASE", &stripe));
        let world = World::start_with(Config::default(), &settings).await;
        let person = world.signed_in("admin@harbour.test").await;
        let form = format!("confirmation={}", billing_portal::confirmation(&person).await);
        let begun = Instant::now();
        let (told, took) = told(function(&person, "open-billing-portal", &form).await, begun, way).await;
        assert_eq!(told, if late { STRIPE_TIMED_OUT } else { STRIPE_UNAVAILABLE }, "{way}");
        assert!(took < IN_TIME, "{way} took {took:?}");
        assert_eq!(function(&person, "usage", "").await.status(), StatusCode::OK, "the rest works: {way}");
        world.stop().await;

        let issuer = format!("{base}/oidc");
        let world = World::start_with(Config::default(), &[("OIDC_ISSUER", &issuer)]).await;
        let begun = Instant::now();
        assert!(login(&world.browser()).await.starts_with("/sign-in?problem=unavailable"), "{way}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{way} took {:?}", begun.elapsed());
        world.stop().await;
    }
}
