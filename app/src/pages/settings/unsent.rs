//! The form of Tenant Settings that came when nobody could be met.

use super::{
    contacts::{REMOVED, SEEN},
    draft::{self, VERSION},
};
use crate::{
    model::{
        recipient::RecipientId,
        settings_draft::{SettingsDraft, is_region, is_zone_name},
        tenant_settings::SettingsField,
    },
    pages::{
        posted::Posted,
        show_email,
        unsent::{Typed, Unsent},
    },
    paths,
    ui::Fact,
};

/// Most addresses that the form can show: two lists, and the security contact.
const SHOWN_MAX: usize = 2 * SettingsDraft::ADDRESSES_MAX + 1;

/// The form again; none when it is not one of this page's.
#[must_use]
pub fn unsent(form: &Posted) -> Option<Unsent> {
    use SettingsField::{DisplayName, InvoicesAndReceipts, PlanAndBillingChanges, Region, SecurityContact, Timezone};
    // Without its button, a form that was to show an address would save.
    let show = match form.field(show_email::SHOW) {
        Some(asked) => Some(show_email::well_formed(&asked)?.to_owned()),
        None => None,
    };
    let draft = draft::of_form(form)?;
    // More than a form can show are of none.
    if [&draft.seen, &draft.removed].into_iter().any(|ids| ids.len() > SHOWN_MAX) {
        return None;
    }
    let typed = |field: SettingsField, label, lines| {
        let text = draft.typed(field).to_owned();
        Typed { name: field.key(), label, lines, text }
    };
    let removed = draft.removed.len();
    let timezone = is_zone_name(&draft.timezone).then(|| draft.timezone.clone());
    let region = is_region(&draft.region).then(|| draft.region.clone());
    let mut hidden = vec![
        (VERSION, draft.version.to_string()),
        (Timezone.key(), timezone.clone().unwrap_or_default()),
        (Region.key(), region.clone().unwrap_or_default()),
    ];
    hidden.extend(show.map(|show| (show_email::SHOW, show)));
    hidden.extend(ids(&draft.seen).map(|id| (SEEN, id)));
    hidden.extend(ids(&draft.removed).map(|id| (REMOVED, id)));
    Some(Unsent {
        action: paths::TENANT_SETTINGS,
        hidden,
        chosen: vec![
            Fact::maybe(Timezone.label(), timezone.map(|zone| zone.replace('_', " "))),
            Fact::maybe(Region.label(), region),
            (removed > 0).then(|| Fact::new("Addresses to remove", removed.to_string())),
        ],
        typed: vec![
            typed(DisplayName, DisplayName.label(), false),
            typed(InvoicesAndReceipts, "Add to Invoices and receipts", true),
            typed(PlanAndBillingChanges, "Add to Plan and billing changes", true),
            typed(SecurityContact, "New security contact", false),
        ],
    })
}

fn ids(of: &[RecipientId]) -> impl Iterator<Item = String> {
    of.iter().map(|id| id.as_str().to_owned())
}
