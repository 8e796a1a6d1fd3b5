//! What a sign-in handed out: one-time codes, and refresh tokens that are used once each. A family is all that came of one
//! sign-in (its name is the `sid`); showing a used code or refresh token again ends the whole family.
//! May import `directory` and `store`.

use std::collections::HashMap;

use parking_lot::Mutex;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use crate::store::{Store, StoreError};

const FAMILY: &str = "family";
const CODE_SECONDS: i64 = 60;
/// Thirty days.
pub(crate) const REFRESH_SECONDS: i64 = 30 * 24 * 3600;
/// Used codes are remembered this long, so that a replay is noticed.
const REMEMBER_CODE_SECONDS: i64 = 3600;
/// Used refresh tokens remembered in a family.
const REMEMBER_USED: usize = 1000;

/// What the authorization request fixed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    pub(crate) person_id: String,
    pub(crate) sid: String,
    pub(crate) scope: String,
    pub(crate) auth_time: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) sign_in: SignIn,
    pub(crate) redirect_uri: String,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: String,
    issued_at: i64,
    used: bool,
}

/// Texts of tokens are not kept, only their SHA-256 in hex.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Family {
    sign_in: SignIn,
    current: String,
    expires_at: i64,
    used: Vec<String>,
}

#[derive(Default)]
struct Held {
    codes: HashMap<String, Code>,
    families: HashMap<String, Family>,
    /// From the hash of each refresh token, used or not, to the name of its family.
    family_of: HashMap<String, String>,
}

impl Held {
    fn family(&self, hash: &str) -> Option<&Family> {
        self.families.get(self.family_of.get(hash)?)
    }
}

pub(crate) struct Grants {
    held: Mutex<Held>,
}

/// What came of showing a code or a refresh token.
pub(crate) enum Shown<T> {
    Good(T),
    /// Never issued, or too old.
    Unknown,
    /// Used before: the family of this name has ended.
    Reused(String),
}

fn hashed(token: &str) -> String {
    digest(&SHA256, token.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Grants {
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let families: HashMap<String, Family> = store.all(FAMILY).await?.into_iter().collect();
        let hashes = |(sid, family): (&String, &Family)| {
            let sid = sid.clone();
            family
                .used
                .iter()
                .chain([&family.current])
                .cloned()
                .map(move |hash| (hash, sid.clone()))
                .collect::<Vec<_>>()
        };
        let family_of = families.iter().flat_map(hashes).collect();
        Ok(Self { held: Mutex::new(Held { codes: HashMap::new(), families, family_of }) })
    }

    pub(crate) fn add_code(
        &self,
        code: String,
        sign_in: SignIn,
        redirect_uri: String,
        nonce: Option<String>,
        challenge: String,
        now: i64,
    ) {
        let mut held = self.held.lock();
        held.codes.retain(|_, code| code.issued_at + REMEMBER_CODE_SECONDS > now);
        held.codes.insert(code, Code { sign_in, redirect_uri, nonce, challenge, issued_at: now, used: false });
    }

    /// Take a code if `fits` says that it belongs to this request. A code that was shown once is used up either way.
    pub(crate) fn take_code(&self, code: &str, now: i64, fits: impl FnOnce(&Code) -> bool) -> Shown<Code> {
        let mut held = self.held.lock();
        let Some(found) = held.codes.get_mut(code) else { return Shown::Unknown };
        if found.used {
            return Shown::Reused(found.sign_in.sid.clone());
        }
        found.used = true;
        if found.issued_at + CODE_SECONDS <= now || !fits(found) {
            return Shown::Unknown;
        }
        Shown::Good(found.clone())
    }

    /// Give a family its next refresh token (its first, when the family is new).
    pub(crate) async fn keep(
        &self,
        store: &Store,
        sign_in: &SignIn,
        refresh: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let family = {
            let mut held = self.held.lock();
            held.family_of.insert(hashed(refresh), sign_in.sid.clone());
            let family = held.families.entry(sign_in.sid.clone()).or_insert_with(|| Family {
                sign_in: sign_in.clone(),
                current: String::new(),
                expires_at: 0,
                used: Vec::new(),
            });
            family.current = hashed(refresh);
            family.expires_at = now + REFRESH_SECONDS;
            family.clone()
        };
        store.put(FAMILY, &sign_in.sid, &family).await
    }

    /// Use a refresh token up. `next` replaces it at once, so that of two who show it together one is refused.
    pub(crate) async fn rotate(
        &self,
        store: &Store,
        shown: &str,
        next: &str,
        now: i64,
    ) -> Result<Shown<SignIn>, StoreError> {
        let hash = hashed(shown);
        let family = {
            let mut held = self.held.lock();
            let Held { families, family_of, .. } = &mut *held;
            let Some(family) = family_of.get(&hash).and_then(|sid| families.get_mut(sid)) else {
                return Ok(Shown::Unknown);
            };
            if family.current != hash {
                return Ok(Shown::Reused(family.sign_in.sid.clone()));
            }
            if family.expires_at <= now {
                return Ok(Shown::Unknown);
            }
            family.used.push(std::mem::replace(&mut family.current, hashed(next)));
            if family.used.len() > REMEMBER_USED {
                family_of.remove(&family.used.remove(0));
            }
            family.expires_at = now + REFRESH_SECONDS;
            family_of.insert(family.current.clone(), family.sign_in.sid.clone());
            family.clone()
        };
        store.put(FAMILY, &family.sign_in.sid, &family).await?;
        Ok(Shown::Good(family.sign_in))
    }

    /// The sign-in that a current refresh token belongs to.
    pub(crate) fn belongs_to(&self, refresh: &str) -> Option<SignIn> {
        let hash = hashed(refresh);
        self.held.lock().family(&hash).filter(|family| family.current == hash).map(|family| family.sign_in.clone())
    }

    pub(crate) async fn end(&self, store: &Store, sid: &str) -> Result<(), StoreError> {
        {
            let mut held = self.held.lock();
            if let Some(family) = held.families.remove(sid) {
                for hash in family.used.iter().chain([&family.current]) {
                    held.family_of.remove(hash);
                }
            }
        }
        store.delete(FAMILY, sid).await
    }

    /// The families of a person (of everybody, for `None`).
    pub(crate) fn families(&self, person_id: Option<&str>) -> Vec<SignIn> {
        let held = self.held.lock();
        let of_person =
            held.families.values().filter(|family| person_id.is_none_or(|id| family.sign_in.person_id == id));
        of_person.map(|family| family.sign_in.clone()).collect()
    }
}
