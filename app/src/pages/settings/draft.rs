//! What the form shows: what was typed, what is wrong with it, and what stands instead where somebody else was quicker.

use super::contacts::{REMOVED, SEEN};
use crate::{
    error::PortalError,
    model::{
        recipient::RecipientId,
        settings_draft::SettingsDraft,
        tenant_settings::{SaveAnswer, SettingsFault, SettingsField, TenantSettings},
    },
    pages::{posted::Posted, show_email::Shown},
    words,
};
use serde::{Deserialize, Serialize};

/// The name of the field with the version.
pub(super) const VERSION: &str = "version";

/// A form that was sent and did not lead on.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sent {
    /// What was typed.
    pub(super) draft: SettingsDraft,
    /// What came of it.
    pub(super) came: Came,
}

/// What came of a form.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Came {
    /// It was to be saved.
    Saving(Result<SaveAnswer, PortalError>),
    /// It was to show one address.
    Showing(Shown),
}

/// The draft that a form brings, word for word; none without the version that it is over.
pub(super) fn of_form(form: &Posted) -> Option<SettingsDraft> {
    let text = |field: SettingsField| form.text(field.key());
    let ids = |name| form.fields(name).filter_map(|id| RecipientId::parse(&id)).collect();
    Some(SettingsDraft {
        version: form.field(VERSION)?.parse().ok()?,
        display_name: text(SettingsField::DisplayName),
        timezone: text(SettingsField::Timezone),
        region: text(SettingsField::Region),
        invoices_and_receipts: text(SettingsField::InvoicesAndReceipts),
        plan_and_billing_changes: text(SettingsField::PlanAndBillingChanges),
        security_contact: text(SettingsField::SecurityContact),
        removed: ids(REMOVED),
        seen: ids(SEEN),
    })
}

/// A draft in the form.
#[derive(Default)]
pub(super) struct Drafted {
    /// The values of the fields, and the version that the next saving is over.
    pub(super) draft: SettingsDraft,
    /// Fields with something wrong.
    faults: Vec<(SettingsField, SettingsFault)>,
    /// What stands now, after a conflict.
    pub(super) current: Option<TenantSettings>,
    /// Why nothing was saved.
    pub(super) trouble: Option<PortalError>,
    /// The address that was asked for without script.
    pub(super) shown: Option<Shown>,
}

impl Drafted {
    /// The settings as they stand.
    pub(super) fn fresh(settings: &TenantSettings) -> Self {
        Self { draft: SettingsDraft::of(settings), ..Self::default() }
    }

    /// What was sent and not saved. After a conflict the next saving is over what stands now: it has been shown.
    pub(super) fn again(Sent { draft, came }: Sent) -> Self {
        let mut again = Self { draft, ..Self::default() };
        match came {
            Came::Saving(Ok(SaveAnswer::Invalid(faults))) => again.faults = faults,
            Came::Saving(Ok(SaveAnswer::Conflict(stands))) => {
                again.draft.version = stands.version;
                again.draft.removed.retain(|id| stands.contact_ids().any(|stands| stands == id));
                again.current = Some(*stands);
            }
            Came::Saving(Ok(SaveAnswer::Saved(_))) => {}
            Came::Saving(Err(error)) => again.trouble = Some(error),
            Came::Showing(shown) => again.shown = Some(shown),
        }
        again
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, field: SettingsField) -> Option<&'static str> {
        let fault = self.faults.iter().find(|(faulty, _)| *faulty == field)?.1;
        Some(words::of_settings_fault(field, fault))
    }

    /// The fields with something wrong, in the order of the form.
    pub(super) fn wrong(&self) -> Vec<SettingsField> {
        let all = SettingsField::ALL.into_iter().chain([SettingsField::Form]);
        all.filter(|field| self.error(*field).is_some()).collect()
    }

    /// What stands now in a field in which something else was typed; an empty text where nothing stands.
    pub(super) fn stands(&self, field: SettingsField) -> Option<&str> {
        let current = self.current.as_ref()?;
        let stands = match field {
            SettingsField::DisplayName => current.display_name.as_deref().unwrap_or_default(),
            SettingsField::Timezone => &current.timezone,
            SettingsField::Region => &current.region,
            SettingsField::InvoicesAndReceipts
            | SettingsField::PlanAndBillingChanges
            | SettingsField::SecurityContact
            | SettingsField::Form => return None,
        };
        (self.draft.typed(field).trim() != stands).then_some(stands)
    }

    /// Whether an address came while the form was filled in.
    pub(super) fn is_new(&self, contact: &RecipientId) -> bool {
        self.current.is_some() && !self.draft.seen.contains(contact)
    }

    /// How many of the addresses that were seen went while the form was filled in.
    pub(super) fn gone(&self) -> usize {
        let Some(current) = &self.current else { return 0 };
        self.draft.seen.iter().filter(|seen| !current.contact_ids().any(|id| id == *seen)).count()
    }
}
