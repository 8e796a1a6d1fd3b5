//! Support: the organisation's tickets, and a new one. Every role's. Trouble here is never billing's, and names the address
//! that works without the page.

mod draft;
mod list;
mod new_ticket;
mod review;
mod trouble;
mod unsent;
mod write;

pub use list::SupportPage;
pub use new_ticket::NewTicketPage;
pub use unsent::unsent;
