//! `/` and `/billing`: sends on to the first panel of one's role, or says why there is none.

use crate::{
    error::{ErrorKind, PortalError},
    model::{access, viewer::Viewer},
    pages::response::{self, SendOn},
    paths,
    ui::{Glyph, PageHead, empty_state},
    words,
};
use leptos::prelude::*;

/// Sends on by role.
#[component]
pub fn BillingLanding() -> impl IntoView {
    match use_context::<Viewer>().map(|viewer| viewer.role) {
        Some(role) if !access::has_billing(role) => refused(ErrorKind::NoBillingAccess, None),
        Some(role) if role.is_partner() => refused(ErrorKind::NotFound, Some(words::NO_CLIENT_SELECTED)),
        Some(_) => view! { <SendOn to=paths::USAGE /> }.into_any(),
        None => ().into_any(),
    }
}

fn refused(kind: ErrorKind, words: Option<words::Words>) -> AnyView {
    response::answer_with(&PortalError::local(kind));
    view! {
        <PageHead heading="Billing" title=words::title(&["Billing"]) />
        {empty_state(words.unwrap_or_else(|| words::of_error(kind)), Glyph::Lock, None)}
    }
    .into_any()
}
