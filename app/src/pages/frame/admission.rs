//! The pages of visitors who are known but not let in, and what each does to the HTTP response.

use super::account::SignOut;
use crate::{
    error::{ErrorKind, PortalError},
    model::viewer::Admission,
    pages::{not_found::StandalonePage, posted::Posted, response, settings, support, unsent::Unsent},
    paths,
    ui::{ButtonKind, Glyph, LinkButton, error_page, message_page},
    words::{self, Words},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The form that came to the page at `path`, as it is shown to whom it was not carried out for.
pub(super) fn unsent(path: &str) -> Option<Unsent> {
    match (path, Posted::brought()?) {
        (paths::NEW_TICKET, form) => support::unsent(&form),
        (paths::SETTINGS, form) => settings::unsent(&form),
        _ => None,
    }
}

/// Gives the response the status of an admission that is no welcome, or sends the visitor to sign in; who has sent a form that
/// `is_kept` stays with it.
pub(super) fn answer_for(answer: &Result<Admission, PortalError>, is_kept: bool) {
    let kind = match answer {
        Ok(Admission::Welcome(_)) => return,
        Ok(Admission::SignedOut) if is_kept => {
            return response::answer_again(&PortalError::local(ErrorKind::SignedOut));
        }
        Ok(Admission::SignedOut) => ErrorKind::SignedOut,
        Ok(Admission::MfaRequired { .. }) => ErrorKind::MfaRequired,
        Ok(Admission::Suspended) => ErrorKind::AccessSuspended,
        Ok(Admission::NoRole) => ErrorKind::NoBillingAccess,
        Err(error) => return response::answer_with(error),
    };
    response::answer_with(&PortalError::local(kind));
}

/// The second factor is missing: where it is set up, and nothing else.
pub(super) fn second_factor(setup_url: Option<String>) -> AnyView {
    let words = Words { next: words::Next::Nothing, ..words::of_error(ErrorKind::MfaRequired) };
    let set_up = setup_url.map(|href| {
        view! {
            <LinkButton href kind=ButtonKind::Primary external=true>
                "Set up multi-factor authentication"
            </LinkButton>
        }
        .into_any()
    });
    standalone(words, Glyph::Lock, set_up)
}

/// The person or the organisation is suspended.
pub(super) fn suspended() -> AnyView {
    standalone(words::of_error(ErrorKind::AccessSuspended), Glyph::Lock, None)
}

/// The person has no role here.
pub(super) fn no_role() -> AnyView {
    standalone(words::NO_ROLE, Glyph::Lock, None)
}

/// Who is there could not be found out.
pub(super) fn broken(error: &PortalError, unsent: Option<Unsent>) -> AnyView {
    if let Some(unsent) = unsent {
        return unsent.page(error);
    }
    let (title, page) = (words::title(&[words::of_error(error.kind).title]), error_page(error));
    view! {
        <Title text=title />
        <StandalonePage>{page}</StandalonePage>
    }
    .into_any()
}

fn standalone(words: Words, glyph: Glyph, step: Option<AnyView>) -> AnyView {
    let steps = view! {
        {step}
        <SignOut />
    }
    .into_any();
    let page = message_page(words, glyph, steps);
    view! {
        <Title text=words::title(&[words.title]) />
        <StandalonePage>{page}</StandalonePage>
    }
    .into_any()
}
