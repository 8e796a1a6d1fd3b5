//! The form that a page was asked for with. Such a page is made by the same component as without: a form that is refused comes
//! back with what was typed.

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
            parts.extensions.get::<crate::backend::PostedForm>().map(|form| Self(form.0.to_string()))
        }
        #[cfg(not(feature = "ssr"))]
        None
    }

    /// The first field with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        paths::query_value(&self.0, name)
    }
}
