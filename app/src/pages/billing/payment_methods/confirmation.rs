//! The confirmation as a page, for browsers without script, and the key that the dialog sends in its place.

use crate::{
    model::{once_key::OnceKey, payment::PortalOffer},
    paths,
    ui::{ButtonKind, Card, LinkButton},
    words,
};
use leptos::{attr::custom::custom_attribute, prelude::*};

/// The parameter that asks for the confirmation.
pub(super) const ASKED: &str = "confirm";

/// The id of the field that holds the key of the next confirmation.
pub(super) const KEY: &str = "portal-confirmation";

/// The address of the confirmation.
pub(super) fn address() -> String {
    format!("{}?{ASKED}=1", paths::PAYMENT_METHODS)
}

/// The key of the next confirmation. It stands beside the dialog, so that each reading of the page renews it.
pub(super) fn key(offer: &PortalOffer) -> AnyView {
    view! { <input type="hidden" id=KEY value=offer.confirmation.to_string() /> }.into_any()
}

/// The confirmation. The form opens the new tab itself, without a way back to this page.
pub(super) fn card(offer: PortalOffer) -> AnyView {
    view! {
        <Card labelled_by="confirm-portal" class="confirmation">
            <h2 id="confirm-portal">{words::CONFIRM_PORTAL}</h2>
            {destination(offer.destination)}
            <div class="dialog-steps">
                <LinkButton href=paths::PAYMENT_METHODS>"Cancel"</LinkButton>
                <form method="post" action=paths::OPEN_BILLING_PORTAL target="_blank" {..custom_attribute("rel", "noopener")}>
                    <input type="hidden" name=OnceKey::FIELD value=offer.confirmation.to_string() />
                    <button class="button" type="submit" data-kind=ButtonKind::Primary.key()>
                        {words::TO_STRIPE}
                    </button>
                </form>
            </div>
        </Card>
    }
    .into_any()
}

/// Where the new tab goes.
pub(super) fn destination(host: String) -> AnyView {
    view! {
        <p>
            "A new tab opens at " <strong class="destination">{host}</strong>
            ". What you change there is changed at Stripe; this page is read again when you come back."
        </p>
    }
    .into_any()
}
