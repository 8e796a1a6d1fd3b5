//! The signing keys of the issuer and their rotation. Imports nothing of the rest of the crate.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use parking_lot::RwLock;
use ring::{
    rand::SystemRandom,
    signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents},
};
use serde::Serialize;
use serde_json::{Map, Value};

const SHIPPED: [&[u8]; 3] = [
    include_bytes!("../../keys/development-only-1.pk8"),
    include_bytes!("../../keys/development-only-2.pk8"),
    include_bytes!("../../keys/development-only-3.pk8"),
];

/// A shipped key is not usable, or signing failed: either is a fault of the build.
#[derive(Debug, thiserror::Error)]
#[error("a signing key of the sandbox could not be used")]
pub struct KeyError;

struct Key {
    pair: RsaKeyPair,
    modulus: String,
    exponent: String,
}

struct Turn {
    /// Counts rotations; the kid and the key follow from it.
    generation: usize,
    /// The key before is still published.
    keeps_old: bool,
}

pub(crate) struct SigningKeys {
    keys: Vec<Key>,
    turn: RwLock<Turn>,
}

#[derive(Serialize)]
pub(crate) struct Jwk {
    kty: &'static str,
    r#use: &'static str,
    alg: &'static str,
    kid: String,
    n: String,
    e: String,
}

fn kid(generation: usize) -> String {
    format!("sandbox-{}", generation + 1)
}

pub(crate) fn encode(value: &impl Serialize) -> Result<String, KeyError> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).map_err(|_| KeyError)?))
}

impl SigningKeys {
    pub(crate) fn load() -> Result<Self, KeyError> {
        let keys = SHIPPED
            .into_iter()
            .map(|der| {
                let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| KeyError)?;
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                Ok(Key {
                    modulus: URL_SAFE_NO_PAD.encode(&public.n),
                    exponent: URL_SAFE_NO_PAD.encode(&public.e),
                    pair,
                })
            })
            .collect::<Result<Vec<_>, KeyError>>()?;
        Ok(Self { keys, turn: RwLock::new(Turn { generation: 0, keeps_old: false }) })
    }

    fn key(&self, generation: usize) -> Result<&Key, KeyError> {
        self.keys.get(generation % SHIPPED.len()).ok_or(KeyError)
    }

    /// Sign with the next key from now on; the kid of it is answered. The one before stays published if asked.
    pub(crate) fn rotate(&self, keep_old: bool) -> String {
        let mut turn = self.turn.write();
        turn.generation += 1;
        turn.keeps_old = keep_old;
        kid(turn.generation)
    }

    pub(crate) fn current_kid(&self) -> String {
        kid(self.turn.read().generation)
    }

    /// What is published, the current key first.
    pub(crate) fn published(&self) -> Result<Vec<Jwk>, KeyError> {
        let turn = self.turn.read();
        let old = turn.keeps_old.then(|| turn.generation.checked_sub(1)).flatten();
        std::iter::once(turn.generation)
            .chain(old)
            .map(|generation| {
                let key = self.key(generation)?;
                Ok(Jwk {
                    kty: "RSA",
                    r#use: "sig",
                    alg: "RS256",
                    kid: kid(generation),
                    n: key.modulus.clone(),
                    e: key.exponent.clone(),
                })
            })
            .collect()
    }

    /// A compact RS256 JWS of the claims.
    pub(crate) fn sign(&self, typ: &str, claims: &Map<String, Value>) -> Result<String, KeyError> {
        let header = serde_json::json!({"alg": "RS256", "typ": typ, "kid": self.current_kid()});
        let input = format!("{}.{}", encode(&header)?, encode(claims)?);
        let signature = self.sign_bytes(input.as_bytes())?;
        Ok(format!("{input}.{signature}"))
    }

    /// The base64url RS256 signature of these bytes by the current key.
    pub(crate) fn sign_bytes(&self, input: &[u8]) -> Result<String, KeyError> {
        let key = self.key(self.turn.read().generation)?;
        let mut signature = vec![0; key.pair.public().modulus_len()];
        key.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature).map_err(|_| KeyError)?;
        Ok(URL_SAFE_NO_PAD.encode(signature))
    }

    /// The claims of a token signed by any key this issuer has had, whatever its expiry.
    pub(crate) fn claims_of(&self, token: &str) -> Option<Map<String, Value>> {
        let (input, signature) = token.rsplit_once('.')?;
        let (_, payload) = input.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let signed = self.keys.iter().any(|key| {
            let public = RsaPublicKeyComponents::<Vec<u8>>::from(key.pair.public_key());
            public.verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature).is_ok()
        });
        if !signed {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
    }
}
