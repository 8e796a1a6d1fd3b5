//! Tenant Settings as a form, for those who may change them.

use super::{
    contacts,
    draft::{Drafted, VERSION},
    summary,
    tenant::Loaded,
};
use crate::{
    error::ErrorKind,
    in_place,
    model::tenant_settings::{SettingsField, TenantSettings},
    pages::{posted::Posted, show_email::Shown, unsent::sign_in_beside},
    paths,
    ui::{Button, ButtonKind, Card, Choice, Field, Told},
    words,
};
use leptos::prelude::*;

/// Regional formats on offer; one that is set and is none of them stays.
const REGIONS: [(&str, &str); 4] = [
    ("en-AU", "English (Australia)"),
    ("en-NZ", "English (New Zealand)"),
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
];

/// The form.
pub(super) fn form(drafted: &Drafted, loaded: &Loaded) -> AnyView {
    let stands = drafted.current.as_ref().or(loaded.settings.as_ref());
    let last = stands.map(summary::last_changed);
    let fields = fields(drafted, loaded, stands);
    let kept = contacts::kept(drafted, stands);
    let is_typed = Posted::here().map(|_| "true");
    view! {
        {told(drafted)}
        // The answer may be this page again, so the section stays in the address.
        <form class="settings-form" method="post" action=paths::TENANT_SETTINGS data-in-place=in_place::FORM data-typed=is_typed novalidate=true>
            // The first button of a form is what Enter in a field presses: it must not be one that shows an address.
            <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">
                "Save changes"
            </button>
            <input type="hidden" name=VERSION value=drafted.draft.version.to_string() />
            {kept}
            {fields}
            <div class="settings-save">
                <Button kind=ButtonKind::Primary>"Save changes"</Button>
                {last}
            </div>
        </form>
    }
    .into_any()
}

fn fields(drafted: &Drafted, loaded: &Loaded, stands: Option<&TenantSettings>) -> AnyView {
    use SettingsField::{DisplayName, InvoicesAndReceipts, PlanAndBillingChanges, Region, SecurityContact, Timezone};
    let draft = &drafted.draft;
    let zones = loaded.zones.iter().map(|zone| zone_choice(zone)).collect();
    let regions = REGIONS.into_iter().map(|(key, label)| Choice::new(key, label)).collect();
    let display = [
        field(drafted, DisplayName, DisplayName.label())
            .hint("Leave it empty to use your organisation's own name.")
            .input(DisplayName.key(), "text", draft.display_name.clone()),
        field(drafted, Timezone, Timezone.label()).hint("Days and times in the portal are of this zone.").select(
            Timezone.key(),
            zones,
            &draft.timezone,
        ),
        field(drafted, Region, Region.label()).select(Region.key(), regions, &draft.region),
    ];
    let recipients = [
        (InvoicesAndReceipts, "Add to Invoices and receipts"),
        (PlanAndBillingChanges, "Add to Plan and billing changes"),
    ]
    .map(|(of, label)| {
        let control = contacts::lines(field(drafted, of, label), of.key(), draft.typed(of).to_owned());
        contacts::group(drafted, stands, of, control)
    });
    let contact = field(drafted, SecurityContact, "New security contact")
        .hint("Takes the place of the one that stands. Leave it empty to keep that.")
        .input(SecurityContact.key(), "email", draft.security_contact.clone());
    let security = contacts::group(drafted, stands, SecurityContact, contact);
    view! {
        <Card labelled_by="settings-display">
            <h2 id="settings-display">"Display"</h2>
            {display.into_iter().collect_view()}
        </Card>
        <Card labelled_by="settings-recipients">
            <h2 id="settings-recipients">"Billing email recipients"</h2>
            <p class="quiet">{words::CONTACTS_MASKED}</p>
            {recipients.into_iter().collect_view()}
        </Card>
        <Card labelled_by="settings-security">
            <h2 id="settings-security">"Security"</h2>
            <p class="quiet">"Who is written to when something concerns security."</p>
            {security}
        </Card>
    }
    .into_any()
}

fn id(field: SettingsField) -> String {
    format!("settings-{}", field.key())
}

fn field(drafted: &Drafted, field: SettingsField, label: &'static str) -> Field {
    let stands = drafted.stands(field).map(|stands| {
        let value = if stands.is_empty() { "nothing".to_owned() } else { stands.to_owned() };
        view! {
            <p class="settings-stands">
                "Stands now: " <strong>{value}</strong>
            </p>
        }
        .into_any()
    });
    Field::new(id(field), label).error(drafted.error(field)).beside(stands)
}

/// `Australia/Brisbane` as "Brisbane" under "Australia".
fn zone_choice(zone: &str) -> Choice {
    let (group, label) = zone.split_once('/').map_or((None, zone), |(group, place)| (Some(group), place));
    Choice { value: zone.to_owned(), label: label.replace('_', " "), group: group.map(str::to_owned) }
}

/// Why nothing was saved. It takes the focus, so that who sent the form is where the answer is.
fn told(drafted: &Drafted) -> Option<AnyView> {
    let wrong = drafted.wrong();
    let notice = if let Some(error) = &drafted.trouble {
        let is_over = error.kind == ErrorKind::SignedOut;
        let words = if is_over { words::of_unsent(error.kind) } else { words::of_settings_error(error.kind) };
        let (body, actions) = (words::with_reference(words.body, error), sign_in_beside(error));
        view! { <Told title=words.title body actions /> }.into_any()
    } else if drafted.current.is_some() {
        let words = words::SETTINGS_CONFLICT;
        said(words.title, format!("{}{}", words.body, words::contacts_gone(drafted.gone())), None)
    } else if let Some(error) = drafted.shown.as_ref().and_then(Shown::trouble) {
        let words = words::of_reveal(error.kind);
        said(words.title, words::with_reference(words.body, error), None)
    } else if !wrong.is_empty() {
        let links = wrong.iter().map(|field| link(*field, drafted)).collect_view().into_any();
        said(words::SETTINGS_INVALID.title, words::SETTINGS_INVALID.body.to_owned(), Some(links))
    } else {
        return None;
    };
    Some(notice)
}

fn said(title: &'static str, body: String, places: Option<AnyView>) -> AnyView {
    view! { <Told title body places /> }.into_any()
}

fn link(field: SettingsField, drafted: &Drafted) -> AnyView {
    let text = drafted.error(field).unwrap_or_default();
    if field == SettingsField::Form {
        return view! { <li>{text}</li> }.into_any();
    }
    view! {
        <li>
            <a href=format!("#{}", id(field))>{field.label()}</a>
            {format!(": {text}")}
        </li>
    }
    .into_any()
}
