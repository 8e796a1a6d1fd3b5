//! The name of a client organisation (tenant).

use super::checked_text::{checked_text, is_plain_id};

checked_text! {
    /// A well-formed `client_id`.
    ClientId, "a client id", is_plain_id
}
