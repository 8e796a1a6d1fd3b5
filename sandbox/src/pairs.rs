//! Names and values as queries and forms carry them. Imports nothing of the rest of the crate.

use url::form_urlencoded;

pub(crate) struct Pairs(Vec<(String, String)>);

/// A name that may stand once stands more often.
pub(crate) struct Repeated;

impl Pairs {
    /// From `application/x-www-form-urlencoded` text. Bytes that are not UTF-8 read as replacement characters.
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn one(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut found = self.iter().filter(|(n, _)| *n == name).map(|(_, value)| value);
        match (found.next(), found.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(Repeated),
        }
    }

    /// The first of this name.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    pub(crate) fn has_repeats(&self) -> bool {
        self.iter().any(|(name, _)| self.one(name).is_err())
    }
}

/// A URL with more pairs in its query.
pub(crate) fn with_query(url: &str, pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{query}")
}
