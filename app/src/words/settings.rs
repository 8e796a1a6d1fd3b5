//! Settings.

use super::{Next, Words, of_error};
use crate::error::ErrorKind;
use crate::model::tenant_settings::SettingsFault;
use crate::model::tenant_settings::SettingsField;

/// The words of an error in Tenant Settings: trouble there is not billing's.
#[must_use]
pub const fn of_settings_error(kind: ErrorKind) -> Words {
    if matches!(kind, ErrorKind::RateLimited) {
        return Words {
            title: "Too many requests",
            body: "Wait a moment and try again. Nothing you typed is lost.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::TimedOut) {
        return Words {
            title: "Settings took too long to answer",
            body: "A change may or may not have been saved. Select Refresh to see what stands now.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::Unavailable) {
        return Words {
            title: "Settings cannot be reached right now",
            body: "Nothing was changed. Wait a moment and try again; if it goes on, contact support.",
            next: Next::Refresh,
        };
    }
    if matches!(kind, ErrorKind::NotUnderstood) {
        return Words {
            title: "Settings could not be loaded",
            body: "The answer was incomplete, so nothing of it is shown. Select Refresh; if it goes on, contact support.",
            next: Next::Refresh,
        };
    }
    of_error(kind)
}

/// What is wrong with a field of Tenant Settings.
#[must_use]
pub const fn of_settings_fault(field: SettingsField, fault: SettingsFault) -> &'static str {
    match (field, fault) {
        (SettingsField::DisplayName, SettingsFault::TooLong) => "Shorten the display name to 120 characters.",
        (SettingsField::Timezone, SettingsFault::Missing) => "Choose a time zone.",
        (SettingsField::Timezone, _) => "This time zone is not known. Choose one from the list.",
        (SettingsField::Region, SettingsFault::Missing) => "Choose a regional format.",
        (SettingsField::Region, _) => "This regional format is not known. Choose one from the list.",
        (SettingsField::InvoicesAndReceipts | SettingsField::PlanAndBillingChanges, SettingsFault::Missing) => {
            "At least one address must be left or added."
        }
        (_, SettingsFault::TooMany) => "At most 10 addresses in all. Remove some.",
        (SettingsField::SecurityContact, SettingsFault::NotAnAddress) => {
            "Enter an email address, like name@example.com."
        }
        (_, SettingsFault::NotAnAddress) => "One of these is not an email address. Write one address a line.",
        (_, SettingsFault::Repeated) => "An address is here twice.",
        (SettingsField::Form, _) => "The settings were not taken. Check them and save again.",
        (_, SettingsFault::Missing) => "Fill this in.",
        (_, SettingsFault::TooLong) => "Shorten this.",
        (_, SettingsFault::Unknown | SettingsFault::Refused) => "This was not taken. Change it and save again.",
    }
}

/// Tenant Settings were saved.
pub const SETTINGS_SAVED: &str = "The settings are saved.";

/// Fields of Tenant Settings need another look.
pub const SETTINGS_INVALID: Words = Words {
    title: "Nothing was saved yet",
    body: "Some fields need another look; what you typed is still there.",
    next: Next::Nothing,
};

/// Above the recipients of Tenant Settings.
pub const CONTACTS_MASKED: &str = "Who receives email about billing. Addresses are masked; showing one is recorded.";

/// Addresses that could not be read again.
pub const CONTACTS_UNREAD: &str =
    "The addresses that stand cannot be shown right now. What you have chosen for them is kept.";

/// Addresses that went while a form was filled in; nothing for none.
#[must_use]
pub fn contacts_gone(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " An address that you saw has been removed meanwhile.".to_owned(),
        count => format!(" {count} addresses that you saw have been removed meanwhile."),
    }
}

/// Somebody else saved Tenant Settings first.
pub const SETTINGS_CONFLICT: Words = Words {
    title: "Someone else saved these settings first",
    body: "Nothing of yours was saved and nothing you typed is lost. Review what stands now beside what you typed, then \
           save again.",
    next: Next::Nothing,
};

/// A session that was to be ended is not there.
pub const SESSION_GONE: &str = "That session had already ended.";
