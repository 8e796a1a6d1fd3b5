//! A form whose session is over: it comes back with what was typed, once, whole and as text, and nobody is asked anything.

use super::{browser::location, tickets::key, world::World};
use app::paths::encode;
use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
};
use sandbox::{Fault, FaultKind};

const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'&amp; <b>one</b>";
/// How it stands in an attribute and in a text field.
const AS_TEXT: [&str; 2] = [
    "&lt;/textarea>&lt;script>alert(1)&lt;/script>",
    "value=\"&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;amp; &lt;b&gt;one&lt;/b&gt;\"",
];

fn ticket(once: &str, text: &str, more: &str) -> String {
    let text = encode(text);
    format!("once={once}&client=&category=account&priority=high&subject={text}&description={text}{more}")
}

async fn refused(response: Response) -> String {
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(response.headers()[CACHE_CONTROL].to_str().unwrap().contains("no-store"));
    assert!(response.headers().get("location").is_none());
    response.text().await.unwrap()
}

fn fields(html: &str, name: &str) -> usize {
    html.matches(&format!(" name=\"{name}\"")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_comes_back_as_text_with_its_key_and_sent_again_it_is_one_ticket() {
    let world = World::start().await;
    let person = world.signed_in("staff@harbour.test").await;
    let before = world.sandbox.tickets().len();
    let form = ticket(&key(70), HOSTILE, "&step=send&topic=evil&page=%2F%2Fevil.example&unknown=posted-by-hand");
    world.sandbox.clear_requests();
    let html = refused(world.browser().post_form("/support/new", &form).await).await;
    assert!(world.sandbox.requests().is_empty(), "nobody was asked anything");
    assert!(html.contains("<title>Your session has ended · AiDial</title>"), "{html}");
    assert!(html.contains("action=\"/support/new\"") && html.contains("Send again"));
    assert!(html.contains("href=\"/sign-in\" target=\"_blank\" rel=\"noopener\""), "{html}");
    for text in AS_TEXT {
        assert!(html.contains(text), "{text} in {html}");
    }
    assert!(!html.contains("data-role") && !html.contains("Harbour"), "no frame of anybody");
    assert!(!html.contains("posted-by-hand") && !html.contains("evil.example") && !html.contains("\"evil\""));
    for name in [
        "step",
        "once",
        "client",
        "category",
        "priority",
        "subject",
        "description",
        "topic",
        "invoice",
        "page",
        "request_id",
    ] {
        assert_eq!(fields(&html, name), 1, "{name}");
    }
    assert!(
        html.contains(&format!("name=\"once\" value=\"{}\"", key(70))) && html.contains("name=\"step\" value=\"send\"")
    );
    for _ in 0..2 {
        assert_eq!(
            location(&person.post_form("/support/new", &ticket(&key(70), HOSTILE, "&step=send")).await),
            "/support?sent=1"
        );
    }
    assert_eq!(world.sandbox.tickets().len(), before + 1);
    assert_eq!(world.sandbox.tickets().last().unwrap().ticket.description, HOSTILE);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_come_back_with_what_was_typed_and_what_was_to_go() {
    let world = World::start().await;
    let text = encode(HOSTILE);
    let form = format!(
        "version=3&display_name={text}&timezone=Australia%2FPerth&region=%3Cb%3E&invoices_and_receipts={text}\
         &plan_and_billing_changes=&security_contact=a%40b.test&seen=one&seen=two&removed=two&seen=%3Cb%3E&other=by-hand"
    );
    world.sandbox.clear_requests();
    let html = refused(world.browser().post_form("/settings?section=tenant-settings", &form).await).await;
    assert!(world.sandbox.requests().is_empty(), "nobody was asked anything");
    assert!(html.contains("action=\"/settings?section=tenant-settings\""), "{html}");
    for text in AS_TEXT {
        assert!(html.contains(text), "{text} in {html}");
    }
    for field in [
        "name=\"version\" value=\"3\"",
        "name=\"timezone\" value=\"Australia/Perth\"",
        "name=\"region\" value=\"\"",
        "name=\"plan_and_billing_changes\" value=\"\"",
        "name=\"seen\" value=\"one\"",
        "name=\"removed\" value=\"two\"",
    ] {
        assert!(html.contains(field), "{field} in {html}");
    }
    assert_eq!((fields(&html, "seen"), fields(&html, "removed"), fields(&html, "show")), (2, 1, 0));
    assert!(!html.contains("by-hand") && !html.contains("data-role"));
    let shown =
        refused(world.browser().post_form("/settings", &format!("{form}&show=security_contact%3Atwo")).await).await;
    assert!(
        shown.contains("name=\"show\" value=\"security_contact:two\""),
        "what was to show an address does not save"
    );
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_of_the_page_leads_to_signing_in_and_what_is_of_another_site_is_refused() {
    let world = World::start().await;
    let stranger = world.browser();
    let many = "&seen=a".repeat(22);
    for (path, form) in [
        ("/support/new", "subject=no+key".to_owned()),
        ("/support/new", ticket(&key(71), "abc", "").replace("client=", "client=a.b")),
        ("/settings", "display_name=no+version".to_owned()),
        ("/settings", format!("version=1{many}")),
        ("/settings", "version=1&show=what".to_owned()),
        ("/billing/invoices", "show=invoices_and_receipts%3Aone".to_owned()),
    ] {
        let answer = stranger.post_form(path, &form).await;
        assert!(location(&answer).starts_with("/sign-in?return_to="), "{path} {form}");
    }
    let foreign = stranger
        .client()
        .post(stranger.url("/support/new"))
        .header(ACCEPT, "text/html")
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(ticket(&key(71), "planted words", ""));
    let answer = foreign.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(!answer.text().await.unwrap().contains("planted words"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_a_page_sends_by_itself_is_shown_to_strangers_and_carried_out_for_nobody() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let before = world.sandbox.tickets().len();
    for (path, form) in [
        ("/support/new", ticket(&key(72), "abc", "&step=send")),
        ("/settings", "version=1&display_name=abc&timezone=Australia%2FPerth&region=en-AU".to_owned()),
    ] {
        let by_itself = |browser: &super::browser::Browser| {
            browser
                .request(Method::POST, path)
                .header(ACCEPT, "text/html")
                .header("x-portal", "beat")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.clone())
        };
        let stranger = world.browser();
        assert!(refused(stranger.send(by_itself(&stranger)).await).await.contains("Send again"), "{path}");
        let answer = person.send(by_itself(&person)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert!(!answer.text().await.unwrap().contains("\"abc\""), "the page as it is without a form");
    }
    assert_eq!(world.sandbox.tickets().len(), before);
    assert!(world.upstream_calls().iter().all(|call| call.method == "GET"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_on_the_way_upstream_or_cannot_be_looked_at_loses_nothing_typed() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let form = ticket(&key(73), "kept words", "&step=send");
    let tickets = Fault::new("/v1/support/tickets", FaultKind::Status).method("POST").value(401);
    world.sandbox.add_fault(tickets);
    let html = refused(person.post_form("/support/new", &form).await).await;
    for words in ["Your session has ended", "kept words", "Sign in in a new tab", "Send ticket"] {
        assert!(html.contains(words), "{words} in {html}");
    }
    world.sandbox.clear_faults();

    world.clock.advance(jiff::SignedDuration::from_secs(31));
    world.sandbox.add_fault(Fault::new("/v1/session/context", FaultKind::Status).value(500));
    let answer = person.post_form("/support/new", &form).await;
    assert!(answer.status().is_server_error(), "{}", answer.status());
    let html = answer.text().await.unwrap();
    for words in ["Nothing was sent or saved", "kept words", "Send again", "Reference: "] {
        assert!(html.contains(words), "{words} in {html}");
    }
    assert!(!html.contains("Sign in in a new tab"), "the session is not the reason");
    world.sandbox.clear_faults();
    assert_eq!(location(&person.post_form("/support/new", &form).await), "/support?sent=1");
    world.stop().await;
}
