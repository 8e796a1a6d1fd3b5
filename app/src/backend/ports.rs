//! What the portal asks of the outside, as traits. `server` implements them; pages never see more than this.

use super::{
    BillingScope, DomainError, EditTenantSettings, OpenPaymentPortal, PartnerScope, ReadAuditLog, ReadInvoices,
    ReadTenantSettings, ReadUsage, RevealRecipients, SupportScope,
};
use crate::model::{
    audit_log::{AuditPage, AuditQuery},
    client::ClientRow,
    date::Date,
    invoice::InvoiceId,
    invoice_details::InvoiceDetails,
    invoice_list::InvoiceList,
    invoice_query::InvoiceQuery,
    once_key::OnceKey,
    panel::Panel,
    payment::{PaymentMethods, PortalLink},
    recipient::{RecipientGroup, RecipientGroupKind, RecipientId, RevealedAddress},
    settings_draft::SettingsUpdate,
    tenant_settings::{SaveAnswer, SettingsField, TenantSettings},
    ticket::{NewTicket, SendAnswer, TicketPage},
    usage::Usage,
    usage_history::{HistoryQuery, UsageHistory},
};
use async_trait::async_trait;
use std::sync::Arc;

/// Usage, allowance and adjustments.
#[async_trait]
pub trait UsagePort: Send + Sync {
    /// The usage of the scope's tenant in the period that began on `period`, or in the current one.
    ///
    /// # Errors
    /// Not found when no period began then; what kept it from being read.
    async fn usage(&self, scope: &BillingScope<ReadUsage>, period: Option<Date>) -> Result<Panel<Usage>, DomainError>;

    /// The days of a period and the periods before it.
    ///
    /// # Errors
    /// Not found when there is no such period or project; what kept it from being read.
    async fn history(&self, scope: &BillingScope<ReadUsage>, query: &HistoryQuery)
    -> Result<UsageHistory, DomainError>;
}

/// A partner's clients.
#[async_trait]
pub trait ClientsPort: Send + Sync {
    /// Every assigned client that matches `search`, in the upstream's order.
    ///
    /// # Errors
    /// What kept the list from being read; one client's own trouble is a state of its row instead.
    async fn assigned(&self, scope: &PartnerScope, search: &str) -> Result<Vec<ClientRow>, DomainError>;
}

/// Invoices of a tenant.
#[async_trait]
pub trait InvoicesPort: Send + Sync {
    /// The page that `query` asks for; the last one when that is past the end.
    ///
    /// # Errors
    /// What kept it from being read.
    async fn list(
        &self,
        scope: &BillingScope<ReadInvoices>,
        query: &InvoiceQuery,
    ) -> Result<Panel<InvoiceList>, DomainError>;

    /// One invoice with its lines.
    ///
    /// # Errors
    /// [`DomainError::NotFound`] for one that does not exist or is another tenant's; else what kept it from being read.
    async fn details(
        &self,
        scope: &BillingScope<ReadInvoices>,
        invoice: &InvoiceId,
    ) -> Result<InvoiceDetails, DomainError>;
}

/// Who receives billing email.
#[async_trait]
pub trait RecipientsPort: Send + Sync {
    /// The recipients of the scope's tenant, masked.
    ///
    /// # Errors
    /// What kept them from being read.
    async fn list(&self, scope: &BillingScope<RevealRecipients>) -> Result<Vec<RecipientGroup>, DomainError>;

    /// The address of one recipient. Recorded before the upstream is asked and once more with its outcome; without both
    /// records there is no address.
    ///
    /// # Errors
    /// [`DomainError::NotFound`] for one that does not exist or is another tenant's; [`DomainError::RateLimited`] after too
    /// many; [`DomainError::StoreUnavailable`] without a record; else what kept it from being read.
    async fn reveal(
        &self,
        scope: &BillingScope<RevealRecipients>,
        kind: RecipientGroupKind,
        recipient: Option<&RecipientId>,
    ) -> Result<RevealedAddress, DomainError>;
}

/// The audit log.
#[async_trait]
pub trait AuditPort: Send + Sync {
    /// The rows of the scope's tenant that `query` asks for, newest first.
    ///
    /// # Errors
    /// [`DomainError::BadRequest`] for a cursor that is none or another tenant's; else what kept them from being read.
    async fn page(&self, scope: &BillingScope<ReadAuditLog>, query: &AuditQuery) -> Result<AuditPage, DomainError>;
}

/// How a tenant pays, and Stripe's billing portal.
#[async_trait]
pub trait PaymentsPort: Send + Sync {
    /// The card on file and the way to the portal. Makes nothing at Stripe.
    ///
    /// # Errors
    /// What kept it from being read.
    async fn methods(&self, scope: &BillingScope<OpenPaymentPortal>) -> Result<Panel<PaymentMethods>, DomainError>;

    /// Makes one portal session for one confirmation; the same confirmation again gets the same session.
    ///
    /// # Errors
    /// [`DomainError`]: not configured, no portal access, or what went wrong at Stripe, each by its own name.
    async fn open_portal(
        &self,
        scope: &BillingScope<OpenPaymentPortal>,
        confirmation: OnceKey,
    ) -> Result<PortalLink, DomainError>;
}

/// Support tickets.
#[async_trait]
pub trait TicketsPort: Send + Sync {
    /// A page of the organisation's tickets, newest first; pages count from 1.
    ///
    /// # Errors
    /// What kept it from being read.
    async fn list(&self, scope: &SupportScope, page: u32) -> Result<TicketPage, DomainError>;

    /// Sends a ticket; the same key again answers the ticket that was made.
    ///
    /// # Errors
    /// What kept it from being sent, or from being known to have been.
    async fn send(&self, scope: &SupportScope, once: OnceKey, ticket: &NewTicket) -> Result<SendAnswer, DomainError>;
}

/// The tenant's settings.
#[async_trait]
pub trait TenantSettingsPort: Send + Sync {
    /// The settings as they stand, addresses masked.
    ///
    /// # Errors
    /// What kept them from being read.
    async fn read(&self, scope: &BillingScope<ReadTenantSettings>) -> Result<TenantSettings, DomainError>;

    /// One address in the clear. Recorded before and after, and counted with all other reveals.
    ///
    /// # Errors
    /// Not found when it does not stand there; what kept it from being read or recorded, and then nothing was revealed.
    async fn reveal(
        &self,
        scope: &BillingScope<RevealRecipients>,
        field: SettingsField,
        contact: Option<&RecipientId>,
    ) -> Result<RevealedAddress, DomainError>;

    /// Saves over the version that was loaded.
    ///
    /// # Errors
    /// What kept them from being saved, or from being known to have been.
    async fn save(
        &self,
        scope: &BillingScope<EditTenantSettings>,
        update: SettingsUpdate,
    ) -> Result<SaveAnswer, DomainError>;

    /// The names of the time zones there are.
    fn zones(&self) -> Vec<String>;
}

/// Fresh keys for what must happen once.
pub trait OnceKeys: Send + Sync {
    /// A key that nobody has seen.
    ///
    /// # Errors
    /// [`DomainError::Internal`] without randomness.
    fn fresh(&self) -> Result<OnceKey, DomainError>;
}

/// The ports, as one value in the request's context.
#[derive(Clone)]
pub struct Ports {
    /// Usage.
    pub usage: Arc<dyn UsagePort>,
    /// Assigned clients.
    pub clients: Arc<dyn ClientsPort>,
    /// Invoices.
    pub invoices: Arc<dyn InvoicesPort>,
    /// Billing email recipients.
    pub recipients: Arc<dyn RecipientsPort>,
    /// The audit log.
    pub audit: Arc<dyn AuditPort>,
    /// Payment and Stripe's billing portal.
    pub payments: Arc<dyn PaymentsPort>,
    /// Support tickets.
    pub tickets: Arc<dyn TicketsPort>,
    /// The tenant's settings.
    pub tenant_settings: Arc<dyn TenantSettingsPort>,
    /// Keys for what must happen once.
    pub once_keys: Arc<dyn OnceKeys>,
}
