//! What the address of a Usage panel asks for: a period, a project of its history, a state of its projects.

use crate::{model::client_id::ClientId, paths};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The parameters.
pub(super) const PERIOD: &str = "period";
/// See [`PERIOD`].
pub(super) const PROJECT: &str = "project";
/// See [`PERIOD`].
pub(super) const STATE: &str = "state";

/// What is asked for, as the address says it.
#[derive(Clone)]
pub(super) struct Asked {
    /// The client, for partner admins.
    pub(super) client: Option<ClientId>,
    /// The address without its query.
    pub(super) path: String,
    query: String,
}

impl Asked {
    /// Of the address that is shown.
    pub(super) fn here(client: Option<ClientId>) -> Self {
        let location = use_location();
        Self { client, path: location.pathname.get_untracked(), query: location.search.get_untracked() }
    }

    /// The value of a parameter; empty is none.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        paths::query_value(&self.query, name).filter(|value| !value.is_empty())
    }

    /// The parameters that are there, but for one.
    pub(super) fn others(&self, but: &str) -> Vec<(&'static str, String)> {
        let names = [PERIOD, PROJECT, STATE].into_iter().filter(|name| *name != but);
        names.filter_map(|name| Some((name, self.value(name)?))).collect()
    }

    /// The same address with another value of one parameter, or without it.
    pub(super) fn with(&self, name: &'static str, value: Option<&str>) -> String {
        let mut all = self.others(name);
        all.extend(value.map(|value| (name, value.to_owned())));
        let pairs: Vec<_> = all.iter().map(|(name, value)| format!("{name}={}", paths::encode(value))).collect();
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }
}
