//! What surrounds every page of a signed-in person. Asks once who is there, and lets the page below it run only for someone
//! who is welcome.

mod account;
mod admission;
mod idle_warning;
pub mod navigation;
mod place;
mod sidebar;

pub use idle_warning::IdleWarning;

use crate::{
    api::session::meet,
    error::{ErrorKind, PortalError},
    in_place,
    model::viewer::Admission,
    pages::{not_found::NotFoundPage, unsent::Unsent},
    ui::{Glyph, LinkButton, LiveRegion, Notice, Tone, still},
    words,
};
use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

/// The signed-in frame, or the page that says why there is none.
#[component]
pub fn SignedInFrame() -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    let unsent = admission::unsent(&path);
    Suspend::new(async move {
        let admission = meet().await;
        admission::answer_for(&admission, unsent.is_some());
        match admission {
            Ok(Admission::Welcome(viewer)) if !place::exists(viewer.role, &path, &search).await => {
                view! { <NotFoundPage /> }.into_any()
            }
            admission => draw(admission, path, unsent),
        }
    })
    .into_any()
}

fn draw(answer: Result<Admission, PortalError>, path: String, unsent: Option<Unsent>) -> AnyView {
    match answer {
        Ok(Admission::Welcome(viewer)) => {
            let role = viewer.role.key();
            provide_context(viewer.clone());
            view! {
                <div class="frame" data-role=role>
                    <a class="skip-link" href="#main" rel="external">
                        "Skip to content"
                    </a>
                    {still(view! { <sidebar::Sidebar viewer /> })}
                    <LiveRegion />
                    <main class="page" id="main" tabindex="-1" data-key=path>
                        <Outlet />
                    </main>
                    <IdleWarning />
                    <template id=in_place::UNREACHABLE>{still(unreachable())}</template>
                    <template id=in_place::DOWNLOADING>{still(downloading())}</template>
                </div>
            }
            .into_any()
        }
        // A page load is sent to sign in; a page turned in place says that it came to that.
        Ok(Admission::SignedOut) => admission::broken(&PortalError::local(ErrorKind::SignedOut), unsent),
        Ok(Admission::MfaRequired { setup_url }) => admission::second_factor(setup_url),
        Ok(Admission::Suspended) => admission::suspended(),
        Ok(Admission::NoRole) => admission::no_role(),
        Err(error) => admission::broken(&error, unsent),
    }
}

/// What the hydrated page says when an answer does not come at all.
fn unreachable() -> AnyView {
    let actions = view! { <LinkButton href="">"Try again"</LinkButton> }.into_any();
    let words = words::UNREACHABLE;
    view! {
        <div class=in_place::KEPT>
            <Notice tone=Tone::Warn glyph=Glyph::Warning title=format!("{}.", words.title) body=words.body actions />
        </div>
    }
    .into_any()
}

/// What it says while a file is on its way.
fn downloading() -> AnyView {
    let actions = view! {
        <button class="button" type="button" data-cancel=in_place::DOWNLOADING>
            "Cancel"
        </button>
    }
    .into_any();
    view! {
        <div class=in_place::KEPT>
            <Notice tone=Tone::Info glyph=Glyph::Clock title=words::DOWNLOADING actions />
        </div>
    }
    .into_any()
}
