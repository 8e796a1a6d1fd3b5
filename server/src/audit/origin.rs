//! Who a record is of, and which request it comes from.

use crate::{
    middleware::{ClientAddress, RequestId},
    session::sha256,
    store::{ActorHash, AuditPerson},
};
use app::model::{audit::ActorKey, role::Role};
use http::{Extensions, request::Parts};
use std::{fmt::Write, net::IpAddr};

/// A person as the issuer names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer.
    pub issuer: String,
    /// The person's id there.
    pub subject: String,
}

impl Identity {
    /// The hash that finds their rows. Not keyed: the rows hold both parts as they are, and must be found after a server key
    /// has been changed.
    #[must_use]
    pub fn hash(&self) -> ActorHash {
        let named = [self.issuer.as_bytes(), &[0], self.subject.as_bytes()].concat();
        sha256(&named).first_chunk().copied().unwrap_or_default()
    }

    pub(super) fn in_role(&self, role: Option<Role>) -> AuditPerson {
        AuditPerson { hash: self.hash(), issuer: self.issuer.clone(), subject: self.subject.clone(), role }
    }
}

/// The hash as the log shows it.
pub(super) fn key(hash: &ActorHash) -> Option<ActorKey> {
    let mut text = String::with_capacity(32);
    for byte in hash {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    ActorKey::parse(&text)
}

/// The hash that [`key`] was made of.
pub(super) fn hash(key: &ActorKey) -> Option<ActorHash> {
    u128::from_str_radix(key.as_str(), 16).ok().map(u128::to_be_bytes)
}

/// Where a request comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Its id.
    pub request_id: Option<String>,
    /// The client's address, as far as trusted proxies tell it.
    pub address: Option<IpAddr>,
}

impl Origin {
    /// Of the request that these are the parts of.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        Self::of_extensions(&parts.extensions)
    }

    /// Of the request with these extensions.
    #[must_use]
    pub fn of_extensions(extensions: &Extensions) -> Self {
        Self {
            request_id: extensions.get::<RequestId>().map(|id| id.0.as_str().to_owned()),
            address: extensions.get::<ClientAddress>().map(|address| address.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_key_and_it_leads_back_to_their_hash() {
        let identity = |issuer: &str, subject: &str| Identity { issuer: issuer.into(), subject: subject.into() };
        let ada = identity("https://issuer.test", "ada").hash();
        assert_eq!(hash(&key(&ada).unwrap()), Some(ada));
        assert_ne!(ada, identity("https://issuer.test", "bob").hash());
        assert_ne!(identity("a", "bc").hash(), identity("ab", "c").hash());
    }
}
