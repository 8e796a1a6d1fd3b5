//! The portal's one shared crate, compiled twice: `ssr` for the server, `hydrate` for what the browser runs.
//! May import leptos and pure libraries; never an HTTP client, a database or a secret.

pub mod api;
mod app;
#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(feature = "ssr")]
mod document;
pub mod error;
pub mod in_place;
pub mod issues;
pub mod model;
pub mod pages;
pub mod paths;
pub mod ui;
pub mod words;

pub use app::{App, FORM_PAGES};
#[cfg(feature = "ssr")]
pub use document::Document;
