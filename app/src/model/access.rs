//! The one access table: which role may do what in billing. Everything that decides or explains access reads it here.

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
}

impl Right {
    /// Every right, in the order of the access table.
    pub const ALL: [Self; 6] = [
        Self::ReadUsage,
        Self::ReadInvoices,
        Self::RevealRecipients,
        Self::OpenPaymentPortal,
        Self::ListAssignedClients,
        Self::ReadAuditLog,
    ];

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
        }
    }
}

/// Whether `role` holds `right`: the "Role | Access Level" table of the product text decides about billing, and the audit
/// log is there for client admins and managers; nothing else decides.
#[must_use]
pub const fn holds(role: Role, right: Right) -> bool {
    match role {
        Role::ClientAdmin => match right {
            Right::ReadUsage
            | Right::ReadInvoices
            | Right::RevealRecipients
            | Right::OpenPaymentPortal
            | Right::ReadAuditLog => true,
            Right::ListAssignedClients => false,
        },
        Role::ClientManager => match right {
            Right::ReadUsage | Right::ReadInvoices | Right::OpenPaymentPortal | Right::ReadAuditLog => true,
            Right::RevealRecipients | Right::ListAssignedClients => false,
        },
        Role::PartnerAdmin => match right {
            Right::ReadUsage | Right::ReadInvoices | Right::ListAssignedClients => true,
            Right::RevealRecipients | Right::OpenPaymentPortal | Right::ReadAuditLog => false,
        },
        Role::ClientStaff | Role::PartnerUser => false,
    }
}

/// Whether the role sees any billing at all; without it every billing address explains whom to ask.
#[must_use]
pub fn has_billing(role: Role) -> bool {
    Right::ALL.into_iter().any(|right| holds(role, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_one_in_the_product_text() {
        let row = |role| Right::ALL.map(|right| holds(role, right));
        assert_eq!(row(Role::ClientAdmin), [true, true, true, true, false, true]);
        assert_eq!(row(Role::ClientManager), [true, true, false, true, false, true]);
        assert_eq!(row(Role::ClientStaff), [false; 6]);
        assert_eq!(row(Role::PartnerAdmin), [true, true, false, false, true, false]);
        assert_eq!(row(Role::PartnerUser), [false; 6]);
    }

    #[test]
    fn staff_and_partner_users_have_no_billing() {
        let with: Vec<_> = Role::ALL.into_iter().filter(|role| has_billing(*role)).collect();
        assert_eq!(with, [Role::ClientAdmin, Role::ClientManager, Role::PartnerAdmin]);
    }
}
