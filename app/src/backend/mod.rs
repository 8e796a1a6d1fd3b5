//! The server's half of the shared crate: who may call what, as types, and the traits that `server` implements.
//! The way is cookie → [`SignedIn`] → [`BillingScope`] → port; no step can be left out, since each constructor is
//! private to the module that makes the check.

mod domain_error;
mod permission;
mod ports;
mod reply;
mod scope;
mod session_port;
mod signed_in;
mod support_scope;
mod trail;

pub use domain_error::DomainError;
pub use permission::{
    EditTenantSettings, OpenPaymentPortal, Permission, ReadAuditLog, ReadInvoices, ReadTenantSettings, ReadUsage,
    RevealRecipients,
};
pub use ports::{
    AuditPort, ClientsPort, InvoicesPort, OnceKeys, PaymentsPort, Ports, RecipientsPort, TenantSettingsPort,
    TicketsPort, UsagePort,
};
pub use reply::{Incident, PostedForm, reply, set_status};
pub use scope::{BillingScope, PartnerScope};
pub use session_port::SessionDesk;
pub use signed_in::{
    AssignmentCheck, Bearer, Caller, Credential, Meeting, Mfa, Organisation, PersonContext, SignedIn, Visitor,
    current_session,
};
pub use support_scope::SupportScope;
pub use trail::{Allowance, Deed, Trail};
