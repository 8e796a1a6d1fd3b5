//! Signing in, staying signed in and signing out, through the real handlers, against the sandbox's issuer and against
//! npm's `oidc-provider`, which nobody here wrote.

mod attempts;
mod browser;
mod callback;
mod discovery;
mod id_tokens;
mod independent_issuer;
mod log;
#[path = "../support/manual_clock.rs"]
mod manual_clock;
mod portal;
mod refresh;
mod sign_in;
mod sign_out;
