//! ID tokens made wrong on demand, for the tests of whoever checks them. May import `oidc::keys`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use parking_lot::Mutex;
use ring::hmac;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::oidc::keys::{KeyError, SigningKeys, encode};

/// How a tampered token is signed.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// As it should be, over the changed header and claims.
    #[default]
    Good,
    /// One byte is changed.
    Bad,
    /// `alg: none` and no signature.
    None,
    /// HS256 with the client secret as its key.
    Hs256Secret,
    /// HS256 with the public modulus as its key.
    Hs256Public,
}

/// What is wrong with the next ID tokens. In `claims` and `header` a null takes the member away.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tamper {
    /// Claims to set or take away.
    #[serde(default)]
    pub claims: Map<String, Value>,
    /// Header members to set or take away.
    #[serde(default)]
    pub header: Map<String, Value>,
    /// How it is signed.
    #[serde(default)]
    pub signature: Signature,
    /// For how many ID tokens; 1 unless said.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

#[derive(Default)]
pub(crate) struct Tampering(Mutex<Option<Tamper>>);

fn apply(target: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (name, value) in changes {
        if value.is_null() {
            target.remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
}

impl Tampering {
    pub(crate) fn set(&self, tamper: Tamper) {
        *self.0.lock() = Some(tamper);
    }

    pub(crate) fn clear(&self) {
        *self.0.lock() = None;
    }

    fn take(&self) -> Option<Tamper> {
        let mut slot = self.0.lock();
        let tamper = slot.as_mut().filter(|tamper| tamper.times > 0)?;
        tamper.times -= 1;
        Some(tamper.clone())
    }

    /// An ID token of the claims: as it should be, unless one is to be tampered with.
    pub(crate) fn id_token(
        &self,
        keys: &SigningKeys,
        secret: &str,
        mut claims: Map<String, Value>,
    ) -> Result<String, KeyError> {
        let Some(tamper) = self.take() else { return keys.sign("JWT", &claims) };
        apply(&mut claims, &tamper.claims);
        let alg = match tamper.signature {
            Signature::Good | Signature::Bad => "RS256",
            Signature::None => "none",
            Signature::Hs256Secret | Signature::Hs256Public => "HS256",
        };
        let mut header = Map::new();
        header.insert("alg".to_owned(), json!(alg));
        header.insert("typ".to_owned(), json!("JWT"));
        header.insert("kid".to_owned(), json!(keys.current_kid()));
        apply(&mut header, &tamper.header);
        let input = format!("{}.{}", encode(&header)?, encode(&claims)?);
        let hs256 = |key: &[u8]| {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), input.as_bytes());
            URL_SAFE_NO_PAD.encode(tag)
        };
        let signature = match tamper.signature {
            Signature::Good => keys.sign_bytes(input.as_bytes())?,
            Signature::Bad => keys.sign_bytes(format!("{input}x").as_bytes())?,
            Signature::None => String::new(),
            Signature::Hs256Secret => hs256(secret.as_bytes()),
            Signature::Hs256Public => {
                let published = serde_json::to_value(keys.published()?).map_err(|_| KeyError)?;
                let modulus = published.pointer("/0/n").and_then(Value::as_str).unwrap_or_default();
                hs256(&URL_SAFE_NO_PAD.decode(modulus).map_err(|_| KeyError)?)
            }
        };
        Ok(format!("{input}.{signature}"))
    }
}
