//! Tenant settings: what is set, what a person typed, what is wrong with it, and what changed meanwhile. Imports serde only.

use super::day::Moment;
use crate::error::PortalError;
use serde::{Deserialize, Serialize};

/// The settings of a client organisation, as this person may see them.
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
    pub invoices_and_receipts: Vec<String>,
    /// "Plan and billing changes".
    pub plan_and_billing_changes: Vec<String>,
    /// "Security contact".
    pub security_contact: Option<String>,
    /// When it was saved last, on the tenant's clock.
    pub updated: Option<Moment>,
    /// Who saved it last.
    pub updated_by: Option<String>,
    /// Whether this person may change it; the addresses are masked for everyone else.
    pub editable: bool,
}

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
    /// Addresses, one a line or separated by commas.
    pub invoices_and_receipts: String,
    /// Addresses, one a line or separated by commas.
    pub plan_and_billing_changes: String,
    /// An address, or nothing.
    pub security_contact: String,
}

/// Settings that fit the contract.
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
    /// One to ten addresses.
    pub invoices_and_receipts: Vec<String>,
    /// One to ten addresses.
    pub plan_and_billing_changes: Vec<String>,
    /// An address.
    pub security_contact: Option<String>,
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
    /// The same address twice.
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
            invoices_and_receipts: settings.invoices_and_receipts.join("\n"),
            plan_and_billing_changes: settings.plan_and_billing_changes.join("\n"),
            security_contact: settings.security_contact.clone().unwrap_or_default(),
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
        })
    }

    /// The fields in which what was typed differs from what stands: after a conflict, what there is to review.
    #[must_use]
    pub fn differs_in(&self, current: &TenantSettings) -> Vec<SettingsField> {
        let current = Self::of(current);
        let same = |field| match field {
            SettingsField::DisplayName => self.display_name.trim() == current.display_name,
            SettingsField::Timezone => self.timezone.trim() == current.timezone,
            SettingsField::Region => self.region.trim() == current.region,
            SettingsField::InvoicesAndReceipts => {
                addresses(&self.invoices_and_receipts) == addresses(&current.invoices_and_receipts)
            }
            SettingsField::PlanAndBillingChanges => {
                addresses(&self.plan_and_billing_changes) == addresses(&current.plan_and_billing_changes)
            }
            SettingsField::SecurityContact => self.security_contact.trim() == current.security_contact,
            SettingsField::Form => true,
        };
        SettingsField::ALL.into_iter().filter(|field| !same(*field)).collect()
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

fn fault_of(addresses: &[String]) -> Option<SettingsFault> {
    let lower: Vec<_> = addresses.iter().map(|address| address.to_lowercase()).collect();
    let repeated = lower.iter().enumerate().any(|(at, one)| lower.iter().take(at).any(|other| other == one));
    if addresses.is_empty() {
        Some(SettingsFault::Missing)
    } else if addresses.len() > SettingsDraft::ADDRESSES_MAX {
        Some(SettingsFault::TooMany)
    } else if !addresses.iter().all(|address| is_email(address)) {
        Some(SettingsFault::NotAnAddress)
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
fn is_zone_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    !text.is_empty() && text.len() <= 64 && text.bytes().all(plain)
}

/// A language and a country, like `en-AU`.
fn is_region(text: &str) -> bool {
    text.split_once('-').is_some_and(|(language, country)| {
        matches!(language.len(), 2 | 3)
            && language.bytes().all(|b| b.is_ascii_lowercase())
            && country.len() == 2
            && country.bytes().all(|b| b.is_ascii_uppercase())
    })
}

/// `address` with all but the first letters and the ending hidden, as the upstream masks it: `a•••@e•••.com.au`. What is
/// masked already stays as it is.
#[must_use]
pub fn masked(address: &str) -> String {
    if address.contains('•') {
        return address.to_owned();
    }
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let (host, ending) = domain.split_once('.').unwrap_or((domain, ""));
    format!("{}•••@{}•••.{ending}", first(local), first(host))
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
            plan_and_billing_changes: "a@b.test".into(),
            ..SettingsDraft::default()
        }
    }

    #[test]
    fn addresses_come_one_a_line_or_separated_by_commas() {
        let update = draft().check().unwrap();
        assert_eq!(update.invoices_and_receipts, ["a@b.test", "c@d.test"]);
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
    fn what_there_is_to_review_is_what_differs() {
        let update = draft().check().unwrap();
        let current = TenantSettings {
            version: 4,
            display_name: Some("Harbour".into()),
            timezone: update.timezone,
            region: "en-NZ".into(),
            invoices_and_receipts: update.invoices_and_receipts,
            plan_and_billing_changes: update.plan_and_billing_changes,
            security_contact: None,
            updated: None,
            updated_by: None,
            editable: true,
        };
        assert_eq!(draft().differs_in(&current), [SettingsField::DisplayName, SettingsField::Region]);
        assert!(SettingsDraft::of(&current).differs_in(&current).is_empty());
    }

    #[test]
    fn upstream_names_lead_to_fields() {
        assert_eq!(SettingsField::of_upstream("timezone"), SettingsField::Timezone);
        assert_eq!(SettingsField::of_upstream("invoices_and_receipts.0"), SettingsField::InvoicesAndReceipts);
        assert_eq!(SettingsField::of_upstream("/region"), SettingsField::Region);
        assert_eq!(SettingsField::of_upstream("surprise"), SettingsField::Form);
    }

    #[test]
    fn a_masked_address_tells_two_letters_and_an_ending() {
        assert_eq!(masked("accounts@example.com.au"), "a•••@e•••.com.au");
        assert_eq!(masked("a•••@e•••.com.au"), "a•••@e•••.com.au");
        assert_eq!(masked("odd"), "o•••@•••.");
    }
}
