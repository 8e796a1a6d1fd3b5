//! `/` and `/billing`: sends on to the first panel of one's role, or says why there is none.

use super::refused;
use crate::{
    model::{
        access::{self, Right},
        viewer::Viewer,
    },
    pages::response::send_on,
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
        Some(true) => send_on(paths::CLIENTS),
        Some(false) => send_on(paths::USAGE),
        None => ().into_any(),
    }
}
