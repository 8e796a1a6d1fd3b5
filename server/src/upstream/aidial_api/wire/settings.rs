//! Tenant settings of the contract: addresses are in the clear here, and nowhere else in the portal.

use super::zone::Zone;
use app::model::{
    recipient::{MaskedAddress, Recipient, RecipientId},
    settings_draft::{SettingsUpdate, fault_of_list},
    tenant_settings::{SettingsFault, SettingsField, TenantSettings},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `TenantSettings` of the contract.
#[derive(Deserialize)]
pub(in super::super) struct WireTenantSettings {
    pub(in super::super) version: i64,
    display_name: Option<String>,
    timezone: String,
    region: String,
    #[serde(default)]
    invoices_and_receipts: Option<Vec<String>>,
    #[serde(default)]
    plan_and_billing_changes: Option<Vec<String>>,
    security_contact: Option<String>,
    updated_at: Option<Timestamp>,
    updated_by: Option<String>,
}

/// `TenantSettingsUpdate` of the contract.
#[derive(Serialize)]
pub(in super::super) struct WireSettingsUpdate {
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
    timezone: String,
    region: String,
    invoices_and_receipts: Vec<String>,
    plan_and_billing_changes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_contact: Option<String>,
}

impl WireTenantSettings {
    /// The settings, on the clock that they set themselves, each address masked and called as `id` says. What the upstream
    /// forgot to mask does not leave the portal either.
    pub(in super::super) fn read(self, id: impl Fn(SettingsField, &str) -> RecipientId) -> TenantSettings {
        let contacts = |field: SettingsField| {
            let shown = |address: &String| Recipient { id: id(field, address), masked: MaskedAddress::hiding(address) };
            self.addresses(field).iter().map(shown).collect::<Vec<_>>()
        };
        let zone = Zone::named(Some(&self.timezone));
        TenantSettings {
            version: self.version,
            invoices_and_receipts: contacts(SettingsField::InvoicesAndReceipts),
            plan_and_billing_changes: contacts(SettingsField::PlanAndBillingChanges),
            security_contact: contacts(SettingsField::SecurityContact).pop(),
            updated: self.updated_at.map(|instant| zone.moment(instant)),
            // Whoever saved it can be named by an address.
            updated_by: self
                .updated_by
                .map(|name| if name.contains('@') { MaskedAddress::hiding(&name).as_str().to_owned() } else { name }),
            display_name: self.display_name,
            region: self.region,
            timezone: self.timezone,
        }
    }

    /// The addresses of a field, in the clear.
    pub(in super::super) fn addresses(&self, field: SettingsField) -> &[String] {
        match field {
            SettingsField::InvoicesAndReceipts => self.invoices_and_receipts.as_deref().unwrap_or_default(),
            SettingsField::PlanAndBillingChanges => self.plan_and_billing_changes.as_deref().unwrap_or_default(),
            SettingsField::SecurityContact => self.security_contact.as_slice(),
            SettingsField::DisplayName | SettingsField::Timezone | SettingsField::Region | SettingsField::Form => &[],
        }
    }

    /// What is to be saved: `update` over these settings, of which the addresses stay that it does not take away. The saved
    /// document replaces the former one whole.
    ///
    /// # Errors
    /// The fields that would not fit; the form, when an address is to go that does not stand.
    pub(in super::super) fn updated(
        &self,
        update: SettingsUpdate,
        id: impl Fn(SettingsField, &str) -> RecipientId,
    ) -> Result<WireSettingsUpdate, Vec<(SettingsField, SettingsFault)>> {
        let mut gone = 0;
        let mut kept = |field: SettingsField| {
            let stands = self.addresses(field);
            let kept: Vec<_> =
                stands.iter().filter(|address| !update.removed.contains(&id(field, address))).cloned().collect();
            gone += stands.len() - kept.len();
            kept
        };
        let [mut invoices, mut changes, mut contact] = SettingsField::CONTACTS.map(&mut kept);
        invoices.extend(update.invoices_and_receipts);
        changes.extend(update.plan_and_billing_changes);
        let mut faults: Vec<_> =
            [(SettingsField::InvoicesAndReceipts, &invoices), (SettingsField::PlanAndBillingChanges, &changes)]
                .into_iter()
                .filter_map(|(field, list)| Some((field, fault_of_list(list)?)))
                .collect();
        if gone != update.removed.len() {
            faults.push((SettingsField::Form, SettingsFault::Refused));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(WireSettingsUpdate {
            version: update.version,
            display_name: update.display_name,
            timezone: update.timezone,
            region: update.region,
            invoices_and_receipts: invoices,
            plan_and_billing_changes: changes,
            security_contact: update.security_contact.or_else(|| contact.pop()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(field: SettingsField, address: &str) -> RecipientId {
        let plain: String = address.chars().filter(char::is_ascii_alphanumeric).collect();
        RecipientId::parse(&format!("{}-{plain}", field.key())).unwrap()
    }

    fn stands() -> WireTenantSettings {
        let text = r#"{"version":1,"timezone":"UTC","region":"en-AU","invoices_and_receipts":["raw@example.com","b@example.com"],
                       "plan_and_billing_changes":["raw@example.com"],"security_contact":"sec@example.com",
                       "updated_by":"x@example.com"}"#;
        serde_json::from_str(text).unwrap()
    }

    fn update(removed: &[RecipientId]) -> SettingsUpdate {
        SettingsUpdate {
            version: 1,
            display_name: None,
            timezone: "UTC".into(),
            region: "en-AU".into(),
            invoices_and_receipts: Vec::new(),
            plan_and_billing_changes: Vec::new(),
            security_contact: None,
            removed: removed.to_vec(),
        }
    }

    #[test]
    fn no_address_is_read_in_the_clear() {
        let shown = format!("{:?}", stands().read(id));
        for address in ["raw@", "sec@", "x@", "b@"] {
            assert!(!shown.contains(address), "{shown}");
        }
    }

    #[test]
    fn what_is_taken_away_goes_from_its_own_field_and_the_rest_stays() {
        let kept = stands().updated(update(&[]), id).unwrap();
        assert_eq!(kept.invoices_and_receipts, ["raw@example.com", "b@example.com"]);
        assert_eq!(kept.security_contact.as_deref(), Some("sec@example.com"));
        let gone = [
            id(SettingsField::InvoicesAndReceipts, "raw@example.com"),
            id(SettingsField::SecurityContact, "sec@example.com"),
        ];
        let added = SettingsUpdate { invoices_and_receipts: vec!["new@example.com".into()], ..update(&gone) };
        let saved = stands().updated(added, id).unwrap();
        assert_eq!(saved.invoices_and_receipts, ["b@example.com", "new@example.com"]);
        assert_eq!(saved.plan_and_billing_changes, ["raw@example.com"]);
        assert_eq!(saved.security_contact, None);
        let other = SettingsUpdate { security_contact: Some("other@example.com".into()), ..update(&[]) };
        assert_eq!(stands().updated(other, id).unwrap().security_contact.as_deref(), Some("other@example.com"));
    }

    #[test]
    fn a_list_that_would_not_fit_and_an_address_that_does_not_stand_are_told() {
        let faults = |update| stands().updated(update, id).err();
        let last = [id(SettingsField::PlanAndBillingChanges, "raw@example.com")];
        assert_eq!(faults(update(&last)), Some(vec![(SettingsField::PlanAndBillingChanges, SettingsFault::Missing)]));
        let twice = SettingsUpdate { invoices_and_receipts: vec!["RAW@example.com".into()], ..update(&[]) };
        assert_eq!(faults(twice), Some(vec![(SettingsField::InvoicesAndReceipts, SettingsFault::Repeated)]));
        let strange = [id(SettingsField::InvoicesAndReceipts, "nobody@example.com")];
        assert_eq!(faults(update(&strange)), Some(vec![(SettingsField::Form, SettingsFault::Refused)]));
    }
}
