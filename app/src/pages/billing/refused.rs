//! The page of a role without billing, the same at every billing address.

use crate::{
    error::{ErrorKind, PortalError},
    model::{access, viewer::Viewer},
    pages::response,
    ui::{Glyph, PageHead, empty_state},
    words,
};
use leptos::prelude::*;

/// Whom to ask, with HTTP 403, when the viewer's role has no billing; else nothing.
pub(super) fn without_billing() -> Option<AnyView> {
    use_context::<Viewer>().filter(|viewer| !access::has_billing(viewer.role)).map(|_| page())
}

fn page() -> AnyView {
    response::answer_with(&PortalError::local(ErrorKind::NoBillingAccess));
    view! {
        <PageHead heading="Billing" title=words::title(&["Billing"]) />
        {empty_state(words::of_error(ErrorKind::NoBillingAccess), Glyph::Lock, false)}
    }
    .into_any()
}
