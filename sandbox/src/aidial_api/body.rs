//! JSON bodies, checked member by member so that every fault is named at once. Imports `error` only.

use std::collections::BTreeMap;

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde_json::{Map, Value};

use crate::aidial_api::error::ApiError;

/// The largest body aidial_api takes, in bytes.
const LARGEST: usize = 64 << 10;

/// A body that is a JSON object.
pub(crate) struct JsonObject(pub(crate) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for JsonObject {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::media_type());
        }
        let bytes = to_bytes(request.into_body(), LARGEST).await.map_err(|_| ApiError::too_large())?;
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(ApiError::invalid_field("body", "not an object")),
            Err(_) => Err(ApiError::invalid_field("body", "not JSON")),
        }
    }
}

/// Reads members of an object and collects what is wrong with them.
pub(crate) struct Reader<'a> {
    members: &'a Map<String, Value>,
    prefix: &'static str,
    errors: BTreeMap<String, String>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(members: &'a Map<String, Value>, prefix: &'static str) -> Self {
        Self { members, prefix, errors: BTreeMap::new() }
    }

    pub(crate) fn blame(&mut self, name: &str, why: &str) {
        self.errors.entry(format!("{}{name}", self.prefix)).or_insert_with(|| why.to_owned());
    }

    pub(crate) fn take_errors(&mut self, other: Reader<'_>) {
        self.errors.extend(other.errors);
    }

    pub(crate) fn finish(self) -> Result<(), ApiError> {
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(self.errors)) }
    }

    fn required(&mut self, name: &str) -> Option<&'a Value> {
        let value = self.members.get(name);
        if value.is_none() {
            self.blame(name, "is required");
        }
        value
    }

    fn read_text(&mut self, name: &str, value: &'a Value, min: usize, max: usize) -> Option<&'a str> {
        let Some(text) = value.as_str() else {
            self.blame(name, "must be text");
            return None;
        };
        let length = text.chars().count();
        if length < min {
            self.blame(name, "is too short");
        } else if length > max {
            self.blame(name, "is too long");
        }
        Some(text)
    }

    /// A text that must be there; lengths are in characters. Answers an empty one when it is not.
    pub(crate) fn text(&mut self, name: &str, min: usize, max: usize) -> &'a str {
        self.required(name).and_then(|value| self.read_text(name, value, min, max)).unwrap_or_default()
    }

    pub(crate) fn optional_text(&mut self, name: &str, max: usize) -> Option<&'a str> {
        let value = self.members.get(name)?;
        self.read_text(name, value, 0, max)
    }

    pub(crate) fn one_of(&mut self, name: &str, words: &[&str]) -> &'a str {
        let text = self.text(name, 0, usize::MAX);
        if !words.contains(&text) {
            self.blame(name, "is not one of the choices");
        }
        text
    }

    pub(crate) fn integer(&mut self, name: &str) -> i64 {
        let value = self.required(name).map(Value::as_i64);
        if value == Some(None) {
            self.blame(name, "must be a whole number");
        }
        value.flatten().unwrap_or_default()
    }

    /// A list of one to ten email addresses.
    pub(crate) fn emails(&mut self, name: &str) -> Vec<String> {
        let Some(value) = self.required(name) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.blame(name, "must be a list");
            return Vec::new();
        };
        if items.is_empty() || items.len() > 10 {
            self.blame(name, "needs one to ten addresses");
        }
        let emails: Vec<String> =
            items.iter().filter_map(Value::as_str).filter(|text| is_email(text)).map(str::to_owned).collect();
        if emails.len() != items.len() {
            self.blame(name, "has an address that is not one");
        }
        emails
    }

    pub(crate) fn object(&mut self, name: &str) -> Option<&'a Map<String, Value>> {
        let value = self.members.get(name)?;
        if !value.is_object() {
            self.blame(name, "must be an object");
        }
        value.as_object()
    }
}

/// Strict enough to catch slips: one `@`, a local part, and a dotted domain of plain labels.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let local_ok = !local.is_empty() && local.len() <= 64 && local.bytes().all(|byte| byte.is_ascii_graphic());
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    local_ok && text.len() <= 254 && domain.contains('.') && domain.split('.').all(label_ok)
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn slips_are_not_addresses() {
        assert!(is_email("a.b+c@example.com.au"));
        for text in ["", "a", "@b.c", "a@", "a@b", "a@b..c", "a b@c.d", "a@b@c.d", "a@-b.c", "a@b.c\n", "ä@b.c"] {
            assert!(!is_email(text), "{text}");
        }
    }
}
