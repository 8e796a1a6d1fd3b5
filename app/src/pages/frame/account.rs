//! Who is signed in, and the way out. The menu is a native popover, so it opens, closes and yields to Escape without script.

use crate::{
    model::viewer::Viewer,
    paths,
    ui::{Button, Glyph, Icon},
};
use leptos::prelude::*;

/// The account menu.
#[component]
pub(super) fn Account(
    /// Who is signed in.
    viewer: Viewer,
) -> impl IntoView {
    view! {
        <div class="account">
            <button class="account-button" type="button" popovertarget="account-menu">
                <span class="visually-hidden">"Account: "</span>
                <span class="account-icon">
                    <Icon glyph=Glyph::Person />
                </span>
                <span class="account-text">
                    <span class="account-name">{viewer.display_name.clone()}</span>
                    <span class="account-place">{viewer.organisation.clone()}</span>
                </span>
                <Icon glyph=Glyph::Chevron />
            </button>
            <div class="account-menu" id="account-menu" popover="auto">
                <p class="account-name">{viewer.display_name}</p>
                <p class="account-email">{viewer.email}</p>
                <dl class="facts">
                    <div class="fact">
                        <dt>"Organisation"</dt>
                        <dd>{viewer.organisation}</dd>
                    </div>
                    <div class="fact">
                        <dt>"Role"</dt>
                        <dd>{viewer.role.label()}</dd>
                    </div>
                </dl>
                <SignOut />
            </div>
        </div>
    }
    .into_any()
}

/// Ends the session.
#[component]
pub(super) fn SignOut() -> impl IntoView {
    view! {
        <form class="sign-out" method="post" action=paths::SIGN_OUT>
            <Button>
                <Icon glyph=Glyph::SignOut />
                "Sign out"
            </Button>
        </form>
    }
    .into_any()
}
