//! The areas of the portal and who sees them. Seeing is not being allowed: the server decides that at every address.
//! An area is listed here once it has a page.

use crate::{
    model::{
        access::{self, Right},
        client_id::ClientId,
        role::Role,
    },
    paths,
    ui::{Glyph, Tab},
};

/// An area of the sidebar.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    /// What it is called.
    pub label: &'static str,
    /// Where it begins; every address below it belongs to it.
    pub path: &'static str,
    /// Its icon.
    pub glyph: Glyph,
    seen_by: fn(Role) -> bool,
}

const AREAS: &[Area] = &[
    Area { label: "Billing", path: paths::BILLING, glyph: Glyph::Billing, seen_by: access::has_billing },
    Area { label: "Support", path: paths::SUPPORT, glyph: Glyph::Support, seen_by: everybody },
    Area {
        label: "Audit log",
        path: paths::AUDIT_LOG,
        glyph: Glyph::AuditLog,
        seen_by: |role| access::holds(role, Right::ReadAuditLog),
    },
    Area { label: "Settings", path: paths::SETTINGS, glyph: Glyph::Settings, seen_by: |role| !role.is_partner() },
    Area { label: "Help", path: paths::HELP, glyph: Glyph::Help, seen_by: everybody },
];

const fn everybody(_role: Role) -> bool {
    true
}

/// The areas `role` sees, in order.
pub fn areas(role: Role) -> impl Iterator<Item = Area> {
    AREAS.iter().copied().filter(move |area| (area.seen_by)(role))
}

/// The billing panels of one's own organisation, each with the right it needs.
const PANELS: &[(&str, &str, Right)] = &[
    ("Usage", paths::USAGE, Right::ReadUsage),
    ("Invoices", paths::INVOICES, Right::ReadInvoices),
    ("Payment methods", paths::PAYMENT_METHODS, Right::OpenPaymentPortal),
];

/// The billing panels `role` sees of its own organisation.
#[must_use]
pub fn panels(role: Role) -> Vec<Tab> {
    let held = PANELS.iter().filter(|(_, _, right)| access::holds(role, *right));
    held.map(|(label, path, _)| Tab { label, href: (*path).to_owned() }).collect()
}

/// Where a panel of one's own organisation, or of a client, is.
type PanelPath = fn(Option<&ClientId>) -> String;

/// The billing panels of an assigned client, each with the right it needs. How a client pays is never among them.
const CLIENT_PANELS: &[(&str, PanelPath, Right)] =
    &[("Usage", paths::usage, Right::ReadUsage), ("Invoices", paths::invoices, Right::ReadInvoices)];

/// The billing panels `role` sees of an assigned client.
#[must_use]
pub fn client_panels(role: Role, client: &ClientId) -> Vec<Tab> {
    let held = CLIENT_PANELS.iter().filter(|(_, _, right)| access::holds(role, *right));
    held.map(|(label, path, _)| Tab { label, href: path(Some(client)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn billing_is_listed_for_those_who_have_it() {
        let sees = |role| areas(role).any(|area| area.path == paths::BILLING);
        let with: Vec<_> = Role::ALL.into_iter().filter(|role| sees(*role)).collect();
        assert_eq!(with, [Role::ClientAdmin, Role::ClientManager, Role::PartnerAdmin]);
    }

    #[test]
    fn each_role_sees_its_areas_in_order() {
        let sees = |role| areas(role).map(|area| area.label).collect::<Vec<_>>();
        assert_eq!(sees(Role::ClientAdmin), ["Billing", "Support", "Audit log", "Settings", "Help"]);
        assert_eq!(sees(Role::ClientManager), ["Billing", "Support", "Audit log", "Settings", "Help"]);
        assert_eq!(sees(Role::ClientStaff), ["Support", "Settings", "Help"]);
        assert_eq!(sees(Role::PartnerAdmin), ["Billing", "Support", "Help"]);
        assert_eq!(sees(Role::PartnerUser), ["Support", "Help"]);
    }

    #[test]
    fn a_panel_is_listed_only_with_its_right() {
        assert!(panels(Role::ClientStaff).is_empty());
        assert_eq!(panels(Role::ClientManager).first().map(|tab| tab.label), Some("Usage"));
    }
}
