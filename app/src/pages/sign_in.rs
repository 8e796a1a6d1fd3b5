//! Asks for the email address and hands over to the identity provider. Holds nothing secret and needs no script.

use super::{not_found::StandalonePage, response};
use crate::{
    api::session::meet,
    error::{ErrorKind, PortalError},
    model::{sign_in_problem::SignInProblem, viewer::Admission},
    paths::{self, ReturnPath},
    ui::{Button, ButtonKind, Glyph, Icon, Notice, SupportEmail, Tone},
    words,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The sign-in page; someone already signed in is sent on.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_location().search.get_untracked();
    let value = |name| paths::query_value(&query, name);
    let problem = value(SignInProblem::FIELD).as_deref().and_then(SignInProblem::from_key);
    let back = value(paths::RETURN_FIELD).as_deref().and_then(ReturnPath::parse).unwrap_or_default();
    if problem == Some(SignInProblem::Unavailable) {
        response::answer_with(&PortalError::local(ErrorKind::Unavailable));
    }
    let sent_on = back.to_string();
    let send_on =
        Suspend::new(
            async move { matches!(meet().await, Ok(Admission::Welcome(_))).then(|| response::send_on(&sent_on)) },
        );
    view! {
        <Title text=words::title(&["Sign in"]) />
        <StandalonePage>
            {send_on}
            {problem.map(problem_notice)}
            <section class="sign-in" aria-labelledby="sign-in-title">
                <h1 id="sign-in-title" tabindex="-1">
                    "Sign in to AiDial"
                </h1>
                <p class="quiet">
                    "The billing portal for your organisation: usage of this period, invoices and payment methods."
                </p>
                <form class="sign-in-form" method="post" action=paths::LOGIN>
                    <label class="field">
                        <span class="field-label">"Work email"</span>
                        <input
                            class="field-input"
                            name="email"
                            type="email"
                            inputmode="email"
                            autocomplete="username"
                            autocapitalize="none"
                            spellcheck="false"
                            maxlength="254"
                            required
                        />
                    </label>
                    <input type="hidden" name=paths::RETURN_FIELD value=back.to_string() />
                    <Button kind=ButtonKind::Primary>
                        "Continue"
                        <Icon glyph=Glyph::ArrowRight />
                    </Button>
                </form>
                <p class="sign-in-note">
                    <Icon glyph=Glyph::Lock />
                    "You enter your password with your sign-in provider, never here."
                </p>
            </section>
            <p class="standalone-foot">
                "Trouble signing in? Write to "
                <SupportEmail />
            </p>
        </StandalonePage>
    }
    .into_any()
}

fn problem_notice(problem: SignInProblem) -> AnyView {
    let (title, body) = words::of_sign_in_problem(problem);
    let tone = match problem {
        SignInProblem::Cancelled => Tone::Info,
        SignInProblem::Expired | SignInProblem::Refused | SignInProblem::Unavailable => Tone::Warn,
    };
    let glyph = if tone == Tone::Info { Glyph::Info } else { Glyph::Warning };
    view! {
        <div role="alert">
            <Notice tone glyph title body />
        </div>
    }
    .into_any()
}
