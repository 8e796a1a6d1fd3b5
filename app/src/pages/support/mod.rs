//! Support: the organisation's tickets, and a new one. Every role's. Trouble here is never billing's, and names the address
//! that works without the page.

mod draft;
mod form;
mod list;
mod trouble;

pub use form::NewTicketPage;
pub use list::SupportPage;
