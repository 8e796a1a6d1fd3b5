//! Whether there is anything at an address for a role. Decided before the page below is made, so that out of scope, unknown,
//! malformed and missing are one answer, with nothing of the address in it.

use crate::{
    api::clients::client_name,
    error::ErrorKind,
    model::{
        access::{self, Right},
        role::Role,
    },
    pages::settings::Section,
    paths,
};

/// What an address is about.
#[derive(Debug, PartialEq, Eq)]
enum Place<'a> {
    /// The organisation's own panels.
    Own,
    /// The assigned clients.
    Clients,
    /// One of them.
    Client(&'a str),
    /// The audit log.
    AuditLog,
    /// A section of Settings.
    Settings,
    /// Nobody's.
    Other,
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Self {
        let below = |above: &str| path.strip_prefix(above).and_then(|rest| rest.strip_prefix('/'));
        if path == paths::CLIENTS {
            Self::Clients
        } else if let Some(rest) = below(paths::CLIENTS) {
            Self::Client(rest.split('/').next().unwrap_or_default())
        } else if below(paths::BILLING).is_some() {
            Self::Own
        } else if path == paths::AUDIT_LOG {
            Self::AuditLog
        } else if path == paths::SETTINGS {
            Self::Settings
        } else {
            Self::Other
        }
    }
}

/// Whether `role` has a page at `path` with the query `search`. A role without any billing has: the one that says whom to
/// ask. Trouble in finding out is the page's to show.
pub(super) async fn exists(role: Role, path: &str, search: &str) -> bool {
    let place = Place::of(path);
    if place == Place::Settings {
        return Section::asked(search, role).is_some();
    }
    if !access::has_billing(role) {
        return true;
    }
    let has_clients = access::holds(role, Right::ListAssignedClients);
    match place {
        Place::Other | Place::Settings => true,
        Place::AuditLog => access::holds(role, Right::ReadAuditLog),
        Place::Own => !has_clients,
        Place::Clients => has_clients,
        Place::Client(client) => {
            has_clients && client_name(client.to_owned()).await.err().is_none_or(|e| e.kind != ErrorKind::NotFound)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_one_place() {
        for (path, place) in [
            ("/", Place::Other),
            ("/billing", Place::Other),
            ("/support", Place::Other),
            ("/audit-log", Place::AuditLog),
            ("/settings", Place::Settings),
            ("/billing/usage", Place::Own),
            ("/billing/clientsx", Place::Own),
            ("/billing/clients", Place::Clients),
            ("/billing/clients/harbour", Place::Client("harbour")),
            ("/billing/clients/harbour/usage", Place::Client("harbour")),
            ("/billing/clients/", Place::Client("")),
        ] {
            assert_eq!(Place::of(path), place, "{path}");
        }
    }
}
