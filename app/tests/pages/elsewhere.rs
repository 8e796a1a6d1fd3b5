//! Ports that the pages here do not ask for: whatever is asked is not found.

use app::{
    backend::{BillingScope, DomainError, OnceKeys, OpenPaymentPortal, PaymentsPort, SupportScope, TicketsPort},
    model::{
        once_key::OnceKey,
        panel::Panel,
        payment::{PaymentMethods, PortalLink},
        ticket::{NewTicket, SendAnswer, TicketPage},
    },
};
use async_trait::async_trait;

pub(crate) struct Elsewhere;

#[async_trait]
impl PaymentsPort for Elsewhere {
    async fn methods(&self, _scope: &BillingScope<OpenPaymentPortal>) -> Result<Panel<PaymentMethods>, DomainError> {
        Err(DomainError::NotFound)
    }

    async fn open_portal(
        &self,
        _scope: &BillingScope<OpenPaymentPortal>,
        _confirmation: OnceKey,
    ) -> Result<PortalLink, DomainError> {
        Err(DomainError::NotFound)
    }
}

#[async_trait]
impl TicketsPort for Elsewhere {
    async fn list(&self, _scope: &SupportScope, _page: u32) -> Result<TicketPage, DomainError> {
        Err(DomainError::NotFound)
    }

    async fn send(&self, _scope: &SupportScope, _once: OnceKey, _: &NewTicket) -> Result<SendAnswer, DomainError> {
        Err(DomainError::NotFound)
    }
}

impl OnceKeys for Elsewhere {
    fn fresh(&self) -> Result<OnceKey, DomainError> {
        Ok(OnceKey::of_random([7; 16]))
    }
}
