//! A page under a client's name. Asks for the name, which is given for an assigned client only; the hydrated page goes on
//! asking, so that a lost assignment empties the open page.

use crate::{
    api::clients::client_name,
    error::{ErrorKind, PortalError},
    model::client_id::ClientId,
    pages::response,
    ui::{Glyph, error_page, message_page},
    words,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// What a page draws for an assigned client and its name.
pub(super) type Draw = fn(ClientId, String) -> AnyView;

/// The page of the client that `asked` names.
pub(super) fn page(asked: String, draw: Draw) -> AnyView {
    Suspend::new(async move {
        let answer = client_name(asked.clone()).await;
        if let Err(error) = &answer {
            response::answer_with(error);
        }
        match (answer, ClientId::parse(&asked)) {
            (Ok(name), Some(client)) => view! {
                <template data-lost="true" data-client=client.as_str().to_owned()>
                    {message_page(words::CLIENT_LOST, Glyph::Lock, ().into_any())}
                </template>
                {draw(client, name)}
            }
            .into_any(),
            (Ok(_), None) => not_found(),
            (Err(error), _) => failed(&error),
        }
    })
    .into_any()
}

/// No such client.
pub(super) fn not_found() -> AnyView {
    failed(&PortalError::local(ErrorKind::NotFound))
}

fn failed(error: &PortalError) -> AnyView {
    view! {
        <Title text=words::title(&[words::of_error(error.kind).title]) />
        {error_page(error)}
    }
    .into_any()
}
