//! Rights as types, so that a function which pays cannot be handed a scope that reads.

use crate::model::access::Right;

mod sealed {
    pub trait Sealed {}
}

/// A right at the type level. Sealed: the list below is the whole of it.
pub trait Permission: sealed::Sealed + Send + Sync + 'static {
    /// The row of the access table it stands for.
    const RIGHT: Right;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Permission for $name {
            const RIGHT: Right = Right::$name;
        }
    )+};
}

permissions! {
    /// See usage, allowance and adjustments.
    ReadUsage,
    /// See, filter and download invoices.
    ReadInvoices,
    /// See and reveal billing email recipients.
    RevealRecipients,
    /// See how the tenant pays and open the Stripe billing portal.
    OpenPaymentPortal,
    /// Read the audit log.
    ReadAuditLog,
    /// See the tenant's settings.
    ReadTenantSettings,
    /// Change the tenant's settings.
    EditTenantSettings,
}
