//! Signing in, staying signed in and signing out, through the real handlers, against the sandbox's issuer and against
//! npm's `oidc-provider`, which nobody here wrote.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a test that finds something amiss stops there, and its modules have no outside"
)]

mod attempts;
mod back_channel;
mod browser;
mod callback;
mod deployed;
mod discovery;
#[path = "../support/free_port.rs"]
mod free_port;
mod id_tokens;
mod independent_issuer;
mod log;
#[path = "../support/manual_clock.rs"]
mod manual_clock;
mod portal;
mod refresh;
mod return_addresses;
mod sign_in;
mod sign_out;
