//! The form that a page was asked for with. Such a page is made by the same component as without: it carries the form out, and
//! either leads on or shows what was typed again.

use crate::paths;

/// The fields of a form.
#[derive(Clone, Debug)]
pub struct Posted(String);

impl Posted {
    /// The form to carry out of the request that a page is being made for; none where the page was only asked for. A form that a
    /// page sends by itself, once its session seems to be over, is none: nobody has sent it.
    #[must_use]
    pub fn here() -> Option<Self> {
        #[cfg(feature = "ssr")]
        {
            use crate::api::{BEAT, SCRIPT_HEADER};
            let parts = leptos::prelude::use_context::<http::request::Parts>()?;
            if parts.headers.get(SCRIPT_HEADER).is_some_and(|mark| mark == BEAT) {
                return None;
            }
        }
        Self::brought()
    }

    /// The form of the request, whoever has sent it.
    #[must_use]
    pub fn brought() -> Option<Self> {
        #[cfg(feature = "ssr")]
        {
            let parts = leptos::prelude::use_context::<http::request::Parts>()?;
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
