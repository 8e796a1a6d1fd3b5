//! What the page does in a browser, in a real one: run with
//! `cargo test -p app --features hydrate --target wasm32-unknown-unknown --test browser`.
#![cfg(all(target_arch = "wasm32", feature = "hydrate"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a stage that cannot be set up or read fails its test")]

use app::{
    api::{clients::client_name, session::meet},
    error::ErrorKind,
    in_place::{self, Fields},
    model::viewer::Admission,
};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{
        Element, HtmlElement, HtmlInputElement, MouseEvent, MouseEventInit, Request, Response, ResponseInit,
        js_sys::{Error, Function, Object, Promise, Reflect},
    },
};
use std::{cell::RefCell, rc::Rc, sync::Once};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Lets everything that is ready run: futures, rendering.
async fn settle() {
    for _ in 0..8 {
        let pause = Promise::new(&mut |resolve, _| {
            window().set_timeout_with_callback(&resolve).unwrap();
        });
        JsFuture::from(pause).await.unwrap();
    }
}

fn find(selector: &str) -> Element {
    let found = document().query_selector(selector).unwrap();
    found.unwrap_or_else(|| panic!("no {selector} in {}", document().body().unwrap().inner_html()))
}

fn text(selector: &str) -> String {
    find(selector).text_content().unwrap_or_default()
}

fn is_there(selector: &str) -> bool {
    document().query_selector(selector).unwrap().is_some()
}

fn click(target: &Element, held: bool) -> MouseEvent {
    let how = MouseEventInit::new();
    how.set_bubbles(true);
    how.set_cancelable(true);
    how.set_ctrl_key(held);
    let event = MouseEvent::new_with_mouse_event_init_dict("click", &how).unwrap();
    target.dispatch_event(&event).unwrap();
    event
}

fn element(html: &str) -> Element {
    let holder = document().create_element("div").unwrap();
    holder.set_inner_html(html);
    document().body().unwrap().append_child(&holder).unwrap();
    holder.first_element_child().unwrap()
}

/// What the test runner keeps in the body, so that a page of ours leaves it alone.
fn runner() -> String {
    let children = document().query_selector_all("body > [id]").unwrap();
    let children = (0..children.length()).filter_map(|index| children.get(index)?.dyn_into::<Element>().ok());
    children
        .filter(|child| child.id() != "page")
        .map(|child| {
            child.set_attribute("data-own", "true").unwrap();
            let name = child.local_name();
            format!("<{name} id=\"{}\" data-own=\"true\"></{name}>", child.id())
        })
        .collect()
}

/// What tells which version of the portal a page is of.
const VERSION: &str = "<link rel=\"modulepreload\" href=\"data:text/javascript,\">";

/// A page as the server makes it, with this in its main part.
fn page(path: &str, main: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>{path}</title>{VERSION}</head><body>{}<div id=\"page\"><p id=\"said\" role=\"status\" \
         data-own=\"true\"></p><main data-key=\"{path}\">{main}</main><template id=\"unreachable\"><div class=\"kept\"><p>\
         <strong>The portal could not be reached.</strong></p><a href=\"\">Try again</a></div></template></div></body></html>",
        runner()
    )
}

const FAILED: &str = "<a class=\"refresh\" href=\"/here\" data-in-place=\"refresh\">Refresh</a><div data-part=\"passing\"><section class=\"error-state\"><h2>Could not be loaded</h2></section>\
                      <template data-kept=\"true\"><div class=\"kept\"><p>Could not be loaded. Kept.</p></div></template></div>";

fn figures(value: &str) -> String {
    format!(
        "<a class=\"refresh\" href=\"/here\" data-in-place=\"refresh\">Refresh</a><div data-part=\"figures\"><b>{value}</b></div>"
    )
}

/// Takes the test's page over, once, and puts this page on the screen at its address.
fn on_screen(path: &str, main: &str) {
    static STARTED: Once = Once::new();
    let html = page(path, main);
    let body = html.split_once("<div id=\"page\">").unwrap().1.rsplit_once("</body>").unwrap().0;
    if let Ok(Some(before)) = document().query_selector("#page") {
        before.remove();
    }
    document().body().unwrap().insert_adjacent_html("beforeend", &format!("<div id=\"page\">{body}")).unwrap();
    window().history().unwrap().replace_state_with_url(&JsValue::NULL, "", Some(path)).unwrap();
    STARTED.call_once(|| {
        document().head().unwrap().insert_adjacent_html("beforeend", VERSION).unwrap();
        leptos::mount::hydrate_islands();
        in_place::start();
    });
}

/// An answer still to give.
struct Reply {
    status: u16,
    body: String,
    kind: &'static str,
}

fn html(status: u16, body: String) -> Reply {
    Reply { status, body, kind: "text/html; charset=utf-8" }
}

fn json(status: u16, body: &str) -> Reply {
    Reply { status, body: body.to_owned(), kind: "application/json" }
}

/// Answers every fetch in turn, and keeps the requests; with nothing left to answer there is no network.
struct Wire {
    own: JsValue,
    sent: Rc<RefCell<Vec<Request>>>,
}

impl Wire {
    fn answering(replies: impl IntoIterator<Item = Reply>) -> Self {
        let sent = Rc::new(RefCell::new(Vec::new()));
        let (kept, replies) = (Rc::clone(&sent), RefCell::new(replies.into_iter().collect::<Vec<_>>().into_iter()));
        let fetch = Closure::<dyn Fn(Request) -> Promise>::new(move |request: Request| {
            kept.borrow_mut().push(request.clone().unwrap());
            let Some(reply) = replies.borrow_mut().next() else {
                return Promise::reject(&Error::new("no network").into());
            };
            let how = ResponseInit::new();
            how.set_status(reply.status);
            let headers = Object::new();
            Reflect::set(&headers, &"content-type".into(), &reply.kind.into()).unwrap();
            how.set_headers(&headers);
            let response = Response::new_with_opt_str_and_init(Some(&reply.body), &how).unwrap();
            // A made-up response has no address of its own.
            let url = Object::new();
            Reflect::set(&url, &"value".into(), &request.url().into()).unwrap();
            let described: &Object = response.unchecked_ref();
            Object::define_property(described, &"url".into(), &url);
            Promise::resolve(&JsValue::from(response))
        });
        let own = Reflect::get(&window(), &"fetch".into()).unwrap();
        Reflect::set(&window(), &"fetch".into(), fetch.as_ref().unchecked_ref::<Function>()).unwrap();
        fetch.forget();
        Self { own, sent }
    }

    fn asked(&self) -> Vec<String> {
        let origin = window().location().origin().unwrap();
        self.sent.borrow().iter().map(|request| request.url().replace(&origin, "")).collect()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        Reflect::set(&window(), &"fetch".into(), &self.own).unwrap();
    }
}

fn here() -> String {
    window().location().pathname().unwrap() + &window().location().search().unwrap()
}

#[wasm_bindgen_test]
fn what_can_stay_stays_with_its_focus() {
    let old = element("<div><p>one</p><a href=\"/1\" id=\"next\">Next</a></div>");
    let next = old.query_selector("#next").unwrap().unwrap();
    next.unchecked_ref::<HtmlElement>().focus().unwrap();
    let new = element("<div><h2>new</h2><p>two</p><a id=\"next\" aria-disabled=\"true\" tabindex=\"0\">Next</a></div>");
    in_place::morph(&old, &new, Fields::Follow);
    assert_eq!(old.inner_html(), new.inner_html());
    assert!(document().active_element().unwrap().is_same_node(Some(&next)));
}

#[wasm_bindgen_test]
fn what_is_typed_stays_while_the_same_page_is_read_again_and_follows_a_new_one() {
    let old = element("<form><input name=\"q\" value=\"sent\"><details><summary>More</summary></details></form>");
    let field = old.query_selector("input").unwrap().unwrap().unchecked_into::<HtmlInputElement>();
    field.set_value("sent and typed");
    field.focus().unwrap();
    old.query_selector("details").unwrap().unwrap().set_attribute("open", "").unwrap();
    let new = element("<form><input name=\"q\" value=\"\"><details><summary>More</summary></details></form>");
    in_place::morph(&old, &new, Fields::Stay);
    assert_eq!(field.value(), "sent and typed");
    assert!(old.query_selector("details[open]").unwrap().is_some());
    in_place::morph(&old, &new, Fields::StayInFocus);
    assert_eq!(field.value(), "sent and typed");
    in_place::morph(&old, &new, Fields::Follow);
    assert_eq!(field.value(), "");
    assert!(old.query_selector("details[open]").unwrap().is_none());
}

#[wasm_bindgen_test]
fn what_is_typed_follows_a_new_page_that_is_the_same() {
    let html = "<div><label>Search<input name=\"q\" value=\"sent\"></label><p>None.</p></div>";
    let (old, new) = (element(html), element(html));
    let field = old.query_selector("input").unwrap().unwrap().unchecked_into::<HtmlInputElement>();
    field.set_value("typed");
    in_place::morph(&old, &new, Fields::Stay);
    assert_eq!(field.value(), "typed");
    in_place::morph(&old, &new, Fields::Follow);
    assert_eq!(field.value(), "sent");
}

#[wasm_bindgen_test]
async fn a_link_is_answered_in_place_and_what_it_brought_is_said() {
    let wire = Wire::answering([html(
        200,
        page("/here", "<a href=\"?page=3\">Next</a><b>21–40</b><template data-says=\"21–40 of 57.\"></template>"),
    )]);
    on_screen("/here", "<a href=\"?page=2\">Next</a><b>1–20</b>");
    let link = find("main a");
    click(&link, false);
    settle().await;
    assert_eq!((text("main b"), text("#said"), here()), ("21–40".into(), "21–40 of 57.".into(), "/here?page=2".into()));
    assert!(find("main a").is_same_node(Some(&link)));
    let sent = wire.sent.borrow();
    assert_eq!(sent.first().unwrap().headers().get("x-portal").unwrap().as_deref(), Some("1"));
}

#[wasm_bindgen_test]
async fn another_page_begins_at_its_heading() {
    let _wire = Wire::answering([html(200, page("/there", "<h1 tabindex=\"-1\">There</h1>"))]);
    on_screen("/here", "<h1 tabindex=\"-1\">Here</h1><a href=\"/there\">There</a>");
    click(&find("main a"), false);
    settle().await;
    assert_eq!((text("h1"), here(), document().title()), ("There".into(), "/there".into(), "/there".into()));
    assert!(document().active_element().unwrap().is_same_node(Some(&find("h1"))));
}

#[wasm_bindgen_test]
async fn a_failed_refresh_keeps_the_figures_and_says_so() {
    let failed = || html(503, page("/here", FAILED));
    let _wire = Wire::answering([failed(), failed(), html(200, page("/here", &figures("1,520")))]);
    on_screen("/here", &figures("1,518"));
    for _ in 0..2 {
        click(&find(".refresh"), false);
        settle().await;
        assert_eq!((text("main b"), text("main .kept")), ("1,518".into(), "Could not be loaded. Kept.".into()));
        assert_eq!(text("#said"), "Could not be loaded. Kept.");
        assert!(is_there(".refresh"), "it can be tried again");
    }
    click(&find(".refresh"), false);
    settle().await;
    assert_eq!((text("main b"), text("#said")), ("1,520".into(), "Up to date.".into()));
    assert!(!is_there("main .kept"));
}

#[wasm_bindgen_test]
async fn losing_access_takes_the_figures_away() {
    let lost = "<section class=\"error-state\"><h1>You are signed out</h1></section>";
    let _wire = Wire::answering([html(401, page("/here", lost))]);
    on_screen("/here", &figures("1,518"));
    click(&find(".refresh"), false);
    settle().await;
    assert!(!is_there("main b"));
    assert_eq!((text("main h1"), text("#said")), ("You are signed out".into(), "You are signed out.".into()));
}

#[wasm_bindgen_test]
async fn a_client_that_is_lost_is_said_in_its_own_words() {
    let _wire = Wire::answering([html(404, page("/other", "<h1>Page not found</h1>"))]);
    on_screen(
        "/here",
        &format!("<template data-lost=\"true\"><h1>No longer yours</h1></template>{}", figures("1,518")),
    );
    click(&find(".refresh"), false);
    settle().await;
    assert_eq!(text("main h1"), "No longer yours");
    assert!(!is_there("main b"));
}

#[wasm_bindgen_test]
async fn without_a_network_the_page_stays_and_says_so() {
    let _wire = Wire::answering([]);
    on_screen("/here", &format!("<a id=\"away\" href=\"/there\">There</a>{}", figures("1,518")));
    click(&find("#away"), false);
    settle().await;
    assert_eq!(
        (text("main b"), text("main .kept strong")),
        ("1,518".into(), "The portal could not be reached.".into())
    );
    assert!(find("main .kept a").get_attribute("href").unwrap().ends_with("/there"));
    assert_eq!(here(), "/here");
}

#[wasm_bindgen_test]
async fn one_refresh_at_a_time() {
    let wire = Wire::answering([html(200, page("/here", &figures("2"))), html(200, page("/here", &figures("3")))]);
    on_screen("/here", &figures("1"));
    for _ in 0..3 {
        click(&find(".refresh"), false);
    }
    settle().await;
    assert_eq!((wire.asked().len(), text("main b")), (1, "2".into()));
}

#[wasm_bindgen_test]
async fn of_clicks_in_a_hurry_the_last_is_what_stays() {
    let answer = |n: u8| html(200, page("/here", &format!("<b>{n}</b>")));
    let wire = Wire::answering([answer(1), answer(2), answer(3)]);
    on_screen("/here", "<a href=\"?n=1\">1</a><a href=\"?n=2\">2</a><a href=\"?n=3\">3</a><b>0</b>");
    for n in 1..=3 {
        click(&find(&format!("main a[href=\"?n={n}\"]")), false);
    }
    settle().await;
    assert_eq!((wire.asked().len(), text("main b"), here()), (3, "3".into(), "/here?n=3".into()));
}

#[wasm_bindgen_test]
async fn a_click_that_asks_for_a_new_tab_or_leaves_the_portal_is_left_to_the_browser() {
    let wire = Wire::answering([]);
    on_screen(
        "/here",
        "<a href=\"/there\">There</a><a href=\"/there\" rel=\"external\">Out</a><a href=\"/a.pdf\" download>PDF</a>\
         <a href=\"/there\" target=\"_blank\">Tab</a><a href=\"https://elsewhere.test/\">Elsewhere</a>",
    );
    // The test page must not really go there.
    let hold = Closure::<dyn Fn(MouseEvent)>::new(|event: MouseEvent| {
        Reflect::set(&event, &"left".into(), &(!event.default_prevented()).into()).unwrap();
        event.prevent_default();
    });
    window().add_event_listener_with_callback("click", hold.as_ref().unchecked_ref()).unwrap();
    let links = document().query_selector_all("main a").unwrap();
    for index in 0..links.length() {
        let event = click(links.get(index).unwrap().unchecked_ref(), index == 0);
        assert_eq!(Reflect::get(&event, &"left".into()).unwrap(), JsValue::TRUE, "{index}");
    }
    window().remove_event_listener_with_callback("click", hold.as_ref().unchecked_ref()).unwrap();
    settle().await;
    assert!(wire.asked().is_empty());
}

#[wasm_bindgen_test]
async fn a_call_goes_to_the_portal_only_and_carries_the_header_a_cross_site_form_cannot() {
    let wire = Wire::answering([json(200, "\"SignedOut\"")]);
    assert_eq!(meet().await, Ok(Admission::SignedOut));
    let sent = wire.sent.borrow();
    let request = sent.first().unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(request.headers().get("x-portal").unwrap().as_deref(), Some("1"));
    assert_eq!(request.method(), "POST");
    assert_eq!(request.url(), format!("{}/api/session", window().location().origin().unwrap()));
    for secret in ["authorization", "x-api-key"] {
        assert_eq!(request.headers().get(secret).unwrap(), None, "{secret}");
    }
}

#[wasm_bindgen_test]
async fn trouble_arrives_with_its_kind_its_incident_and_its_wait() {
    let body = r#"{"error":{"code":"rate_limited","message":"","message_key":"","request_id":"01-x","details":{"retry_after_seconds":30}}}"#;
    let _wire = Wire::answering([json(429, body)]);
    let error = client_name("orchard".to_owned()).await.unwrap_err();
    assert_eq!((error.kind, error.retry_after), (ErrorKind::RateLimited, Some(30)));
    assert_eq!(error.incident.unwrap().as_str(), "01-x");
}

#[wasm_bindgen_test]
async fn a_foreign_page_in_place_of_an_answer_is_not_understood() {
    let _wire = Wire::answering([html(502, "<html><h1>Bad gateway</h1></html>".to_owned())]);
    assert_eq!(meet().await.unwrap_err().kind, ErrorKind::NotUnderstood);
}

/// An island as the server leaves it in a page, awake.
fn show_email() -> Element {
    let stage = element("<div></div>");
    let view = || {
        leptos::prelude::view! {
            <app::pages::ShowEmail
                whose=app::pages::Whose::Recipient
                group="invoices_and_receipts".to_owned()
                id="r1".to_owned()
                masked="a•••@h•••.com".to_owned()
            />
        }
    };
    leptos::mount::mount_to(stage.clone().unchecked_into(), view).forget();
    stage
}

fn press(stage: &Element, label: &str) {
    let buttons = stage.query_selector_all("button").unwrap();
    let button = (0..buttons.length())
        .filter_map(|index| buttons.get(index))
        .find(|button| button.text_content().is_some_and(|text| text.starts_with(label)));
    button.unwrap().unchecked_into::<HtmlElement>().click();
}

fn address(stage: &Element) -> String {
    stage.query_selector(".recipient-address").unwrap().unwrap().text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn a_shown_address_is_masked_again_by_hand_and_when_the_page_is_left() {
    let shown = || json(200, "\"accounts@harbour.test\"");
    let wire = Wire::answering([shown(), shown()]);
    let stage = show_email();
    assert_eq!(address(&stage), "a•••@h•••.com");
    press(&stage, "Show email");
    settle().await;
    assert_eq!(address(&stage), "accounts@harbour.test");
    press(&stage, "Hide");
    settle().await;
    assert_eq!(address(&stage), "a•••@h•••.com");
    press(&stage, "Show email");
    settle().await;
    assert_eq!(address(&stage), "accounts@harbour.test");
    window().dispatch_event(&leptos::web_sys::Event::new("pagehide").unwrap()).unwrap();
    settle().await;
    assert_eq!(address(&stage), "a•••@h•••.com");
    assert_eq!(wire.asked(), ["/api/reveal-recipient", "/api/reveal-recipient"]);
}

#[wasm_bindgen_test]
async fn an_address_that_is_not_shown_says_why_and_stays_masked() {
    let body =
        r#"{"error":{"code":"store_unavailable","message":"","message_key":"","request_id":"01-x","details":{}}}"#;
    let _wire = Wire::answering([json(503, body)]);
    let stage = show_email();
    press(&stage, "Show email");
    settle().await;
    assert_eq!(address(&stage), "a•••@h•••.com");
    assert!(stage.text_content().unwrap().contains("The address was not shown"));
}

#[wasm_bindgen_test]
async fn trouble_of_the_servers_own_is_told_on_the_page_that_is_there() {
    let trouble =
        "<!DOCTYPE html><html><body><main><h1>The portal is busy</h1><p>Wait a moment.</p></main></body></html>";
    let _wire = Wire::answering([html(503, trouble.to_owned())]);
    on_screen("/here", &format!("<a id=\"away\" href=\"/there\">There</a>{}", figures("1,518")));
    click(&find("#away"), false);
    settle().await;
    assert_eq!((text("main b"), text("main .kept strong")), ("1,518".into(), "The portal is busy.".into()));
    assert_eq!((text("#said"), here()), ("The portal is busy. Wait a moment.".into(), "/here".into()));
}
