//! Makes the tokens of a sign-in. May import `world`.

use serde_json::{Map, Value, json};

use crate::{
    directory::{Person, PersonKey},
    oidc::{error::OauthError, grants::SignIn},
    random::token,
    world::World,
};

/// The API that access tokens are for.
const API: &str = "aidial_api";

fn claims(pairs: &[(&str, Value)]) -> Map<String, Value> {
    pairs
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

impl World {
    /// A new access token, in force at once. Answers it with its life in seconds.
    pub(crate) fn mint_access(
        &self,
        key: PersonKey,
        person: &Person,
        family: &str,
        scope: &str,
    ) -> Result<(String, i64), OauthError> {
        let now = self.clock.seconds();
        let life = i64::from(self.config.access_token_seconds);
        let text = self.keys.sign(
            "at+jwt",
            &claims(&[
                ("iss", json!(self.issuer())),
                ("sub", json!(person.seed.id)),
                ("aud", json!(API)),
                ("client_id", json!(self.config.client_id)),
                ("iat", json!(now)),
                ("exp", json!(now + life)),
                ("jti", json!(token("at-")?)),
                ("sid", json!(family)),
                ("scope", json!(scope)),
            ]),
        )?;
        self.access.add(text.clone(), key, family, now, now + life);
        Ok((text, life))
    }

    pub(crate) fn mint_id_token(
        &self,
        person: &Person,
        sign_in: &SignIn,
        nonce: Option<&str>,
    ) -> Result<String, OauthError> {
        let now = self.clock.seconds();
        let claims = claims(&[
            ("iss", json!(self.issuer())),
            ("sub", json!(person.seed.id)),
            ("aud", json!(self.config.client_id)),
            ("iat", json!(now)),
            ("exp", json!(now + i64::from(self.config.access_token_seconds))),
            ("auth_time", json!(sign_in.auth_time)),
            ("nonce", json!(nonce)),
            ("sid", json!(sign_in.sid)),
            ("email", json!(person.seed.email)),
            ("email_verified", json!(true)),
            ("name", json!(person.seed.name)),
        ]);
        Ok(self.tampering.id_token(&self.keys, &self.config.client_secret, claims)?)
    }

    /// An OIDC back-channel logout token for a subject, a session, or both.
    pub(crate) fn mint_logout_token(&self, sub: Option<&str>, sid: Option<&str>) -> Result<String, OauthError> {
        let now = self.clock.seconds();
        let claims = claims(&[
            ("iss", json!(self.issuer())),
            ("aud", json!(self.config.client_id)),
            ("iat", json!(now)),
            ("exp", json!(now + 120)),
            ("jti", json!(token("lt-")?)),
            ("sub", json!(sub)),
            ("sid", json!(sid)),
            ("events", json!({"http://schemas.openid.net/event/backchannel-logout": {}})),
        ]);
        Ok(self.keys.sign("logout+jwt", &claims)?)
    }
}
