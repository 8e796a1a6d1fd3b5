//! The token endpoint: authorization_code and refresh_token. May import `world`.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use ring::digest::{SHA256, digest};
use serde_json::json;

use crate::{
    oidc::{
        client::authenticate,
        error::OauthError,
        grants::{Shown, SignIn},
    },
    pairs::Pairs,
    random,
    world::World,
};

/// The form of a request, if it is one and names nothing twice.
pub(crate) fn form(headers: &HeaderMap, body: &[u8]) -> Result<Pairs, OauthError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(OauthError::InvalidRequest("the body must be a form"));
    }
    let form = Pairs::parse(body);
    if form.has_repeats() { Err(OauthError::InvalidRequest("a parameter is repeated")) } else { Ok(form) }
}

pub(crate) async fn token(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OauthError> {
    let form = form(&headers, &body)?;
    authenticate(&world.config, &headers, &form)?;
    match form.first("grant_type") {
        Some("authorization_code") => by_code(&world, &form).await,
        Some("refresh_token") => by_refresh(&world, &form).await,
        Some(_) => Err(OauthError::UnsupportedGrantType),
        None => Err(OauthError::InvalidRequest("grant_type is missing")),
    }
}

fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

async fn by_code(world: &World, form: &Pairs) -> Result<Response, OauthError> {
    let need =
        |name| form.first(name).ok_or(OauthError::InvalidRequest("code, redirect_uri and code_verifier are required"));
    let (code, redirect_uri, verifier) = (need("code")?, need("redirect_uri")?, need("code_verifier")?);
    let now = world.clock.seconds();
    let shown = world
        .grants
        .take_code(code, now, |code| code.redirect_uri == redirect_uri && code.challenge == challenge_of(verifier));
    match shown {
        Shown::Good(code) => answer(world, &code.sign_in, code.nonce.as_deref(), None, &code.sign_in.scope).await,
        Shown::Unknown => Err(OauthError::InvalidGrant("the code is not good")),
        Shown::Reused(sid) => {
            world.end_family(&sid).await?;
            Err(OauthError::InvalidGrant("the code was used before"))
        }
    }
}

async fn by_refresh(world: &World, form: &Pairs) -> Result<Response, OauthError> {
    let shown = form.first("refresh_token").ok_or(OauthError::InvalidRequest("refresh_token is missing"))?;
    if let (Some(wanted), Some(sign_in)) = (form.first("scope"), world.grants.belongs_to(shown)) {
        let granted: Vec<&str> = sign_in.scope.split(' ').collect();
        if wanted.split(' ').any(|scope| !granted.contains(&scope)) {
            return Err(OauthError::InvalidScope);
        }
    }
    let next = random::token("rt-")?;
    match world.grants.rotate(&world.store, shown, &next, world.clock.seconds()).await? {
        Shown::Good(sign_in) => {
            let scope = form.first("scope").unwrap_or(&sign_in.scope).to_owned();
            // Without a nonce: OpenID Connect Core 12.2 lets a refreshed ID token leave it out.
            answer(world, &sign_in, None, Some(next), &scope).await
        }
        Shown::Unknown => Err(OauthError::InvalidGrant("the refresh token is not good")),
        Shown::Reused(sid) => {
            world.end_family(&sid).await?;
            Err(OauthError::InvalidGrant("the refresh token was used before"))
        }
    }
}

async fn answer(
    world: &World,
    sign_in: &SignIn,
    nonce: Option<&str>,
    refresh: Option<String>,
    scope: &str,
) -> Result<Response, OauthError> {
    let gone = OauthError::InvalidGrant("the user is gone");
    let key = world.directory.find(&sign_in.person_id).ok_or(gone)?;
    let person = world.directory.person(key).ok_or(gone)?;
    let (access_token, expires_in) = world.mint_access(key, &person, &sign_in.sid, scope)?;
    let id_token = world.mint_id_token(&person, sign_in, nonce)?;
    let refresh = match refresh {
        None if sign_in.scope.split(' ').any(|scope| scope == "offline_access") => {
            let first = random::token("rt-")?;
            world.grants.keep(&world.store, sign_in, &first, world.clock.seconds()).await?;
            Some(first)
        }
        other => other,
    };
    let mut body = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": expires_in,
        "id_token": id_token,
        "scope": scope,
    });
    if let (Some(refresh), Some(body)) = (refresh, body.as_object_mut()) {
        body.insert("refresh_token".to_owned(), refresh.into());
    }
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(body)).into_response())
}

impl World {
    /// End all that came of one sign-in.
    pub(crate) async fn end_family(&self, sid: &str) -> Result<(), OauthError> {
        self.access.forget_family(sid);
        self.grants.end(&self.store, sid).await?;
        Ok(())
    }
}
