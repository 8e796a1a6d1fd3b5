//! Support that cannot be read or did not take a ticket: why, and the address to write to instead.

use crate::{
    error::{ErrorKind, PortalError},
    pages::unsent::sign_in_beside,
    ui::{self, LinkButton, Told},
    words::{self, SUPPORT_EMAIL},
};
use leptos::prelude::*;

/// The state of a part, and "help@aidial.com.au" unless the person or the address is the reason.
pub(super) fn state(error: &PortalError) -> AnyView {
    let by_them = matches!(
        error.kind,
        ErrorKind::SignedOut | ErrorKind::NotFound | ErrorKind::BadRequest | ErrorKind::CrossOrigin
    );
    let letter = (!by_them).then(write_to_support);
    ui::error_state_in(words::of_support_error(error.kind), error, letter)
}

/// Why a ticket was not sent, above its form.
pub(super) fn told(error: &PortalError) -> AnyView {
    let is_over = error.kind == ErrorKind::SignedOut;
    let words = if is_over { words::of_unsent(error.kind) } else { words::of_support_error(error.kind) };
    let body = words::with_reference(words.body, error);
    let is_support = !is_over && error.kind != ErrorKind::RateLimited;
    let actions = if is_support { Some(write_to_support()) } else { sign_in_beside(error) };
    view! { <Told title=words.title body actions /> }.into_any()
}

/// "Write to help@aidial.com.au".
fn write_to_support() -> AnyView {
    view! {
        <LinkButton href=format!("mailto:{SUPPORT_EMAIL}") external=true>
            {format!("Write to {SUPPORT_EMAIL}")}
        </LinkButton>
    }
    .into_any()
}
