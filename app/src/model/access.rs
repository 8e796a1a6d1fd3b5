//! The one access table: which role may do what in billing and in the tenant's settings. Everything that decides or explains access reads it here.

use super::role::Role;

/// Something a person can be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// See usage, allowance and adjustments.
    ReadUsage,
    /// See, filter and download invoices.
    ReadInvoices,
    /// See who receives billing email (masked) and reveal one address at a time.
    RevealRecipients,
    /// See how the tenant pays and open the Stripe billing portal.
    OpenPaymentPortal,
    /// List the clients assigned to a partner.
    ListAssignedClients,
    /// Read the audit log of one's own organisation.
    ReadAuditLog,
    /// See the tenant's settings.
    ReadTenantSettings,
    /// Change the tenant's settings.
    EditTenantSettings,
}

impl Right {
    /// Every right, in the order of the access table.
    pub const ALL: [Self; 8] = [
        Self::ReadUsage,
        Self::ReadInvoices,
        Self::RevealRecipients,
        Self::OpenPaymentPortal,
        Self::ListAssignedClients,
        Self::ReadAuditLog,
        Self::ReadTenantSettings,
        Self::EditTenantSettings,
    ];

    /// Whether who has none of these is told whom to ask. The audit log belongs to it: staff are told the same there.
    #[must_use]
    pub const fn is_billing(self) -> bool {
        match self {
            Self::ReadUsage
            | Self::ReadInvoices
            | Self::RevealRecipients
            | Self::OpenPaymentPortal
            | Self::ListAssignedClients
            | Self::ReadAuditLog => true,
            Self::ReadTenantSettings | Self::EditTenantSettings => false,
        }
    }

    /// The word in a record.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ReadUsage => "read_usage",
            Self::ReadInvoices => "read_invoices",
            Self::RevealRecipients => "reveal_recipients",
            Self::OpenPaymentPortal => "open_payment_portal",
            Self::ListAssignedClients => "list_assigned_clients",
            Self::ReadAuditLog => "read_audit_log",
            Self::ReadTenantSettings => "read_tenant_settings",
            Self::EditTenantSettings => "edit_tenant_settings",
        }
    }
}

/// Whether `role` holds `right`: the "Role | Access Level" table of the product text decides about billing. The audit log is
/// there for client admins and managers; tenant settings are changed by client admins and read by client managers; nobody
/// else has either.
#[must_use]
pub const fn holds(role: Role, right: Right) -> bool {
    match role {
        Role::ClientAdmin => match right {
            Right::ReadUsage
            | Right::ReadInvoices
            | Right::RevealRecipients
            | Right::OpenPaymentPortal
            | Right::ReadAuditLog
            | Right::ReadTenantSettings
            | Right::EditTenantSettings => true,
            Right::ListAssignedClients => false,
        },
        Role::ClientManager => match right {
            Right::ReadUsage
            | Right::ReadInvoices
            | Right::OpenPaymentPortal
            | Right::ReadAuditLog
            | Right::ReadTenantSettings => true,
            Right::RevealRecipients | Right::ListAssignedClients | Right::EditTenantSettings => false,
        },
        Role::PartnerAdmin => match right {
            Right::ReadUsage | Right::ReadInvoices | Right::ListAssignedClients => true,
            Right::RevealRecipients
            | Right::OpenPaymentPortal
            | Right::ReadAuditLog
            | Right::ReadTenantSettings
            | Right::EditTenantSettings => false,
        },
        Role::ClientStaff | Role::PartnerUser => false,
    }
}

/// Whether the role sees any billing at all; without it every billing address explains whom to ask.
#[must_use]
pub fn has_billing(role: Role) -> bool {
    Right::ALL.into_iter().any(|right| right.is_billing() && holds(role, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_one_in_the_product_text() {
        let row = |role| Right::ALL.map(|right| holds(role, right));
        assert_eq!(row(Role::ClientAdmin), [true, true, true, true, false, true, true, true]);
        assert_eq!(row(Role::ClientManager), [true, true, false, true, false, true, true, false]);
        assert_eq!(row(Role::ClientStaff), [false; 8]);
        assert_eq!(row(Role::PartnerAdmin), [true, true, false, false, true, false, false, false]);
        assert_eq!(row(Role::PartnerUser), [false; 8]);
    }

    #[test]
    fn staff_and_partner_users_have_no_billing() {
        let with: Vec<_> = Role::ALL.into_iter().filter(|role| has_billing(*role)).collect();
        assert_eq!(with, [Role::ClientAdmin, Role::ClientManager, Role::PartnerAdmin]);
    }
}
