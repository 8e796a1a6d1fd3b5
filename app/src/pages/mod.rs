//! A folder or file a route. Pages read through `api` and draw with `ui`.

#![expect(unreachable_pub, reason = "the component macro writes a second, private function with the same visibility")]

pub mod audit_log;
pub mod billing;
pub mod frame;
pub mod help;
pub mod not_found;
pub mod posted;
pub mod response;
pub mod settings;
mod show_email;
pub mod sign_in;
pub mod support;
mod unsent;

pub use show_email::{ShowEmail, Whose};
