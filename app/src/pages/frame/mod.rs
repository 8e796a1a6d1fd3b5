//! What surrounds every page of a signed-in person. Asks once who is there, and lets the page below it run only for someone
//! who is welcome.

mod account;
mod admission;
pub mod navigation;
mod place;
pub mod pulse;
mod sidebar;

use crate::{
    api::session::meet,
    error::{ErrorKind, PortalError},
    model::viewer::Admission,
    pages::{not_found::NotFoundPage, response},
    paths, ui,
};
use leptos::{prelude::*, suspense::Unsuspend, task::spawn_local};
use leptos_router::{components::Outlet, hooks::use_location};
use serde::{Deserialize, Serialize};

/// Who is there, and whether the address they came to has a page for them.
#[derive(Clone, Serialize, Deserialize)]
struct Met {
    admission: Result<Admission, PortalError>,
    exists: bool,
}

/// The signed-in frame, or the page that says why there is none.
#[component]
pub fn SignedInFrame() -> impl IntoView {
    let path = use_location().pathname;
    let came_to = path.get_untracked();
    let met = Resource::new(|| (), {
        let came_to = came_to.clone();
        move |()| meet_at(came_to.clone())
    });
    // The page that is not there is left by going elsewhere.
    let still_there = Memo::new(move |_| path.with(|path| *path == came_to));
    let changed = RwSignal::new(None::<Admission>);
    pulse::start();
    pulse::on_beat(move || check(met, changed));
    let owner = Owner::current();
    let body = move || {
        let (met, changed) = (met.get(), changed.get());
        let missing = met.as_ref().is_some_and(|met| !met.exists) && still_there.get();
        let owner = owner.clone();
        // The page below must be made once, with the person known, and with this frame as its owner.
        Unsuspend::new(move || match (changed, met, owner) {
            (Some(Admission::SignedOut), _, _) => admission::broken(&PortalError::local(ErrorKind::SignedOut)),
            (Some(admission), _, Some(owner)) => owner.with(|| draw(Ok(admission))),
            (None, Some(_), Some(owner)) if missing => owner.with(|| view! { <NotFoundPage /> }.into_any()),
            (None, Some(met), Some(owner)) => owner.with(|| draw(met.admission)),
            (_, _, None) | (None, None, _) => ().into_any(),
        })
    };
    view! { <Transition>{body}</Transition> }.into_any()
}

async fn meet_at(path: String) -> Met {
    let admission = meet().await;
    admission::answer_for(&admission);
    let exists = match &admission {
        Ok(Admission::Welcome(viewer)) => place::exists(viewer.role, path).await,
        Ok(_) | Err(_) => true,
    };
    Met { admission, exists }
}

/// Meets the person of the open page again. Whoever is let in no more sees why at once; another role begins with a fresh
/// page, so that nothing of the former stays. Passing trouble changes nothing.
fn check(met: Resource<Met>, changed: RwSignal<Option<Admission>>) {
    spawn_local(async move {
        let Ok(now) = meet().await else { return };
        let first = met.try_get_untracked().flatten().and_then(|met| met.admission.ok());
        let Some(before) = changed.try_get_untracked().flatten().or(first) else { return };
        match (&before, now) {
            (Admission::Welcome(before), Admission::Welcome(now)) if before.role == now.role => {}
            (_, Admission::Welcome(_)) => {
                // Where it cannot be loaded again, the next beat tries once more.
                let _ = window().location().reload();
            }
            (before, now) if *before == now => {}
            (_, now) => changed.set(Some(now)),
        }
    });
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
