//! Who is calling the token and revocation endpoints. May import `config` and `pairs`.

use axum::http::{HeaderMap, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use url::form_urlencoded;

use crate::{config::Config, oidc::error::OauthError, pairs::Pairs};

/// One `application/x-www-form-urlencoded` value, decoded.
fn decoded(text: &str) -> String {
    form_urlencoded::parse(format!("v={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn basic(headers: &HeaderMap) -> Option<Result<(String, String), OauthError>> {
    let value = headers.get(header::AUTHORIZATION)?;
    let read = || {
        let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((decoded(id), decoded(secret)))
    };
    Some(read().ok_or(OauthError::InvalidClient))
}

/// Succeeds only for the configured client, authenticated by exactly one of the two ways.
pub(crate) fn authenticate(config: &Config, headers: &HeaderMap, form: &Pairs) -> Result<(), OauthError> {
    let posted = form.first("client_secret");
    let (id, secret) = match (basic(headers), posted) {
        (Some(_), Some(_)) => return Err(OauthError::InvalidRequest("one way to authenticate, not two")),
        (Some(basic), None) => basic?,
        (None, Some(secret)) => (form.first("client_id").unwrap_or_default().to_owned(), secret.to_owned()),
        (None, None) => return Err(OauthError::InvalidClient),
    };
    let right = id == config.client_id
        && secret == config.client_secret
        && form.first("client_id").is_none_or(|named| named == id);
    if right { Ok(()) } else { Err(OauthError::InvalidClient) }
}
