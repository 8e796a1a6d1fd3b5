//! The client of `aidial_api`: one call with the person's bearer token, one renewal when it is refused, foreign JSON into
//! the portal's model. The contract is `contract/aidial_api.openapi.yaml`.

mod call;
mod clients;
mod error;
#[cfg(test)]
pub(crate) mod fuzzing;
mod invoice_index;
mod invoice_page;
mod invoice_pdf;
mod invoices;
mod payment_profile;
mod recipients;
mod reveal;
mod session_context;
mod tenant_settings;
mod tickets;
mod usage;
mod wire;
mod write;

pub use call::AidialApi;
pub use clients::ClientsReader;
pub use error::UpstreamError;
pub use invoice_index::{Index, LONG_PAGE};
pub use invoice_page::{Around, InvoicePage};
pub use invoice_pdf::{Pdf, PdfBroken, PdfLimits, PdfSource};
pub use invoices::InvoicesReader;
pub use payment_profile::{CustomerId, PaymentProfile};
pub use recipients::RecipientsReader;
pub use session_context::ContextFacts;
pub use tenant_settings::TenantSettingsDesk;
pub use tickets::TicketDesk;
pub use usage::UsageReader;
