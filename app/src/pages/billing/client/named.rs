//! A page under a client's name. Asks for the name, which is given for an assigned client only, and goes on asking, so that
//! a lost assignment empties the open page.

use crate::{
    api::clients::client_name,
    error::{ErrorKind, PortalError},
    model::client_id::ClientId,
    pages::{frame::pulse, response},
    ui::{Bone, Glyph, error_page, message_page, skeleton_card},
    words,
};
use leptos::{prelude::*, suspense::Unsuspend, task::spawn_local};
use leptos_meta::Title;

/// What a page draws for an assigned client and its name.
pub(super) type Draw = fn(ClientId, String) -> AnyView;

/// The page of the client that `asked` names.
pub(super) fn page(asked: Memo<String>, draw: Draw) -> AnyView {
    let named = Resource::new(
        move || asked.get(),
        |client| async move {
            let answer = client_name(client.clone()).await;
            if let Err(error) = &answer {
                response::answer_with(error);
            }
            (client, answer)
        },
    );
    pulse::on_beat(move || check(asked, named));
    let owner = Owner::current();
    let opened = StoredValue::new(None::<ClientId>);
    let body = move || {
        let client = asked.get();
        let answer = named.get().filter(|(of, _)| *of == client).map(|(_, answer)| answer);
        let owner = owner.clone();
        Unsuspend::new(move || match (answer, ClientId::parse(&client), owner) {
            (Some(Ok(name)), Some(client), Some(owner)) => {
                opened.set_value(Some(client.clone()));
                owner.with(|| draw(client, name))
            }
            (Some(Err(error)), client, _) if error.kind == ErrorKind::NotFound => {
                not_found(client.is_some() && opened.get_value() == client)
            }
            (Some(Err(error)), _, _) => failed(&error),
            (Some(Ok(_)), None, _) => not_found(false),
            (None, _, _) | (Some(Ok(_)), Some(_), None) => skeleton(),
        })
    };
    view! { <Transition fallback=skeleton>{body}</Transition> }.into_any()
}

/// Takes the page away once the client may not be seen any more; passing trouble changes nothing.
fn check(asked: Memo<String>, named: Resource<(String, Result<String, PortalError>)>) {
    let client = asked.get_untracked();
    spawn_local(async move {
        let answer = client_name(client.clone()).await;
        let lost = answer.as_ref().is_err_and(|error| !error.kind.keeps_figures());
        // The page may have left the screen, or turned to another client, while it waited.
        if lost && asked.try_get_untracked().is_some_and(|now| now == client) {
            named.set(Some((client, answer)));
        }
    });
}

/// No such client, or one that was open here and may not be seen any more.
pub(super) fn not_found(was_open: bool) -> AnyView {
    if was_open {
        let words = words::CLIENT_LOST;
        return titled(words.title, message_page(words, Glyph::Lock, ().into_any()));
    }
    failed(&PortalError::local(ErrorKind::NotFound))
}

fn failed(error: &PortalError) -> AnyView {
    titled(words::of_error(error.kind).title, error_page(error))
}

fn titled(title: &str, page: AnyView) -> AnyView {
    view! {
        <Title text=words::title(&[title]) />
        {page}
    }
    .into_any()
}

fn skeleton() -> AnyView {
    skeleton_card(&[Bone::Heading, Bone::Figure, Bone::Meter, Bone::Line, Bone::Half])
}
