//! Tenant settings as they were typed, and as they can be saved. Imports serde only.
//!
//! Who edits them never gets an address in the clear to send back: a form says which of those that stand are to go, and which
//! are to come, and the server makes the new list of it.

use super::{
    recipient::RecipientId,
    tenant_settings::{SettingsFault, SettingsField, TenantSettings},
};
use serde::{Deserialize, Serialize};

/// The settings as they were typed, word for word, so that a form can show them again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsDraft {
    /// The version that was loaded.
    pub version: i64,
    /// "Display name".
    pub display_name: String,
    /// "Display time zone".
    pub timezone: String,
    /// "Regional format".
    pub region: String,
    /// Addresses to add, one a line or separated by commas.
    pub invoices_and_receipts: String,
    /// Addresses to add, one a line or separated by commas.
    pub plan_and_billing_changes: String,
    /// An address to take the place of the one that stands, or nothing.
    pub security_contact: String,
    /// The addresses to take away.
    pub removed: Vec<RecipientId>,
    /// The addresses that the form has shown: after a conflict, others are new.
    pub seen: Vec<RecipientId>,
}

/// Settings that fit the contract as far as that can be known without the addresses that stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsUpdate {
    /// The version that was loaded.
    pub version: i64,
    /// At most 120 characters.
    pub display_name: Option<String>,
    /// An IANA name.
    pub timezone: String,
    /// A language and a country.
    pub region: String,
    /// To add.
    pub invoices_and_receipts: Vec<String>,
    /// To add.
    pub plan_and_billing_changes: Vec<String>,
    /// To take the place of the one that stands.
    pub security_contact: Option<String>,
    /// To take away.
    pub removed: Vec<RecipientId>,
}

impl SettingsDraft {
    /// Most characters of a display name.
    pub const NAME_MAX: usize = 120;
    /// Most addresses of a group.
    pub const ADDRESSES_MAX: usize = 10;

    /// What a form shows before anything is typed.
    #[must_use]
    pub fn of(settings: &TenantSettings) -> Self {
        Self {
            version: settings.version,
            display_name: settings.display_name.clone().unwrap_or_default(),
            timezone: settings.timezone.clone(),
            region: settings.region.clone(),
            seen: settings.contact_ids().cloned().collect(),
            ..Self::default()
        }
    }

    /// The settings as they can be saved. Whether a zone exists is the server's to say, which has the zone rules.
    ///
    /// # Errors
    /// Every field with something wrong.
    pub fn check(&self) -> Result<SettingsUpdate, Vec<(SettingsField, SettingsFault)>> {
        let mut faults = Vec::new();
        let mut blame = |field, fault: Option<SettingsFault>| faults.extend(fault.map(|fault| (field, fault)));
        let name: String = self.display_name.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let too_long = (name.chars().count() > Self::NAME_MAX).then_some(SettingsFault::TooLong);
        blame(SettingsField::DisplayName, too_long);
        let (timezone, region) = (self.timezone.trim(), self.region.trim());
        blame(SettingsField::Timezone, (!is_zone_name(timezone)).then(|| unknown(timezone)));
        blame(SettingsField::Region, (!is_region(region)).then(|| unknown(region)));
        let (invoices, changes) = (addresses(&self.invoices_and_receipts), addresses(&self.plan_and_billing_changes));
        blame(SettingsField::InvoicesAndReceipts, fault_of(&invoices));
        blame(SettingsField::PlanAndBillingChanges, fault_of(&changes));
        let contact = self.security_contact.trim();
        let no_contact = !contact.is_empty() && !is_email(contact);
        blame(SettingsField::SecurityContact, no_contact.then_some(SettingsFault::NotAnAddress));
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(SettingsUpdate {
            version: self.version,
            display_name: (!name.is_empty()).then_some(name),
            timezone: timezone.to_owned(),
            region: region.to_owned(),
            invoices_and_receipts: invoices,
            plan_and_billing_changes: changes,
            security_contact: (!contact.is_empty()).then(|| contact.to_owned()),
            removed: self.removed.clone(),
        })
    }

    /// What was typed into a field.
    #[must_use]
    pub fn typed(&self, field: SettingsField) -> &str {
        match field {
            SettingsField::DisplayName => &self.display_name,
            SettingsField::Timezone => &self.timezone,
            SettingsField::Region => &self.region,
            SettingsField::InvoicesAndReceipts => &self.invoices_and_receipts,
            SettingsField::PlanAndBillingChanges => &self.plan_and_billing_changes,
            SettingsField::SecurityContact => &self.security_contact,
            SettingsField::Form => "",
        }
    }
}

fn unknown(text: &str) -> SettingsFault {
    if text.is_empty() { SettingsFault::Missing } else { SettingsFault::Unknown }
}

/// The entries of a list that was typed, without empty ones.
fn addresses(text: &str) -> Vec<String> {
    let entries = text.split([',', ';', '\n', '\r', ' ', '\t']).map(str::trim);
    entries.filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// What is wrong with addresses that were typed.
fn fault_of(addresses: &[String]) -> Option<SettingsFault> {
    let strange = addresses.iter().any(|address| !is_email(address));
    if strange { Some(SettingsFault::NotAnAddress) } else { fault_of_many(addresses) }
}

/// What is wrong with a whole list of addresses: those that stay and those that come.
#[must_use]
pub fn fault_of_list(addresses: &[String]) -> Option<SettingsFault> {
    if addresses.is_empty() { Some(SettingsFault::Missing) } else { fault_of_many(addresses) }
}

fn fault_of_many(addresses: &[String]) -> Option<SettingsFault> {
    let lower: Vec<_> = addresses.iter().map(|address| address.to_lowercase()).collect();
    let repeated = lower.iter().enumerate().any(|(at, one)| lower.iter().take(at).any(|other| other == one));
    if addresses.len() > SettingsDraft::ADDRESSES_MAX {
        Some(SettingsFault::TooMany)
    } else {
        repeated.then_some(SettingsFault::Repeated)
    }
}

/// Strict enough to catch slips; whether mail arrives is not to be known here.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let local_fits = !local.is_empty() && local.len() <= 64 && local.bytes().all(|b| b.is_ascii_graphic());
    local_fits && text.len() <= 254 && domain.contains('.') && domain.split('.').all(label)
}

/// The shape of an IANA name, like `Australia/Brisbane` or `UTC`.
#[must_use]
pub fn is_zone_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    !text.is_empty() && text.len() <= 64 && text.bytes().all(plain)
}

/// A language and a country, like `en-AU`.
#[must_use]
pub fn is_region(text: &str) -> bool {
    text.split_once('-').is_some_and(|(language, country)| {
        matches!(language.len(), 2 | 3)
            && language.bytes().all(|b| b.is_ascii_lowercase())
            && country.len() == 2
            && country.bytes().all(|b| b.is_ascii_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> SettingsDraft {
        SettingsDraft {
            version: 3,
            timezone: "Australia/Brisbane".into(),
            region: "en-AU".into(),
            invoices_and_receipts: "a@b.test\r\n c@d.test ,".into(),
            ..SettingsDraft::default()
        }
    }

    #[test]
    fn addresses_come_one_a_line_or_separated_by_commas() {
        let update = draft().check().unwrap();
        assert_eq!(update.invoices_and_receipts, ["a@b.test", "c@d.test"]);
        assert!(update.plan_and_billing_changes.is_empty());
        assert_eq!((update.display_name, update.security_contact), (None, None));
    }

    #[test]
    fn every_field_with_something_wrong_is_named_at_once() {
        let wrong = SettingsDraft {
            display_name: "x".repeat(121),
            timezone: "Brisbane time".into(),
            region: String::new(),
            invoices_and_receipts: "a@b.test A@B.test".into(),
            plan_and_billing_changes: (0..11).map(|n| format!("a{n}@b.test\n")).collect(),
            security_contact: "nobody".into(),
            ..draft()
        };
        assert_eq!(
            wrong.check().unwrap_err(),
            [
                (SettingsField::DisplayName, SettingsFault::TooLong),
                (SettingsField::Timezone, SettingsFault::Unknown),
                (SettingsField::Region, SettingsFault::Missing),
                (SettingsField::InvoicesAndReceipts, SettingsFault::Repeated),
                (SettingsField::PlanAndBillingChanges, SettingsFault::TooMany),
                (SettingsField::SecurityContact, SettingsFault::NotAnAddress),
            ]
        );
    }

    #[test]
    fn a_list_is_never_empty_too_long_or_with_an_address_twice() {
        let list = |addresses: &[&str]| fault_of_list(&addresses.iter().map(|&a| a.to_owned()).collect::<Vec<_>>());
        assert_eq!(list(&[]), Some(SettingsFault::Missing));
        assert_eq!(list(&["a@b.test", "A@b.test"]), Some(SettingsFault::Repeated));
        assert_eq!(
            fault_of_list(&(0..11).map(|n| format!("a{n}@b.test")).collect::<Vec<_>>()),
            Some(SettingsFault::TooMany)
        );
        assert_eq!(list(&["odd"]), None, "what stands is the upstream's to judge");
    }
}
