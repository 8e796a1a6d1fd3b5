//! The demo users, the partners and the roles: who can sign in, and as what. Imports nothing of the rest of the crate.

use serde_json::Value;

/// A role key of AiDial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `client_admin`
    ClientAdmin,
    /// `client_manager`
    ClientManager,
    /// `client_staff`
    ClientStaff,
    /// `partner_admin`
    PartnerAdmin,
    /// `partner_user`
    PartnerUser,
}

impl Role {
    /// The key as aidial_api writes it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::ClientAdmin => "client_admin",
            Self::ClientManager => "client_manager",
            Self::ClientStaff => "client_staff",
            Self::PartnerAdmin => "partner_admin",
            Self::PartnerUser => "partner_user",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        [Self::ClientAdmin, Self::ClientManager, Self::ClientStaff, Self::PartnerAdmin, Self::PartnerUser]
            .into_iter()
            .find(|role| role.key() == key)
    }
}

/// What the session context says in `role`: normally a key, but a test can make it say anything, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleClaim {
    /// One of the five keys.
    Known(Role),
    /// Any other JSON value.
    Odd(Value),
    /// No `role` property at all.
    Absent,
}

impl RoleClaim {
    /// `None` is an absent role; a string that is exactly one of the five keys is that role.
    #[must_use]
    pub fn from_json(value: Option<Value>) -> Self {
        match value {
            None => Self::Absent,
            Some(value) => match value.as_str().and_then(Role::from_key) {
                Some(role) => Self::Known(role),
                None => Self::Odd(value),
            },
        }
    }

    /// The value as it appears in the session context.
    #[must_use]
    pub fn to_json(&self) -> Option<Value> {
        match self {
            Self::Known(role) => Some(Value::from(role.key())),
            Self::Odd(value) => Some(value.clone()),
            Self::Absent => None,
        }
    }

    pub(crate) fn known(&self) -> Option<Role> {
        match self {
            Self::Known(role) => Some(*role),
            Self::Odd(_) | Self::Absent => None,
        }
    }
}

/// Whom a person works for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    Tenant(&'static str),
    Partner(&'static str),
    Nowhere,
}

pub(crate) enum SeedRole {
    Is(Role),
    Text(&'static str),
    ListOf(&'static str),
    Absent,
}

pub(crate) struct PersonSeed {
    pub(crate) id: &'static str,
    pub(crate) email: &'static str,
    pub(crate) name: &'static str,
    pub(crate) home: Home,
    pub(crate) role: SeedRole,
    pub(crate) suspended: bool,
    pub(crate) mfa_missing: bool,
    /// Not on the issuer's page unless it is asked for all.
    pub(crate) hidden: bool,
}

pub(crate) struct PartnerSeed {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) timezone: &'static str,
    pub(crate) region: &'static str,
    pub(crate) assigned: &'static [&'static str],
}

pub(crate) const PARTNERS: &[PartnerSeed] = &[
    PartnerSeed {
        id: "coastal",
        name: "Coastal Telecom",
        timezone: "Australia/Sydney",
        region: "en-AU",
        assigned: &["harbour", "orchard", "newleaf"],
    },
    PartnerSeed { id: "inland", name: "Inland Connect", timezone: "Australia/Darwin", region: "en-AU", assigned: &[] },
];

const fn person(id: &'static str, email: &'static str, name: &'static str, home: Home, role: Role) -> PersonSeed {
    PersonSeed { id, email, name, home, role: SeedRole::Is(role), suspended: false, mfa_missing: false, hidden: false }
}

const fn odd(id: &'static str, email: &'static str, home: Home, role: SeedRole) -> PersonSeed {
    PersonSeed { id, email, name: "Odd One", home, role, suspended: false, mfa_missing: false, hidden: true }
}

use Home::{Nowhere, Partner, Tenant};
use Role::{ClientAdmin, ClientManager, ClientStaff, PartnerAdmin, PartnerUser};

pub(crate) const PEOPLE: &[PersonSeed] = &[
    person("usr-harbour-admin", "admin@harbour.test", "Priya Raman", Tenant("harbour"), ClientAdmin),
    person("usr-harbour-manager", "manager@harbour.test", "Tom Whitlock", Tenant("harbour"), ClientManager),
    person("usr-harbour-staff", "staff@harbour.test", "Mei Tan", Tenant("harbour"), ClientStaff),
    person("usr-orchard-admin", "admin@orchard.test", "Callum Reid", Tenant("orchard"), ClientAdmin),
    person("usr-newleaf-admin", "admin@newleaf.test", "Sofia Marino", Tenant("newleaf"), ClientAdmin),
    person("usr-blank-admin", "admin@blank.test", "Jack Osei", Tenant("blank"), ClientAdmin),
    person("usr-broken-admin", "admin@broken.test", "Hana Kovac", Tenant("broken"), ClientAdmin),
    person("usr-foggy-admin", "admin@foggy.test", "Liam Doyle", Tenant("foggy"), ClientAdmin),
    person("usr-dim-admin", "admin@dim.test", "Aroha Ngata", Tenant("dim"), ClientAdmin),
    person("usr-vast-admin", "admin@vast.test", "Victor Lindqvist", Tenant("vast"), ClientAdmin),
    person("usr-coastal-admin", "admin@coastal.test", "Grace Okafor", Partner("coastal"), PartnerAdmin),
    person("usr-coastal-user", "user@coastal.test", "Ben Sato", Partner("coastal"), PartnerUser),
    PersonSeed {
        mfa_missing: true,
        ..person("usr-inland-admin", "admin@inland.test", "Ruth Abara", Partner("inland"), PartnerAdmin)
    },
    PersonSeed {
        suspended: true,
        ..person("usr-harbour-gone", "gone@harbour.test", "Gil Novak", Tenant("harbour"), ClientAdmin)
    },
    PersonSeed {
        hidden: true,
        ..person("usr-orchard-staff", "staff@orchard.test", "Dana Petrov", Tenant("orchard"), ClientStaff)
    },
    PersonSeed {
        hidden: true,
        ..person("usr-orchard-manager", "manager@orchard.test", "Nia Brooks", Tenant("orchard"), ClientManager)
    },
    odd("usr-odd-norole", "norole@odd.test", Tenant("harbour"), SeedRole::Absent),
    odd("usr-odd-unknown", "unknown@odd.test", Tenant("harbour"), SeedRole::Text("client_owner")),
    odd("usr-odd-case", "case@odd.test", Tenant("harbour"), SeedRole::Text("Client_Admin")),
    odd("usr-odd-list", "list@odd.test", Tenant("harbour"), SeedRole::ListOf("client_admin")),
    odd("usr-odd-tenantless", "tenantless@odd.test", Nowhere, SeedRole::Is(ClientAdmin)),
    odd("usr-odd-partnerless", "partnerless@odd.test", Nowhere, SeedRole::Is(PartnerAdmin)),
];

impl PersonSeed {
    pub(crate) fn role_claim(&self) -> RoleClaim {
        match self.role {
            SeedRole::Is(role) => RoleClaim::Known(role),
            SeedRole::Text(text) => RoleClaim::Odd(Value::from(text)),
            SeedRole::ListOf(text) => RoleClaim::Odd(Value::from(vec![text])),
            SeedRole::Absent => RoleClaim::Absent,
        }
    }
}
