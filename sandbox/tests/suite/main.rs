//! Tests of the sandbox from outside, over HTTP: one binary, a module a subject.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod determinism;
mod faults;
mod figures;
mod issuer;
mod persistence;
mod scope;
mod sessions;
mod stripe;
mod tester;
mod writing;
