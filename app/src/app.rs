//! The route table, the only one. A page is rendered whole before the first byte is sent (`SsrMode::Async`): the status, the
//! title and any redirect are then known, and the page is complete without script.

#![expect(unreachable_pub, reason = "the component macro writes a second, private function with the same visibility")]

use crate::{
    pages::{
        billing::{BillingLanding, ClientLanding, ClientUsagePage, ClientsPage, UsagePage},
        frame::SignedInFrame,
        not_found::NotFoundPage,
        sign_in::SignInPage,
    },
    ui::FocusOwed,
    words,
};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    hooks::use_location,
    path,
};

/// The portal.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let owed = FocusOwed(StoredValue::new(false));
    provide_context(owed);
    view! {
        <Title text=words::PORTAL />
        <Router>
            <FocusAfterNavigation owed />
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=SignedInFrame ssr=SsrMode::Async>
                    <Route path=path!("/") view=BillingLanding ssr=SsrMode::Async />
                    <Route path=path!("/billing") view=BillingLanding ssr=SsrMode::Async />
                    <Route path=path!("/billing/usage") view=UsagePage ssr=SsrMode::Async />
                    <Route path=path!("/billing/clients") view=ClientsPage ssr=SsrMode::Async />
                    <Route path=path!("/billing/clients/:client_id") view=ClientLanding ssr=SsrMode::Async />
                    <Route path=path!("/billing/clients/:client_id/usage") view=ClientUsagePage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Moves focus to the new page's heading after a change of page, as a page load would begin reading there. A change of the
/// query alone (a filter, a page of a list) leaves focus where it is. A page that is not there yet is owed the focus.
#[component]
fn FocusAfterNavigation(
    /// Where the debt is noted.
    owed: FocusOwed,
) -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(move || {
                let heading = document().query_selector("h1").ok().flatten();
                match heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
                    // Focus is a courtesy: where it cannot be moved the page is still right.
                    Some(heading) => drop(heading.focus()),
                    None => owed.0.set_value(true),
                }
            });
        }
        now
    });
}
