//! The form that a page was asked for with. Such a page is made by the same component as without: it carries the form out, and
//! either leads on or shows what was typed again.

use crate::paths;

/// The fields of a form.
#[derive(Clone, Debug)]
pub struct Posted(String);

impl Posted {
    /// The form of the request that a page is being made for; none where the page was only asked for.
    #[must_use]
    pub fn here() -> Option<Self> {
        #[cfg(feature = "ssr")]
        {
            use leptos::prelude::use_context;
            let parts = use_context::<http::request::Parts>()?;
            if parts.method != http::Method::POST {
                return None;
            }
            let form = parts.extensions.get::<crate::backend::PostedForm>().map(|form| form.0.to_string());
            Some(Self(form.unwrap_or_default()))
        }
        #[cfg(not(feature = "ssr"))]
        None
    }

    /// The first field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        paths::query_value(&self.0, name)
    }

    /// Every field with this name.
    pub fn fields(&self, name: &str) -> impl Iterator<Item = String> {
        paths::query_values(&self.0, name)
    }

    /// The same, where a field that is missing is as good as empty.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.field(name).unwrap_or_default()
    }
}
