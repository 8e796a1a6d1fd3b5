//! What control does, for the HTTP interface and for Rust tests alike. May import `world`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    directory::Person,
    oidc::logout::{DeliveryError, deliver},
    people::{PARTNERS, RoleClaim},
    store::StoreError,
    tenants::tenant,
    world::World,
};

/// Why control did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// There is no such user, client, partner or session.
    #[error("the sandbox knows no such {0}")]
    Unknown(&'static str),
    /// The change could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A token could not be made.
    #[error("the sandbox could not make a token")]
    Token,
    /// The portal could not be told.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
}

/// What to change of a user; what is `None` stays. A role is any JSON value; an empty array takes it away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// The `role` of the session context.
    #[serde(default)]
    pub role: Option<Value>,
    /// Whether aidial_api answers 403.
    #[serde(default)]
    pub suspended: Option<bool>,
    /// `mfa.required`.
    #[serde(default)]
    pub mfa_required: Option<bool>,
    /// `mfa.satisfied`.
    #[serde(default)]
    pub mfa_satisfied: Option<bool>,
}

/// A user as control shows it.
#[derive(Clone, Debug, Serialize)]
pub struct UserState {
    /// The subject.
    pub id: &'static str,
    /// The email address.
    pub email: &'static str,
    /// The role, if there is one.
    pub role: Option<Value>,
    /// Whether aidial_api answers 403.
    pub suspended: bool,
    /// `mfa.required`.
    pub mfa_required: bool,
    /// `mfa.satisfied`.
    pub mfa_satisfied: bool,
}

impl From<&Person> for UserState {
    fn from(person: &Person) -> Self {
        Self {
            id: person.seed.id,
            email: person.seed.email,
            role: person.role.to_json(),
            suspended: person.suspended,
            mfa_required: person.mfa_required,
            mfa_satisfied: person.mfa_satisfied,
        }
    }
}

/// An access token made without a sign-in.
#[derive(Clone, Debug, Serialize)]
pub struct MintedToken {
    /// The bearer.
    pub access_token: String,
    /// Its life in seconds.
    pub expires_in: i64,
}

/// A sign-in whose refresh token is still good.
#[derive(Clone, Debug, Serialize)]
pub struct LiveSession {
    /// The session id of its ID tokens.
    pub sid: String,
    /// The subject.
    pub sub: String,
}

impl World {
    pub(crate) async fn change_user(&self, id_or_email: &str, change: UserChange) -> Result<UserState, ControlError> {
        let changed = self
            .directory
            .change(&self.store, id_or_email, |person| {
                if let Some(role) = change.role {
                    let absent = role.as_array().is_some_and(Vec::is_empty);
                    person.role = RoleClaim::from_json((!absent).then_some(role));
                }
                person.suspended = change.suspended.unwrap_or(person.suspended);
                person.mfa_required = change.mfa_required.unwrap_or(person.mfa_required);
                person.mfa_satisfied = change.mfa_satisfied.unwrap_or(person.mfa_satisfied);
            })
            .await?;
        changed.as_deref().map(UserState::from).ok_or(ControlError::Unknown("user"))
    }

    pub(crate) fn users(&self) -> Vec<UserState> {
        self.directory.everyone().iter().map(|person: &Arc<Person>| UserState::from(&**person)).collect()
    }

    pub(crate) async fn assign(&self, partner: &str, client: &str, assigned: bool) -> Result<(), ControlError> {
        if !PARTNERS.iter().any(|known| known.id == partner) {
            return Err(ControlError::Unknown("partner"));
        }
        tenant(client).ok_or(ControlError::Unknown("client"))?;
        Ok(self.directory.assign(&self.store, partner, client, assigned).await?)
    }

    pub(crate) async fn suspend_tenant(&self, client: &str, suspended: bool) -> Result<(), ControlError> {
        tenant(client).ok_or(ControlError::Unknown("client"))?;
        Ok(self.directory.suspend_tenant(&self.store, client, suspended).await?)
    }

    pub(crate) fn token_for(&self, id_or_email: &str) -> Result<MintedToken, ControlError> {
        let key = self.directory.find(id_or_email).ok_or(ControlError::Unknown("user"))?;
        let person = self.directory.person(key).ok_or(ControlError::Unknown("user"))?;
        let (access_token, expires_in) =
            self.mint_access(key, &person, "control", "openid").map_err(|_| ControlError::Token)?;
        Ok(MintedToken { access_token, expires_in })
    }

    pub(crate) fn sessions(&self, user: Option<&str>) -> Result<Vec<LiveSession>, ControlError> {
        let id = match user {
            Some(user) => {
                let key = self.directory.find(user).ok_or(ControlError::Unknown("user"))?;
                self.directory.person(key).map(|person| person.seed.id)
            }
            None => None,
        };
        let families = self.grants.families(id).into_iter();
        Ok(families.map(|family| LiveSession { sid: family.sid, sub: family.person_id }).collect())
    }

    /// End every sign-in, or those of one user: their refresh tokens are refused from now on.
    pub(crate) async fn revoke_sessions(&self, user: Option<&str>) -> Result<(), ControlError> {
        for session in self.sessions(user)? {
            self.access.forget_family(&session.sid);
            self.grants.end(&self.store, &session.sid).await?;
        }
        Ok(())
    }

    pub(crate) async fn backchannel_logout(
        &self,
        uri: &str,
        sub: Option<&str>,
        sid: Option<&str>,
    ) -> Result<u16, ControlError> {
        let token = self.mint_logout_token(sub, sid).map_err(|_| ControlError::Token)?;
        Ok(deliver(uri, &token).await?)
    }

    /// A token of any type with these claims, signed by the current key.
    pub(crate) fn sign_anything(&self, typ: &str, claims: &Map<String, Value>) -> Result<String, ControlError> {
        self.keys.sign(typ, claims).map_err(|_| ControlError::Token)
    }
}
