//! The sections of Settings, and which role has which. May import the access table and the paths.

use crate::{
    model::{
        access::{self, Right},
        role::Role,
    },
    paths,
};

/// A section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The organisation's settings.
    Tenant,
    /// The person's own sessions.
    Sessions,
}

impl Section {
    /// Every section, in order.
    const ALL: [Self; 2] = [Self::Tenant, Self::Sessions];

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tenant => "Tenant Settings",
            Self::Sessions => "Active sessions",
        }
    }

    /// Where it is.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::Tenant => paths::TENANT_SETTINGS,
            Self::Sessions => paths::ACTIVE_SESSIONS,
        }
    }

    /// The sections that `role` has. Everybody has sessions.
    pub fn of(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |section| match section {
            Self::Tenant => access::holds(role, Right::ReadTenantSettings),
            Self::Sessions => true,
        })
    }

    /// The section that an address with the query `search` asks for; without one the first of the role. None when the role
    /// has no such section, or nobody has.
    #[must_use]
    pub fn asked(search: &str, role: Role) -> Option<Self> {
        let key = paths::query_value(search, "section");
        let is_asked = |section: &Self| {
            key.as_deref().is_none_or(|key| section.address().split_once("section=").is_some_and(|(_, own)| own == key))
        };
        Self::of(role).find(is_asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_its_sections_and_no_other() {
        for (role, tenant) in [
            (Role::ClientAdmin, true),
            (Role::ClientManager, true),
            (Role::ClientStaff, false),
            (Role::PartnerAdmin, false),
            (Role::PartnerUser, false),
        ] {
            let first = if tenant { Section::Tenant } else { Section::Sessions };
            assert_eq!(Section::asked("", role), Some(first), "{role:?}");
            assert_eq!(Section::asked("?section=tenant-settings", role), tenant.then_some(Section::Tenant), "{role:?}");
            assert_eq!(Section::asked("section=active-sessions&saved=1", role), Some(Section::Sessions), "{role:?}");
            assert_eq!(Section::asked("section=other", role), None, "{role:?}");
        }
    }
}
