//! What the form shows: what was typed, what is wrong with it, and what stands instead where somebody else was quicker.

use crate::{
    error::PortalError,
    model::tenant_settings::{
        SaveAnswer, SettingsAttempt, SettingsDraft, SettingsFault, SettingsField, TenantSettings,
    },
    pages::posted::Posted,
    words,
};

/// The name of the field with the version.
pub(super) const VERSION: &str = "version";

/// The draft that a form brings, word for word; none without the version that it is over.
pub(super) fn of_form(form: &Posted) -> Option<SettingsDraft> {
    let text = |field: SettingsField| form.text(field.key());
    Some(SettingsDraft {
        version: form.field(VERSION)?.parse().ok()?,
        display_name: text(SettingsField::DisplayName),
        timezone: text(SettingsField::Timezone),
        region: text(SettingsField::Region),
        invoices_and_receipts: text(SettingsField::InvoicesAndReceipts),
        plan_and_billing_changes: text(SettingsField::PlanAndBillingChanges),
        security_contact: text(SettingsField::SecurityContact),
    })
}

/// A draft in the form.
pub(super) struct Drafted {
    /// The values of the fields, and the version that the next saving is over.
    pub(super) draft: SettingsDraft,
    /// Fields with something wrong.
    faults: Vec<(SettingsField, SettingsFault)>,
    /// What stands now, after a conflict.
    pub(super) current: Option<TenantSettings>,
    /// Why nothing was saved.
    pub(super) trouble: Option<PortalError>,
}

impl Drafted {
    /// The settings as they stand.
    pub(super) fn fresh(settings: &TenantSettings) -> Self {
        Self { draft: SettingsDraft::of(settings), faults: Vec::new(), current: None, trouble: None }
    }

    /// What was sent and not saved. After a conflict the next saving is over what stands now: it has been shown.
    pub(super) fn again(attempt: SettingsAttempt) -> Self {
        let SettingsAttempt { mut draft, outcome } = attempt;
        let (mut faults, mut current, mut trouble) = (Vec::new(), None, None);
        match outcome {
            Ok(SaveAnswer::Invalid(found)) => faults = found,
            Ok(SaveAnswer::Conflict(stands)) => {
                draft.version = stands.version;
                current = Some(*stands);
            }
            Ok(SaveAnswer::Saved(_)) => {}
            Err(error) => trouble = Some(error),
        }
        Self { draft, faults, current, trouble }
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
    pub(super) fn stands(&self, field: SettingsField) -> Option<String> {
        let current = self.current.as_ref()?;
        if !self.draft.differs_in(current).contains(&field) {
            return None;
        }
        Some(match field {
            SettingsField::DisplayName => current.display_name.clone().unwrap_or_default(),
            SettingsField::Timezone => current.timezone.clone(),
            SettingsField::Region => current.region.clone(),
            SettingsField::InvoicesAndReceipts => current.invoices_and_receipts.join(", "),
            SettingsField::PlanAndBillingChanges => current.plan_and_billing_changes.join(", "),
            SettingsField::SecurityContact => current.security_contact.clone().unwrap_or_default(),
            SettingsField::Form => return None,
        })
    }
}
