//! The addresses of a field of Tenant Settings: those that stand, masked, each with the way to see it and to take it away; and
//! room for those that are to come.

use super::draft::Drafted;
use crate::{
    model::{
        recipient::Recipient,
        tenant_settings::{SettingsField, TenantSettings},
    },
    pages::show_email::{ShowEmail, Whose},
    ui::{Badge, Field, Glyph, Tone},
    words,
};
use leptos::prelude::*;

/// The name of the boxes that take an address away.
pub(super) const REMOVED: &str = "removed";
/// The name of the fields that say which addresses the form has shown.
pub(super) const SEEN: &str = "seen";

/// The addresses of `field` and its control; `stands` is what stands, where it could be read.
pub(super) fn group(
    drafted: &Drafted,
    stands: Option<&TenantSettings>,
    field: SettingsField,
    control: AnyView,
) -> AnyView {
    let list = stands.map(|stands| match stands.contacts(field) {
        [] => view! { <p class="quiet">"Nobody"</p> }.into_any(),
        contacts => {
            let rows = contacts.iter().map(|contact| row(drafted, field, contact)).collect_view();
            view! { <ul class="contacts">{rows}</ul> }.into_any()
        }
    });
    view! {
        <fieldset class="contact-group">
            <legend>{field.label()}</legend>
            {list}
            {control}
        </fieldset>
    }
    .into_any()
}

/// The control for addresses to come.
pub(super) fn lines(field: Field, name: &'static str, typed: String) -> AnyView {
    field.hint("One address a line. At most 10 in all.").lines(name, 2, typed)
}

fn row(drafted: &Drafted, field: SettingsField, contact: &Recipient) -> AnyView {
    let (id, masked) = (contact.id.as_str().to_owned(), contact.masked.as_str().to_owned());
    let address = match drafted.shown.as_ref().and_then(|shown| shown.address(field.key(), &id)) {
        Some(address) => view! { <span class="recipient-address">{address.to_owned()}</span> }.into_any(),
        None => {
            let (id, masked) = (id.clone(), masked.clone());
            view! { <ShowEmail whose=Whose::Contact group=field.key().to_owned() id masked /> }.into_any()
        }
    };
    let is_new = drafted
        .is_new(&contact.id)
        .then(|| view! { <Badge tone=Tone::Warn glyph=Glyph::Info text="Added meanwhile" /> });
    let is_removed = drafted.draft.removed.contains(&contact.id);
    view! {
        <li class="contact">
            <span class="recipient">{address} {is_new}</span>
            <label class="contact-remove">
                <input class="check" type="checkbox" name=REMOVED value=id checked=is_removed />
                "Remove"
                <span class="visually-hidden">{format!(" {masked}")}</span>
            </label>
        </li>
    }
    .into_any()
}

/// What goes with the form unseen: which addresses it shows and, where they could not be read, what was to become of them.
pub(super) fn kept(drafted: &Drafted, stands: Option<&TenantSettings>) -> AnyView {
    let of = |name: &'static str, ids: Vec<String>| {
        ids.into_iter().map(move |id| view! { <input type="hidden" name=name value=id /> }).collect_view()
    };
    let ids = |ids: &[crate::model::recipient::RecipientId]| ids.iter().map(|id| id.as_str().to_owned()).collect();
    match stands {
        Some(stands) => of(SEEN, stands.contact_ids().map(|id| id.as_str().to_owned()).collect()).into_any(),
        None => view! {
            {of(SEEN, ids(&drafted.draft.seen))}
            {of(REMOVED, ids(&drafted.draft.removed))}
            <p class="quiet">{words::CONTACTS_UNREAD}</p>
        }
        .into_any(),
    }
}
