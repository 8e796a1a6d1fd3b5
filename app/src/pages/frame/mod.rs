//! What surrounds every page of a signed-in person. Asks once who is there, and lets the page below it run only for someone
//! who is welcome.

mod account;
mod admission;
pub mod navigation;
mod sidebar;

use crate::{api::session::meet, error::PortalError, model::viewer::Admission, pages::response, paths, ui};
use leptos::{prelude::*, suspense::Unsuspend};
use leptos_router::{components::Outlet, hooks::use_location};

/// The signed-in frame, or the page that says why there is none.
#[component]
pub fn SignedInFrame() -> impl IntoView {
    let admission = Resource::new(
        || (),
        |()| async {
            let answer = meet().await;
            admission::answer_for(&answer);
            answer
        },
    );
    let owner = Owner::current();
    let body = move || {
        let answer = admission.get();
        let owner = owner.clone();
        // The page below must be made once, with the person known, and with this frame as its owner.
        Unsuspend::new(move || match (answer, owner) {
            (Some(answer), Some(owner)) => owner.with(|| draw(answer)),
            (None, _) | (_, None) => ().into_any(),
        })
    };
    view! { <Transition>{body}</Transition> }.into_any()
}

fn draw(answer: Result<Admission, PortalError>) -> AnyView {
    match answer {
        Ok(Admission::Welcome(viewer)) => {
            provide_context(viewer.clone());
            view! {
                <div class="frame">
                    <a class="skip-link" href="#main" rel="external">
                        "Skip to content"
                    </a>
                    <sidebar::Sidebar viewer />
                    <main class="page" id="main" tabindex="-1">
                        <Outlet />
                    </main>
                </div>
            }
            .into_any()
        }
        Ok(Admission::SignedOut) => {
            let sign_in = paths::sign_in_returning_to(&ui::here(use_location()).get_untracked());
            view! { <response::SendOn to=sign_in /> }.into_any()
        }
        Ok(Admission::MfaRequired { setup_url }) => admission::second_factor(setup_url),
        Ok(Admission::Suspended) => admission::suspended(),
        Ok(Admission::NoRole) => admission::no_role(),
        Err(error) => admission::broken(&error),
    }
}
