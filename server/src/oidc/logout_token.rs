//! Back-channel logout tokens: signed by the issuer, for this portal, fresh, and about logging out only (acceptance
//! AUTH-18; OpenID Connect Back-Channel Logout §2.6). `openidconnect` knows no such tokens, so its keys check the
//! signature and the rules are here.

use super::{
    id_token::{Rejection, SKEW_S},
    provider::Provider,
};
use crate::session::LogoutNotice;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    JsonWebKey,
    core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, de::IgnoredAny};
use std::collections::HashMap;

/// Longest token looked at.
const TOKEN_MAX: usize = 8_192;
/// Longest life of a token, in seconds; the specification advises two minutes.
const LIFE_MAX_S: i64 = 600;
/// The event that says what the token is for.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Why a logout token has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoutTokenError {
    /// It does not pass; the label is for the log.
    #[error("logout token refused: {0}")]
    Refused(&'static str),
    /// The issuer's keys cannot be had now.
    #[error("the issuer cannot be used now")]
    IssuerDown,
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    typ: Option<String>,
    kid: Option<String>,
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: i64,
    jti: String,
    sub: Option<String>,
    sid: Option<String>,
    events: HashMap<String, serde_json::Map<String, serde_json::Value>>,
    nonce: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Provider {
    /// What a logout token names, if it passes. Whether it was used before is the store's to say.
    ///
    /// # Errors
    /// [`LogoutTokenError`].
    pub async fn logout_notice(&self, token: &str) -> Result<LogoutNotice, LogoutTokenError> {
        let refused = LogoutTokenError::Refused;
        let (input, signature) = token.rsplit_once('.').filter(|_| token.len() <= TOKEN_MAX).ok_or(refused("form"))?;
        let (head, body) = input.split_once('.').ok_or(refused("form"))?;
        let header: Header = part(head).ok_or(refused("header"))?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(|_| refused("form"))?;
        let agreed = matches!(
            header.alg,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256 | CoreJwsSigningAlgorithm::EcdsaP256Sha256
        );
        let typ = header.typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
        if !agreed || header.crit.is_some() || !typ.is_some_and(|typ| typ.eq_ignore_ascii_case("logout+jwt")) {
            return Err(refused("header"));
        }
        let known = self.known().await.map_err(|_| LogoutTokenError::IssuerDown)?;
        let keys = known.keys.current();
        let signed = match verify(&keys, &header, input, &signature) {
            Err(Rejection::UnknownKey) => match known.keys.newer_than(&keys, self.http(), self.clock()).await {
                Some(newer) => verify(&newer, &header, input, &signature),
                None => Err(Rejection::UnknownKey),
            },
            answer => answer,
        };
        signed.map_err(|_| refused("signature"))?;
        self.notice_of(part(body).ok_or(refused("claims"))?).map_err(refused)
    }

    fn notice_of(&self, claims: Claims) -> Result<LogoutNotice, &'static str> {
        let now = self.now_ms() / 1_000;
        let audiences = match claims.aud {
            Audience::One(audience) => vec![audience],
            Audience::Many(audiences) => audiences,
        };
        let named = |text: &Option<String>| text.as_ref().is_none_or(|text| !text.is_empty() && !text.contains('\0'));
        let checks = [
            ("iss", claims.iss == self.config().issuer),
            ("aud", audiences.contains(&self.config().client_id)),
            ("aud", audiences.iter().all(|audience| self.trusts(audience))),
            ("iat", claims.iat.saturating_sub(now).unsigned_abs() <= SKEW_S.unsigned_abs()),
            ("exp", claims.exp > now && claims.exp.saturating_sub(claims.iat) <= LIFE_MAX_S),
            ("jti", !claims.jti.is_empty()),
            ("events", claims.events.contains_key(EVENT)),
            ("nonce", claims.nonce.is_none()),
            ("sub", claims.sub.is_some() || claims.sid.is_some()),
            ("sub", named(&claims.sub) && named(&claims.sid)),
        ];
        match checks.into_iter().find(|(_, holds)| !holds) {
            Some((label, _)) => Err(label),
            None => Ok(LogoutNotice {
                issuer: claims.iss,
                id: claims.jti,
                until: claims.exp.saturating_mul(1_000),
                subject: claims.sub,
                op_session: claims.sid,
            }),
        }
    }
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

fn verify(keys: &CoreJsonWebKeySet, header: &Header, input: &str, signature: &[u8]) -> Result<(), Rejection> {
    let kid = header.kid.as_deref();
    let mut named =
        keys.keys().iter().filter(|key| kid.is_none() || key.key_id().map(|id| id.as_str()) == kid).peekable();
    if named.peek().is_none() {
        return Err(Rejection::UnknownKey);
    }
    let signs = |key: &_| JsonWebKey::verify_signature(key, &header.alg, input.as_bytes(), signature).is_ok();
    if named.any(signs) { Ok(()) } else { Err(Rejection::Bad("signature")) }
}
