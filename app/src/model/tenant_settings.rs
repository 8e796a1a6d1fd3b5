//! Tenant settings: what is set, as everybody is shown it, and what comes of saving. Imports serde only.

use super::{
    day::Moment,
    recipient::{Recipient, RecipientId},
    settings_draft::SettingsDraft,
};
use crate::error::PortalError;
use serde::{Deserialize, Serialize};

/// The settings of a client organisation. Addresses are masked for everybody: in the clear one is only shown, and recorded, by
/// itself. Their ids are the portal's own, stay the same from one saving to the next, and tell nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantSettings {
    /// Which saving this is; goes back with the next one.
    pub version: i64,
    /// "Display name"; none shows the organisation's own.
    pub display_name: Option<String>,
    /// "Display time zone", an IANA name.
    pub timezone: String,
    /// "Regional format", like `en-AU`.
    pub region: String,
    /// "Invoices and receipts".
    pub invoices_and_receipts: Vec<Recipient>,
    /// "Plan and billing changes".
    pub plan_and_billing_changes: Vec<Recipient>,
    /// "Security contact".
    pub security_contact: Option<Recipient>,
    /// When it was saved last, on the tenant's clock.
    pub updated: Option<Moment>,
    /// Who saved it last.
    pub updated_by: Option<String>,
}

impl TenantSettings {
    /// The addresses of a field; none where a field is no address.
    #[must_use]
    pub fn contacts(&self, field: SettingsField) -> &[Recipient] {
        match field {
            SettingsField::InvoicesAndReceipts => &self.invoices_and_receipts,
            SettingsField::PlanAndBillingChanges => &self.plan_and_billing_changes,
            SettingsField::SecurityContact => self.security_contact.as_slice(),
            SettingsField::DisplayName | SettingsField::Timezone | SettingsField::Region | SettingsField::Form => &[],
        }
    }

    /// The ids of all addresses.
    pub fn contact_ids(&self) -> impl Iterator<Item = &RecipientId> {
        SettingsField::CONTACTS.into_iter().flat_map(|field| self.contacts(field)).map(|contact| &contact.id)
    }
}

/// A field of the settings' form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingsField {
    /// "Display name".
    DisplayName,
    /// "Display time zone".
    Timezone,
    /// "Regional format".
    Region,
    /// "Invoices and receipts".
    InvoicesAndReceipts,
    /// "Plan and billing changes".
    PlanAndBillingChanges,
    /// "Security contact".
    SecurityContact,
    /// The form as a whole: the upstream refused something that is no field of it.
    Form,
}

impl SettingsField {
    /// The fields of the form, in its order.
    pub const ALL: [Self; 6] = [
        Self::DisplayName,
        Self::Timezone,
        Self::Region,
        Self::InvoicesAndReceipts,
        Self::PlanAndBillingChanges,
        Self::SecurityContact,
    ];

    /// The fields that hold addresses.
    pub const CONTACTS: [Self; 3] = [Self::InvoicesAndReceipts, Self::PlanAndBillingChanges, Self::SecurityContact];

    /// The field of addresses with exactly this key.
    #[must_use]
    pub fn contacts_from_key(key: &str) -> Option<Self> {
        Self::CONTACTS.into_iter().find(|field| field.key() == key)
    }

    /// The property of the contract, which is also the name of the form's field.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::DisplayName => "display_name",
            Self::Timezone => "timezone",
            Self::Region => "region",
            Self::InvoicesAndReceipts => "invoices_and_receipts",
            Self::PlanAndBillingChanges => "plan_and_billing_changes",
            Self::SecurityContact => "security_contact",
            Self::Form => "form",
        }
    }

    /// The name a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::DisplayName => "Display name",
            Self::Timezone => "Display time zone",
            Self::Region => "Regional format",
            Self::InvoicesAndReceipts => "Invoices and receipts",
            Self::PlanAndBillingChanges => "Plan and billing changes",
            Self::SecurityContact => "Security contact",
            Self::Form => "Tenant Settings",
        }
    }

    /// The field that the upstream calls `name`, also when it names an item of it (`invoices_and_receipts.0`, `…[0]`).
    #[must_use]
    pub fn of_upstream(name: &str) -> Self {
        let head = name.split(['.', '[', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        Self::ALL.into_iter().find(|field| field.key() == head).unwrap_or(Self::Form)
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingsFault {
    /// Nothing is there, and something must be.
    Missing,
    /// More characters than the contract takes.
    TooLong,
    /// More than ten addresses.
    TooMany,
    /// At least one entry is no email address.
    NotAnAddress,
    /// An address twice, or one that is there already.
    Repeated,
    /// Not a time zone or a regional format that is known.
    Unknown,
    /// The upstream did not take it.
    Refused,
}

/// What came of saving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SaveAnswer {
    /// Saved; as it now stands.
    Saved(Box<TenantSettings>),
    /// Nothing was saved: these fields need another look.
    Invalid(Vec<(SettingsField, SettingsFault)>),
    /// Nothing was saved: somebody else saved first, and this is what stands now.
    Conflict(Box<TenantSettings>),
}

/// Settings that were sent, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsAttempt {
    /// What was typed.
    pub draft: SettingsDraft,
    /// What came of it.
    pub outcome: Result<SaveAnswer, PortalError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upstream_names_lead_to_fields() {
        assert_eq!(SettingsField::of_upstream("timezone"), SettingsField::Timezone);
        assert_eq!(SettingsField::of_upstream("invoices_and_receipts.0"), SettingsField::InvoicesAndReceipts);
        assert_eq!(SettingsField::of_upstream("/region"), SettingsField::Region);
        assert_eq!(SettingsField::of_upstream("surprise"), SettingsField::Form);
    }
}
