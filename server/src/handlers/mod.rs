//! Not written yet.

pub mod auth;
