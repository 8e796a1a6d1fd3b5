//! What `crate::fuzzing` throws at tokens of the issuer, rightly signed, so that it is the claims that are judged.

use super::{
    id_token::{Expected, NonceRule},
    types::{Metadata, PortalIdToken, TokenAnswer},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use openidconnect::{
    ClientId, IssuerUrl,
    core::{CoreJsonCurveType, CoreJsonWebKey, CoreJsonWebKeySet},
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use std::sync::LazyLock;

static SIGNER: LazyLock<Option<EcdsaKeyPair>> = LazyLock::new(|| {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).ok()?;
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).ok()
});

/// Checks a token whose header is the first line and whose claims are the rest.
///
/// # Panics
/// When claims pass that no sign-in may begin with.
pub(crate) fn claims(bytes: &[u8]) {
    let _ = passes(bytes);
}

/// Whether such a token passes.
pub(crate) fn passes(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let (header, claims) = text.split_once('\n').unwrap_or(("{\"alg\":\"ES256\"}", &text));
    let Some(signer) = &*SIGNER else { return false };
    let input = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode(claims));
    let Ok(signature) = signer.sign(&SystemRandom::new(), input.as_bytes()) else { return false };
    let text = format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
    let Ok(token) = serde_json::from_value::<PortalIdToken>(text.into()) else { return false };
    let (x, y) = signer.public_key().as_ref().split_at(33);
    let key = CoreJsonWebKey::new_ec(x.get(1..).unwrap_or_default().into(), y.into(), CoreJsonCurveType::P256, None);
    let (Ok(issuer), Ok(now)) =
        (IssuerUrl::new("https://issuer.example".into()), Timestamp::from_second(1_780_000_000))
    else {
        return false;
    };
    let expected = Expected {
        issuer: &issuer,
        client_id: &ClientId::new("portal".into()),
        trusted_audiences: &[],
        nonce: NonceRule::Exactly("nonce"),
        now,
    };
    let keys = CoreJsonWebKeySet::new(vec![key]);
    let Ok(passed) = expected.check(&token, &keys) else { return false };
    assert_eq!(passed.issuer().as_str(), "https://issuer.example");
    assert!(passed.audiences().iter().all(|audience| audience.as_str() == "portal"));
    assert_eq!(passed.nonce().map(|nonce| nonce.secret().as_str()), Some("nonce"));
    assert!(!passed.subject().as_str().is_empty() && passed.subject().as_str().len() <= 255);
    assert!(passed.issue_time().timestamp().abs_diff(1_780_000_000) <= 300);
    assert!(passed.expiration().timestamp() > 1_780_000_000);
    true
}

/// Reads what the issuer says of itself and answers at its token endpoint.
pub(crate) fn issuer(text: &[u8]) {
    let _ = serde_json::from_slice::<Metadata>(text);
    let _ = serde_json::from_slice::<TokenAnswer>(text);
    let _ = serde_json::from_slice::<CoreJsonWebKeySet>(text);
}
