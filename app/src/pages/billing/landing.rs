//! `/` and `/billing`: sends on to the first panel of one's role, or says why there is none.

use super::refused;
use crate::{
    model::{
        access::{self, Right},
        viewer::Viewer,
    },
    pages::response::SendOn,
    paths,
};
use leptos::prelude::*;

/// Sends on by role.
#[component]
pub fn BillingLanding() -> impl IntoView {
    if let Some(page) = refused::without_billing() {
        return page;
    }
    match use_context::<Viewer>().map(|viewer| access::holds(viewer.role, Right::ListAssignedClients)) {
        Some(true) => view! { <SendOn to=paths::CLIENTS /> }.into_any(),
        Some(false) => view! { <SendOn to=paths::USAGE /> }.into_any(),
        None => ().into_any(),
    }
}
