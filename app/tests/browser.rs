//! What the parts do in a browser, in a real one: run with
//! `cargo test -p app --features hydrate --target wasm32-unknown-unknown --test browser`.
#![cfg(all(target_arch = "wasm32", feature = "hydrate"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a stage that cannot be set up or read fails its test")]

use app::{
    api::usage::usage_panel,
    error::{ErrorKind, PortalError},
    model::panel::Panel,
    ui::{Answer, Meter, Reading, Refresh, Share, Tone, state_view},
};
use leptos::{
    mount::mount_to,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{
        Element, HtmlElement, MouseEvent, MouseEventInit, Request, Response, ResponseInit,
        js_sys::{Function, Promise, Reflect},
    },
};
use leptos_router::components::Router;
use std::sync::{Arc, Mutex};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Lets everything that is ready run: effects, futures, rendering.
async fn settle() {
    for _ in 0..5 {
        let pause = Promise::new(&mut |resolve, _| {
            window().set_timeout_with_callback(&resolve).unwrap();
        });
        JsFuture::from(pause).await.unwrap();
    }
}

fn stage() -> HtmlElement {
    let stage = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&stage).unwrap();
    stage.unchecked_into()
}

fn find(stage: &HtmlElement, selector: &str) -> Element {
    stage.query_selector(selector).unwrap().unwrap_or_else(|| panic!("no {selector} in {}", stage.inner_html()))
}

fn text(stage: &HtmlElement, selector: &str) -> String {
    find(stage, selector).text_content().unwrap_or_default()
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

/// The answers still to give, and the questions asked so far.
#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<Vec<Answer<String>>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Script {
    fn of(answers: impl IntoIterator<Item = Answer<String>>) -> Self {
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.reverse();
        Self { answers: Arc::new(Mutex::new(answers)), asked: Arc::default() }
    }

    async fn ask(self, question: String) -> Answer<String> {
        leptos::task::tick().await;
        self.asked.lock().unwrap().push(question);
        self.answers.lock().unwrap().pop().unwrap_or(Err(PortalError::local(ErrorKind::Internal)))
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn ready(figures: &str) -> Answer<String> {
    Ok(Panel::Ready(figures.to_owned()))
}

fn failed(kind: ErrorKind) -> Answer<String> {
    Err(PortalError::local(kind))
}

fn skeleton() -> AnyView {
    view! { <p class="bones"></p> }.into_any()
}

fn figures(value: String, _refresh: Refresh) -> AnyView {
    view! { <p class="figures">{value}</p> }.into_any()
}

/// A part on the screen, asked what `question` holds.
fn show(script: &Script, question: RwSignal<String>) -> HtmlElement {
    let stage = stage();
    let script = script.clone();
    let mounted = mount_to(stage.clone(), move || {
        view! {
            <Router>
                {
                    let script = script.clone();
                    let reading = Reading::new(question.into(), move |question| script.clone().ask(question));
                    view! {
                        <app::ui::RefreshControl refresh=reading.refresh() />
                        {state_view(reading, skeleton, figures)}
                    }
                }
            </Router>
        }
    });
    mounted.forget();
    stage
}

fn harbour() -> RwSignal<String> {
    RwSignal::new("harbour".to_owned())
}

#[wasm_bindgen_test]
async fn the_skeleton_gives_way_to_the_figures() {
    let stage = show(&Script::of([ready("1,518")]), harbour());
    assert!(stage.query_selector(".bones").unwrap().is_some());
    assert!(stage.query_selector(".figures").unwrap().is_none());
    settle().await;
    assert_eq!(text(&stage, ".figures"), "1,518");
    assert_eq!(find(&stage, ".state-view").get_attribute("aria-busy").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn a_failed_refresh_keeps_the_figures_and_says_so() {
    let stage = show(&Script::of([ready("1,518"), failed(ErrorKind::TimedOut), ready("1,520")]), harbour());
    settle().await;
    click(&find(&stage, ".refresh"), false);
    settle().await;
    assert_eq!(text(&stage, ".figures"), "1,518");
    assert!(text(&stage, ".notice").contains("The last good figures are still shown."));
    assert!(text(&stage, "[role=status]").contains("Billing details could not be loaded."));

    click(&find(&stage, ".refresh"), false);
    settle().await;
    assert_eq!(text(&stage, ".figures"), "1,520");
    assert!(stage.query_selector(".notice").unwrap().is_none());
    assert_eq!(text(&stage, "[role=status]"), "Up to date.");
}

#[wasm_bindgen_test]
async fn losing_access_takes_the_figures_away() {
    let stage = show(&Script::of([ready("1,518"), failed(ErrorKind::SignedOut)]), harbour());
    settle().await;
    click(&find(&stage, ".refresh"), false);
    settle().await;
    assert!(stage.query_selector(".figures").unwrap().is_none());
    assert_eq!(text(&stage, ".error-state h2"), "You are signed out");
    assert!(find(&stage, ".error-state a").get_attribute("href").unwrap().starts_with("/sign-in"));
}

#[wasm_bindgen_test]
async fn one_refresh_at_a_time() {
    let script = Script::of([ready("1"), ready("2"), ready("3")]);
    let stage = show(&script, harbour());
    settle().await;
    let refresh = find(&stage, ".refresh");
    click(&refresh, false);
    click(&refresh, false);
    click(&refresh, false);
    settle().await;
    assert_eq!(script.asked().len(), 2);
    assert_eq!(text(&stage, ".figures"), "2");
}

#[wasm_bindgen_test]
async fn a_click_that_asks_for_a_new_tab_is_left_to_the_browser() {
    let script = Script::of([ready("1"), ready("2")]);
    let stage = show(&script, harbour());
    settle().await;
    let refresh = find(&stage, ".refresh");
    // The test page must not really open one.
    let hold = Closure::<dyn Fn(MouseEvent)>::new(|event: MouseEvent| {
        Reflect::set(&event, &"left".into(), &(!event.default_prevented()).into()).unwrap();
        event.prevent_default();
    });
    stage.add_event_listener_with_callback("click", hold.as_ref().unchecked_ref()).unwrap();
    let event = click(&refresh, true);
    settle().await;
    assert_eq!(Reflect::get(&event, &"left".into()).unwrap(), JsValue::TRUE);
    assert_eq!(script.asked().len(), 1);
}

#[wasm_bindgen_test]
async fn the_figures_of_one_client_never_stand_under_the_name_of_another() {
    let question = harbour();
    let stage = show(&Script::of([ready("of harbour"), ready("of orchard")]), question);
    settle().await;
    assert_eq!(text(&stage, ".figures"), "of harbour");
    question.set("orchard".to_owned());
    leptos::task::tick().await;
    assert!(!stage.inner_html().contains("of harbour"), "{}", stage.inner_html());
    settle().await;
    assert_eq!(text(&stage, ".figures"), "of orchard");
}

#[wasm_bindgen_test]
fn a_meter_has_a_name_and_a_value_in_words() {
    let stage = stage();
    mount_to(stage.clone(), || {
        view! { <Meter name="Minutes used" share=Share(106) tone=Tone::Bad text="636 of 600 minutes, 106%" /> }
    })
    .forget();
    let meter = find(&stage, "[role=meter]");
    let read = |name| meter.get_attribute(name).unwrap_or_default();
    assert_eq!(read("aria-label"), "Minutes used");
    assert_eq!(read("aria-valuetext"), "636 of 600 minutes, 106%");
    assert_eq!((read("aria-valuenow"), read("aria-valuemax")), ("100".to_owned(), "100".to_owned()));
    assert_eq!(read("style"), "");
}

/// Answers every fetch with `body`, and keeps the requests.
struct Wire {
    own: JsValue,
    sent: Arc<Mutex<Vec<Request>>>,
}

impl Wire {
    fn answering(status: u16, body: &'static str) -> Self {
        let sent = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&sent);
        let fetch = Closure::<dyn Fn(Request) -> Promise<Response>>::new(move |request: Request| {
            kept.lock().unwrap().push(request);
            let how = ResponseInit::new();
            how.set_status(status);
            Promise::resolve(&Response::new_with_opt_str_and_init(Some(body), &how).unwrap())
        });
        let own = Reflect::get(&window(), &"fetch".into()).unwrap();
        Reflect::set(&window(), &"fetch".into(), fetch.as_ref().unchecked_ref::<Function>()).unwrap();
        fetch.forget();
        Self { own, sent }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        Reflect::set(&window(), &"fetch".into(), &self.own).unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_call_goes_to_the_portal_only_and_carries_the_header_a_cross_site_form_cannot() {
    let wire = Wire::answering(200, "\"NotConfigured\"");
    assert_eq!(usage_panel(None).await, Ok(Panel::NotConfigured));
    let sent = wire.sent.lock().unwrap();
    let request = sent.first().unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(request.headers().get("x-portal").unwrap().as_deref(), Some("1"));
    assert_eq!(request.method(), "POST");
    assert_eq!(request.url(), format!("{}/api/usage", window().location().origin().unwrap()));
    for secret in ["authorization", "x-api-key"] {
        assert_eq!(request.headers().get(secret).unwrap(), None, "{secret}");
    }
}

#[wasm_bindgen_test]
async fn trouble_arrives_with_its_kind_its_incident_and_its_wait() {
    let body = r#"{"error":{"code":"rate_limited","message":"","message_key":"","request_id":"01-x","details":{"retry_after_seconds":30}}}"#;
    let _wire = Wire::answering(429, body);
    let error = usage_panel(None).await.unwrap_err();
    assert_eq!((error.kind, error.retry_after), (ErrorKind::RateLimited, Some(30)));
    assert_eq!(error.incident.unwrap().as_str(), "01-x");
}

#[wasm_bindgen_test]
async fn a_foreign_page_in_place_of_an_answer_is_not_understood() {
    let _wire = Wire::answering(502, "<html><h1>Bad gateway</h1></html>");
    assert_eq!(usage_panel(None).await.unwrap_err().kind, ErrorKind::NotUnderstood);
}
