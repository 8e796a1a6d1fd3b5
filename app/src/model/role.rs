//! The five roles a person can have. Imports serde only.

use serde::{Deserialize, Serialize};

/// A role as `aidial_api` names it. There is no default: an unknown key is no role at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the client organisation's account.
    ClientAdmin,
    /// Looks after the client organisation's billing without its contacts.
    ClientManager,
    /// Works at the client organisation; has no billing.
    ClientStaff,
    /// Looks after the clients assigned to a partner.
    PartnerAdmin,
    /// Works at a partner; has no billing.
    PartnerUser,
}

impl Role {
    /// Every role, in the order of the access table.
    pub const ALL: [Self; 5] =
        [Self::ClientAdmin, Self::ClientManager, Self::ClientStaff, Self::PartnerAdmin, Self::PartnerUser];

    /// The upstream key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ClientAdmin => "client_admin",
            Self::ClientManager => "client_manager",
            Self::ClientStaff => "client_staff",
            Self::PartnerAdmin => "partner_admin",
            Self::PartnerUser => "partner_user",
        }
    }

    /// The name a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::ClientAdmin => "Client Admin",
            Self::ClientManager => "Client Manager",
            Self::ClientStaff => "Client Staff",
            Self::PartnerAdmin => "Partner Admin",
            Self::PartnerUser => "Partner User",
        }
    }

    /// The role with exactly this key: case, spaces and near misses give none (ASVS V8.1.1).
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Whether the role belongs to a partner rather than to a client organisation.
    #[must_use]
    pub const fn is_partner(self) -> bool {
        match self {
            Self::PartnerAdmin | Self::PartnerUser => true,
            Self::ClientAdmin | Self::ClientManager | Self::ClientStaff => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_key_names_a_role() {
        for role in Role::ALL {
            assert_eq!(Role::from_key(role.key()), Some(role));
            assert_eq!(Role::from_key(&role.key().to_uppercase()), None);
            assert_eq!(Role::from_key(&format!(" {}", role.key())), None);
        }
        assert_eq!(Role::from_key(""), None);
        assert_eq!(Role::from_key("owner"), None);
    }
}
