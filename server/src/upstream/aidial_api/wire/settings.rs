//! Tenant settings of the contract.

use super::zone::Zone;
use app::model::tenant_settings::{SettingsUpdate, TenantSettings, masked};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `TenantSettings` of the contract.
#[derive(Deserialize)]
pub(in super::super) struct WireTenantSettings {
    version: i64,
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
pub(in super::super) struct WireSettingsUpdate<'a> {
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'a str>,
    timezone: &'a str,
    region: &'a str,
    invoices_and_receipts: &'a [String],
    plan_and_billing_changes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    security_contact: Option<&'a str>,
}

impl WireTenantSettings {
    /// The settings, on the clock that they set themselves. For those who may not edit, addresses are masked here again:
    /// what the upstream forgot to mask does not leave the portal.
    pub(in super::super) fn read(self, editable: bool) -> TenantSettings {
        let shown = |address: String| if editable { address } else { masked(&address) };
        let group = |addresses: Option<Vec<String>>| addresses.unwrap_or_default().into_iter().map(shown).collect();
        let zone = Zone::named(Some(&self.timezone));
        TenantSettings {
            version: self.version,
            display_name: self.display_name,
            region: self.region,
            invoices_and_receipts: group(self.invoices_and_receipts),
            plan_and_billing_changes: group(self.plan_and_billing_changes),
            security_contact: self.security_contact.map(shown),
            updated: self.updated_at.map(|instant| zone.moment(instant)),
            // Whoever saved it can be named by an address.
            updated_by: self.updated_by.map(|name| if name.contains('@') { shown(name) } else { name }),
            timezone: self.timezone,
            editable,
        }
    }
}

impl<'a> WireSettingsUpdate<'a> {
    /// `update` as it is sent. What is left empty is left out: the saved document replaces the former one whole.
    pub(in super::super) fn of(update: &'a SettingsUpdate) -> Self {
        Self {
            version: update.version,
            display_name: update.display_name.as_deref(),
            timezone: &update.timezone,
            region: &update.region,
            invoices_and_receipts: &update.invoices_and_receipts,
            plan_and_billing_changes: &update.plan_and_billing_changes,
            security_contact: update.security_contact.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_the_upstream_forgot_to_mask_is_masked_for_readers() {
        let text = r#"{"version":1,"timezone":"UTC","region":"en-AU","invoices_and_receipts":["raw@example.com"],
                       "plan_and_billing_changes":null,"security_contact":"sec@example.com","updated_by":"x@example.com"}"#;
        let read = |editable| serde_json::from_str::<WireTenantSettings>(text).unwrap().read(editable);
        let shown = format!("{:?}", read(false));
        assert!(!shown.contains("raw@") && !shown.contains("sec@") && !shown.contains("x@"), "{shown}");
        assert_eq!(read(true).invoices_and_receipts, ["raw@example.com"]);
    }
}
