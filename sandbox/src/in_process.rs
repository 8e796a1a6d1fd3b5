//! Control over a running sandbox from the same process: what `/_control` does over HTTP. May import `control`.

use serde_json::{Map, Value};

use crate::{
    control::{
        faults::Fault,
        operations::{ControlError, LiveSession, MintedToken, UserChange, UserState},
        recorder::Recorded,
    },
    oidc::tamper::Tamper,
    people::RoleClaim,
    running::Running,
    stripe::desk::PortalSession,
    ticket_desk::FiledTicket,
};

impl Running {
    /// Back to the seed, without faults, recorded requests or a moved clock. Tokens stay good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reset(&self) -> Result<(), ControlError> {
        Ok(self.world().reset().await?)
    }

    /// Play a fault from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.world().faults.add(fault);
    }

    /// Play no more faults.
    pub fn clear_faults(&self) {
        self.world().faults.clear();
    }

    /// What was received, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.world().recorder.list(0)
    }

    /// Forget what was received.
    pub fn clear_requests(&self) {
        self.world().recorder.clear();
    }

    /// Sign with another key from now on; answers its kid. With `keep_old` the key before stays published.
    pub fn rotate_signing_keys(&self, keep_old: bool) -> String {
        self.world().keys.rotate(keep_old)
    }

    /// Make every access token expired; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        self.world().access.expire_all();
    }

    /// Make the next ID tokens wrong.
    pub fn tamper_id_tokens(&self, tamper: Tamper) {
        self.world().tampering.set(tamper);
    }

    /// An access token for a user (id or email), without a sign-in.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn token_for(&self, user: &str) -> Result<MintedToken, ControlError> {
        self.world().token_for(user)
    }

    /// Every user with its present state.
    #[must_use]
    pub fn users(&self) -> Vec<UserState> {
        self.world().users()
    }

    /// Give a user (id or email) a role.
    ///
    /// # Errors
    /// When there is no such user, or the database fails.
    pub async fn set_role(&self, user: &str, role: RoleClaim) -> Result<UserState, ControlError> {
        let role = role.to_json().unwrap_or_else(|| Value::Array(Vec::new()));
        self.change_user(user, UserChange { role: Some(role), ..UserChange::default() }).await
    }

    /// Suspend a user (id or email), or let them in again.
    ///
    /// # Errors
    /// When there is no such user, or the database fails.
    pub async fn set_suspended(&self, user: &str, suspended: bool) -> Result<UserState, ControlError> {
        self.change_user(user, UserChange { suspended: Some(suspended), ..UserChange::default() }).await
    }

    /// Say whether a second factor is required of a user (id or email), and whether it was given.
    ///
    /// # Errors
    /// When there is no such user, or the database fails.
    pub async fn set_mfa(&self, user: &str, required: bool, satisfied: bool) -> Result<UserState, ControlError> {
        let change =
            UserChange { mfa_required: Some(required), mfa_satisfied: Some(satisfied), ..UserChange::default() };
        self.change_user(user, change).await
    }

    /// Change a user (id or email).
    ///
    /// # Errors
    /// When there is no such user, or the database fails.
    pub async fn change_user(&self, user: &str, change: UserChange) -> Result<UserState, ControlError> {
        self.world().change_user(user, change).await
    }

    /// Suspend a whole tenant, or let its users in again.
    ///
    /// # Errors
    /// When there is no such tenant, or the database fails.
    pub async fn suspend_tenant(&self, client: &str, suspended: bool) -> Result<(), ControlError> {
        self.world().suspend_tenant(client, suspended).await
    }

    /// Assign a client to a partner, or take it away.
    ///
    /// # Errors
    /// When there is no such partner or client, or the database fails.
    pub async fn set_assigned(&self, partner: &str, client: &str, assigned: bool) -> Result<(), ControlError> {
        self.world().assign(partner, client, assigned).await
    }

    /// The sign-ins whose refresh token is good, of one user (id or email) or of all.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn sessions(&self, user: Option<&str>) -> Result<Vec<LiveSession>, ControlError> {
        self.world().sessions(user)
    }

    /// End the sign-ins of one user (id or email) or of all: refreshing fails with `invalid_grant`.
    ///
    /// # Errors
    /// When there is no such user, or the database fails.
    pub async fn revoke_sessions(&self, user: Option<&str>) -> Result<(), ControlError> {
        self.world().revoke_sessions(user).await
    }

    /// POST a back-channel logout token for a subject, a session or both; answers the status of the portal's answer.
    ///
    /// # Errors
    /// When the portal cannot be reached.
    pub async fn backchannel_logout(
        &self,
        uri: &str,
        sub: Option<&str>,
        sid: Option<&str>,
    ) -> Result<u16, ControlError> {
        self.world().backchannel_logout(uri, sub, sid).await
    }

    /// A token of any type with these claims, signed by the current key.
    ///
    /// # Errors
    /// When signing fails.
    pub fn sign(&self, typ: &str, claims: &Map<String, Value>) -> Result<String, ControlError> {
        self.world().sign_anything(typ, claims)
    }

    /// The portal sessions that Stripe was asked for, oldest first.
    #[must_use]
    pub fn stripe_sessions(&self) -> Vec<PortalSession> {
        self.world().stripe.sessions()
    }

    /// Every support ticket, oldest first.
    #[must_use]
    pub fn tickets(&self) -> Vec<FiledTicket> {
        self.world().tickets.all()
    }

    /// Move the sandbox's clock, in seconds.
    pub fn advance_clock(&self, seconds: i64) {
        self.world().clock.advance(seconds);
    }
}
