//! Tenant Settings for those who only read them; contacts are masked.

use crate::{
    model::{
        day,
        recipient::Recipient,
        tenant_settings::{SettingsField, TenantSettings},
    },
    ui::{Card, Fact, Facts},
};
use leptos::prelude::*;

/// The summary.
pub(super) fn summary(settings: TenantSettings) -> AnyView {
    let last = last_changed(&settings);
    let name = settings.display_name.unwrap_or_else(|| "Your organisation's own name".to_owned());
    let contact = settings.security_contact.map_or_else(|| "Nobody".to_owned(), shown);
    let facts = vec![
        Some(Fact::new(SettingsField::DisplayName.label(), name)),
        Some(Fact::new(SettingsField::Timezone.label(), settings.timezone.replace('_', " "))),
        Some(Fact::new(SettingsField::Region.label(), settings.region)),
        Some(Fact::new(SettingsField::InvoicesAndReceipts.label(), addresses(settings.invoices_and_receipts))),
        Some(Fact::new(SettingsField::PlanAndBillingChanges.label(), addresses(settings.plan_and_billing_changes))),
        Some(Fact::new(SettingsField::SecurityContact.label(), contact)),
    ];
    view! {
        <Card labelled_by="settings-summary" class="settings-summary">
            <h2 id="settings-summary">"Tenant Settings"</h2>
            <p class="quiet">"Client Admins can change these. Contacts are masked for you."</p>
            <Facts facts />
            {last}
        </Card>
    }
    .into_any()
}

fn shown(contact: Recipient) -> String {
    contact.masked.into()
}

fn addresses(addresses: Vec<Recipient>) -> AnyView {
    if addresses.is_empty() {
        return "Nobody".into_any();
    }
    let lines = addresses.into_iter().map(|contact| view! { <li>{shown(contact)}</li> }).collect_view();
    view! { <ul>{lines}</ul> }.into_any()
}

/// When they were saved last, and by whom.
pub(super) fn last_changed(settings: &TenantSettings) -> Option<AnyView> {
    let moment = settings.updated.as_ref()?;
    let by = settings.updated_by.as_ref().map(|by| format!(" by {by}"));
    let line = view! {
        <p class="settings-last">
            "Last changed "
            <time datetime=moment.utc.clone()>{format!("{}, {}", day::short(moment.day), moment.clock())}</time>
            {by}
        </p>
    };
    Some(line.into_any())
}
