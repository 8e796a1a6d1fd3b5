//! The Payment methods panel: the card on file when billing names one, and the way to Stripe's billing portal. Reading it
//! makes nothing at Stripe; a session is made by a confirmation alone.

mod confirmation;
mod hand_over;

pub use hand_over::HandOver;

use crate::{
    api::payment_methods::payment_methods,
    error::ErrorKind,
    model::{
        payment::{Card as PaymentCard, PaymentMethods, PortalOffer},
        viewer::Viewer,
    },
    pages::{frame::navigation, response},
    paths,
    ui::{Badge, Card, Fact, Facts, Glyph, PageHead, Reading, RefreshControl, Tabs, Tone, empty_state, state_view},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The Payment methods panel of one's own organisation.
#[component]
pub fn PaymentMethodsPage() -> impl IntoView {
    let tabs = use_context::<Viewer>().map(|viewer| navigation::panels(viewer.role)).unwrap_or_default();
    let confirms =
        use_location().search.with_untracked(|search| paths::query_value(search, confirmation::ASKED).is_some());
    let reading = Reading::new(async move {
        let answer = payment_methods().await;
        if let Err(error) = &answer {
            response::answer_with(error);
        }
        answer
    });
    let tabs = (!tabs.is_empty()).then(|| view! { <Tabs label="Billing" tabs /> });
    let about = view! { <p class="page-about">"How your organisation pays"</p> }.into_any();
    let tools = view! { <RefreshControl /> }.into_any();
    view! {
        <PageHead heading="Billing" title=words::title(&["Payment methods", "Billing"]) about tools />
        {tabs}
        {state_view(reading, move |methods| body(methods, confirms))}
    }
    .into_any()
}

fn body(methods: PaymentMethods, confirms: bool) -> AnyView {
    match methods.portal {
        Some(offer) if confirms => confirmation::card(offer),
        portal => view! {
            <div class="payment-methods">
                {on_file(methods.card)}
                {portal_card(portal)}
            </div>
        }
        .into_any(),
    }
}

/// The card on file.
fn on_file(card: Option<PaymentCard>) -> AnyView {
    let known = match card {
        Some(card) => {
            let expires = card.expires.map(|month| view! { <span>{month.on_card()}</span> });
            let expired = card.expired.then(|| view! { <Badge tone=Tone::Bad glyph=Glyph::Warning text="Expired" /> });
            let facts = vec![Some(Fact::new("Card", card.label())), Fact::maybe("Expires", expires)];
            view! {
                <Facts facts />
                {expired}
            }
            .into_any()
        }
        None => view! { <p class="quiet">{words::NO_CARD_KNOWN}</p> }.into_any(),
    };
    view! {
        <Card labelled_by="card-on-file">
            <h2 id="card-on-file">"Card on file"</h2>
            {known}
            <p class="quiet">{words::CARDS_ARE_STRIPES}</p>
        </Card>
    }
    .into_any()
}

/// What the billing portal is for and the way to it, or why there is none.
fn portal_card(offer: Option<PortalOffer>) -> AnyView {
    let Some(offer) = offer else {
        return empty_state(words::of_error(ErrorKind::NoPortalAccess), Glyph::Lock, false);
    };
    view! {
        <Card labelled_by="stripe-portal">
            <h2 id="stripe-portal">"Stripe billing portal"</h2>
            <p>{words::PORTAL_IS_FOR}</p>
            <p class="quiet">{words::PORTAL_ASKS_FIRST}</p>
            {confirmation::key(&offer)}
            <HandOver destination=offer.destination />
        </Card>
    }
    .into_any()
}
