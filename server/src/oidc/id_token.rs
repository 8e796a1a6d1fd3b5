//! Whether an ID token is for this portal, from this issuer, now, and for this sign-in. Signature, issuer, audience and
//! expiry are `openidconnect`'s checks; the rest of the matrix of acceptance AUTH-04 is here.

use super::types::{PortalIdToken, PortalIdTokenClaims};
use chrono::DateTime;
use jiff::Timestamp;
use openidconnect::{
    ClaimsVerificationError, ClientId, IdTokenVerifier, IssuerUrl, Nonce, NonceVerifier, SignatureVerificationError,
    core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm},
};

/// How far `iat` may be from now, and `nbf` after it, in seconds.
pub(super) const SKEW_S: i64 = 300;
/// Longest subject kept; OpenID Connect allows 255 ASCII characters.
const SUBJECT_MAX: usize = 255;

/// What an ID token is held against.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a IssuerUrl,
    pub(super) client_id: &'a ClientId,
    pub(super) trusted_audiences: &'a [String],
    pub(super) nonce: NonceRule<'a>,
    pub(super) now: Timestamp,
}

/// Which nonce the token must carry.
#[derive(Clone, Copy)]
pub(super) enum NonceRule<'a> {
    /// At sign-in: this one.
    Exactly(&'a str),
    /// At renewal: this one or none.
    ThisOrNone(&'a str),
}

/// Why an ID token does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejection {
    /// Its key is not among the keys known; it may be among the issuer's newer ones.
    UnknownKey,
    /// Anything else, as a label for the log.
    Bad(&'static str),
}

impl Expected<'_> {
    pub(super) fn check<'t>(
        &self,
        token: &'t PortalIdToken,
        keys: &CoreJsonWebKeySet,
    ) -> Result<&'t PortalIdTokenClaims, Rejection> {
        let now = DateTime::from_timestamp_millis(self.now.as_millisecond()).ok_or(Rejection::Bad("clock"))?;
        let now_s = now.timestamp();
        // "Public client" is the library's word for a verifier that takes no shared-secret signature (HS256).
        let verifier = IdTokenVerifier::new_public_client(self.client_id.clone(), self.issuer.clone(), keys.clone())
            .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, CoreJwsSigningAlgorithm::EcdsaP256Sha256])
            .set_other_audience_verifier_fn(|audience| self.trusted_audiences.iter().any(|name| *name == **audience))
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(move |at| {
                let near = at.timestamp().saturating_sub(now_s).unsigned_abs() <= SKEW_S.unsigned_abs();
                near.then_some(()).ok_or_else(|| "iat".to_owned())
            });
        let claims = token.claims(&verifier, |nonce: Option<&Nonce>| self.nonce.check(nonce)).map_err(rejection)?;
        let extra = claims.additional_claims();
        let early =
            extra.nbf.as_ref().and_then(serde_json::Number::as_f64).is_some_and(|nbf| nbf > (now_s + SKEW_S) as f64);
        let subject = claims.subject().as_str();
        let other_party = claims.authorized_party().is_some_and(|party| party != self.client_id);
        match () {
            () if early => Err(Rejection::Bad("nbf")),
            () if subject.is_empty() || subject.len() > SUBJECT_MAX || subject.contains('\0') => {
                Err(Rejection::Bad("sub"))
            }
            () if other_party => Err(Rejection::Bad("azp")),
            () => Ok(claims),
        }
    }
}

impl NonceRule<'_> {
    fn check(self, found: Option<&Nonce>) -> Result<(), String> {
        match (self, found) {
            (Self::ThisOrNone(_), None) => Ok(()),
            (Self::Exactly(expected) | Self::ThisOrNone(expected), found) => {
                NonceVerifier::verify(&Nonce::new(expected.to_owned()), found)
            }
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's enums are non-exhaustive; what is unknown is refused"
)]
fn rejection(error: ClaimsVerificationError) -> Rejection {
    match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            Rejection::UnknownKey
        }
        ClaimsVerificationError::SignatureVerification(_) => Rejection::Bad("signature"),
        ClaimsVerificationError::Expired(_) => Rejection::Bad("time"),
        ClaimsVerificationError::InvalidAudience(_) => Rejection::Bad("aud"),
        ClaimsVerificationError::InvalidIssuer(_) => Rejection::Bad("iss"),
        ClaimsVerificationError::InvalidNonce(_) => Rejection::Bad("nonce"),
        _ => Rejection::Bad("other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use openidconnect::{
        JsonWebKeyId,
        core::{CoreJsonCurveType, CoreJsonWebKey},
    };
    use ring::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
    };
    use serde_json::json;

    const NOW: i64 = 1_780_000_000;

    fn pair() -> EcdsaKeyPair {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &SystemRandom::new()).unwrap()
    }

    fn token(signer: &EcdsaKeyPair) -> PortalIdToken {
        let encode = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = json!({
            "iss": "https://issuer.example", "aud": "portal", "sub": "person", "nonce": "nonce",
            "iat": NOW, "exp": NOW + 60
        });
        let input = format!("{}.{}", encode(json!({"alg": "ES256", "kid": "k"})), encode(claims));
        let signature = signer.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        let text = format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
        serde_json::from_value(text.into()).unwrap()
    }

    fn check(token: &PortalIdToken, published: &EcdsaKeyPair, kid: &str) -> Result<String, Rejection> {
        let point = published.public_key().as_ref();
        let kid = Some(JsonWebKeyId::new(kid.into()));
        let key = CoreJsonWebKey::new_ec(point[1..33].into(), point[33..].into(), CoreJsonCurveType::P256, kid);
        let expected = Expected {
            issuer: &IssuerUrl::new("https://issuer.example".into()).unwrap(),
            client_id: &ClientId::new("portal".into()),
            trusted_audiences: &[],
            nonce: NonceRule::Exactly("nonce"),
            now: Timestamp::from_second(NOW).unwrap(),
        };
        expected.check(token, &CoreJsonWebKeySet::new(vec![key])).map(|claims| claims.subject().to_string())
    }

    #[test]
    fn a_signature_on_the_curve_is_taken_from_the_published_key_alone() {
        let (issuer, stranger) = (pair(), pair());
        assert_eq!(check(&token(&issuer), &issuer, "k"), Ok("person".to_owned()));
        assert_eq!(check(&token(&stranger), &issuer, "k"), Err(Rejection::Bad("signature")));
        assert_eq!(check(&token(&issuer), &issuer, "other"), Err(Rejection::UnknownKey));
    }
}
