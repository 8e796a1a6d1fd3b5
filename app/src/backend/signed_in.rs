//! Who is asking. [`SignedIn`] can only be had from the session behind the request's cookie; role, tenant and scope
//! come from `aidial_api`'s session context and from nothing the browser sent.

use super::{BillingScope, Deed, DomainError, PartnerScope, Permission, SessionDesk, SupportScope, Trail};
use crate::model::{
    access::{self, Right},
    audit::{AuditAbout, AuditEvent, AuditOutcome},
    client_id::ClientId,
    role::Role,
    viewer::{Admission, Viewer},
};
use async_trait::async_trait;
use leptos::prelude::use_context;
use secrecy::SecretString;
use std::sync::Arc;

/// A bearer token; prints as redacted.
pub type Bearer = SecretString;

/// The signed-in person's token at `aidial_api`, renewed behind this when it runs out.
#[async_trait]
pub trait Credential: Send + Sync {
    /// A token that is thought to be good.
    ///
    /// # Errors
    /// [`DomainError::SignedOut`] when the session cannot be continued, else what kept it from being renewed.
    async fn bearer(&self) -> Result<Bearer, DomainError>;

    /// Another token, after the upstream refused `refused`. Many callers with the same refused token cause one renewal.
    ///
    /// # Errors
    /// As [`Credential::bearer`].
    async fn renew(&self, refused: &Bearer) -> Result<Bearer, DomainError>;
}

/// Asks `aidial_api` whether a client is assigned to the person. Held by the person, so that no scope is made without it.
#[async_trait]
pub trait AssignmentCheck: Send + Sync {
    /// The assigned client, or [`DomainError::NotFound`] when there is no such client or it is not assigned.
    ///
    /// # Errors
    /// What kept the check from being made.
    async fn assigned(&self, client: &ClientId) -> Result<Organisation, DomainError>;
}

/// The request's visitor, as the session layer knows them; one lookup a request however often it is asked.
#[async_trait]
pub trait Visitor: Send + Sync {
    /// Meets the visitor.
    ///
    /// # Errors
    /// What kept the session or its context from being read.
    async fn meet(&self) -> Result<Meeting, DomainError>;

    /// The session behind the request, whoever it is and whether or not the upstream answers; none without one.
    ///
    /// # Errors
    /// What kept it from being read.
    async fn session(&self) -> Result<Option<Arc<dyn SessionDesk>>, DomainError>;
}

/// What the session layer found behind the cookie.
#[derive(Clone)]
pub enum Meeting {
    /// No session.
    Stranger,
    /// A session whose person or tenant is suspended upstream.
    Suspended,
    /// A session and its person.
    Person(Arc<PersonContext>),
}

/// Names a person and their session in limits, memories and records: keyed hashes, the same on every request, and of no
/// use to get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The same for all sessions of one person.
    pub person: [u8; 32],
    /// The same for all requests of one session.
    pub session: [u8; 32],
}

/// The session's person, from `GET /v1/session/context`.
pub struct PersonContext {
    /// Who calls, for limits and memories.
    pub caller: Caller,
    /// The token source.
    pub credential: Arc<dyn Credential>,
    /// Where what they do is recorded.
    pub trail: Arc<dyn Trail>,
    /// How to check an assignment.
    pub assignments: Arc<dyn AssignmentCheck>,
    /// Address.
    pub email: String,
    /// Name.
    pub display_name: String,
    /// The role; none when the upstream names one this portal does not know.
    pub role: Option<Role>,
    /// The client organisation, for client roles.
    pub tenant: Option<Organisation>,
    /// The partner's name, for partner roles.
    pub partner_name: Option<String>,
    /// IANA zone of the partner's days, when said.
    pub partner_timezone: Option<String>,
    /// The second factor.
    pub mfa: Mfa,
}

/// A client organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub client_id: ClientId,
    /// Its name.
    pub name: String,
    /// IANA zone its days are in, when said.
    pub timezone: Option<String>,
}

/// What the issuer says of the second factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mfa {
    /// Whether the role needs it.
    pub required: bool,
    /// Whether this session has it.
    pub satisfied: bool,
    /// Where it is set up.
    pub setup_url: Option<String>,
}

/// A signed-in person with a known role, an organisation and, where needed, the second factor.
#[derive(Clone)]
pub struct SignedIn {
    person: Arc<PersonContext>,
    role: Role,
}

impl SignedIn {
    /// The person behind the request being answered.
    ///
    /// # Errors
    /// [`DomainError`]: signed out, suspended, second factor missing, no billing role, or what kept that from being known.
    pub async fn current() -> Result<Self, DomainError> {
        Self::of(&*visitor()?).await
    }

    /// The person that `visitor` is, for a plain handler; what is admitted is the same as by [`SignedIn::current`].
    ///
    /// # Errors
    /// As [`SignedIn::current`].
    pub async fn of(visitor: &dyn Visitor) -> Result<Self, DomainError> {
        match visitor.meet().await? {
            Meeting::Stranger => Err(DomainError::SignedOut),
            Meeting::Suspended => Err(DomainError::AccessSuspended),
            Meeting::Person(person) => Self::admit(person),
        }
    }

    /// How the portal meets the request's visitor; the same rules as [`SignedIn::current`], as a state for the shell.
    ///
    /// # Errors
    /// What kept the session or its context from being read.
    pub async fn admission() -> Result<Admission, DomainError> {
        let person = match visitor()?.meet().await? {
            Meeting::Stranger => return Ok(Admission::SignedOut),
            Meeting::Suspended => return Ok(Admission::Suspended),
            Meeting::Person(person) => person,
        };
        Ok(match Self::admit(Arc::clone(&person)) {
            Ok(signed_in) => Admission::Welcome(signed_in.viewer()),
            Err(DomainError::MfaRequired) => Admission::MfaRequired { setup_url: person.mfa.setup_url.clone() },
            Err(DomainError::SignedOut) => Admission::SignedOut,
            Err(_) => Admission::NoRole,
        })
    }

    fn admit(person: Arc<PersonContext>) -> Result<Self, DomainError> {
        let role = person.role.ok_or(DomainError::NoBillingAccess)?;
        let has_home = if role.is_partner() { person.partner_name.is_some() } else { person.tenant.is_some() };
        if !has_home {
            return Err(DomainError::NoBillingAccess);
        }
        // No grace for partner admins, whatever the context says of `required`.
        let needs_factor = person.mfa.required || role == Role::PartnerAdmin;
        if needs_factor && !person.mfa.satisfied {
            return Err(DomainError::MfaRequired);
        }
        Ok(Self { person, role })
    }

    /// What pages may know of the person.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        let home = self.person.tenant.as_ref().map(|tenant| tenant.name.clone());
        Viewer {
            email: self.person.email.clone(),
            display_name: self.person.display_name.clone(),
            role: self.role,
            organisation: home.or_else(|| self.person.partner_name.clone()).unwrap_or_default(),
        }
    }

    /// The only way to a scope. Client roles get their own tenant and may not ask for one; a partner admin must ask for a
    /// client, and its assignment is checked upstream before anything else is called.
    ///
    /// # Errors
    /// [`DomainError::NoBillingAccess`] for a role with no billing; [`DomainError::NotFound`] for a missing permission, a
    /// missing, malformed, unknown or unassigned client; else what kept the check from being made. These two are recorded.
    pub async fn scope<P: Permission>(&self, asked: Option<&str>) -> Result<BillingScope<P>, DomainError> {
        let judged = self.judge::<P>(asked).await;
        if let Err(error) = &judged {
            self.record_refusal(*error, P::RIGHT, asked).await;
        }
        judged
    }

    async fn judge<P: Permission>(&self, asked: Option<&str>) -> Result<BillingScope<P>, DomainError> {
        if P::RIGHT.is_billing() && !access::has_billing(self.role) {
            return Err(DomainError::NoBillingAccess);
        }
        if !access::holds(self.role, P::RIGHT) {
            return Err(DomainError::NotFound);
        }
        if self.role.is_partner() {
            let client = asked.and_then(ClientId::parse).ok_or(DomainError::NotFound)?;
            let client = self.person.assignments.assigned(&client).await?;
            return Ok(BillingScope::of_assigned_client(&self.person, client));
        }
        match (asked, &self.person.tenant) {
            (None, Some(tenant)) => Ok(BillingScope::of_own_tenant(&self.person, tenant.clone())),
            _ => Err(DomainError::NotFound),
        }
    }

    /// The only way to Support, which every role has. A partner admin may ask for a client, whose assignment is checked
    /// upstream; nobody else may.
    ///
    /// # Errors
    /// [`DomainError::NotFound`] for a client that may not be asked for, is malformed, unknown or unassigned; else what
    /// kept the check from being made.
    pub async fn support_scope(&self, asked: Option<&str>) -> Result<SupportScope, DomainError> {
        let judged = self.judge_support(asked).await;
        if let Err(error) = &judged {
            self.record_refusal(*error, Right::ListAssignedClients, asked).await;
        }
        judged
    }

    async fn judge_support(&self, asked: Option<&str>) -> Result<SupportScope, DomainError> {
        let client = match asked {
            None => None,
            Some(asked) if access::holds(self.role, Right::ListAssignedClients) => {
                let client = ClientId::parse(asked).ok_or(DomainError::NotFound)?;
                Some(self.person.assignments.assigned(&client).await?)
            }
            Some(_) => return Err(DomainError::NotFound),
        };
        let (client, about) = match client {
            Some(client) => (Some(client.client_id), client.name),
            None => (None, self.viewer().organisation),
        };
        Ok(SupportScope {
            credential: Arc::clone(&self.person.credential),
            trail: Arc::clone(&self.person.trail),
            caller: self.person.caller,
            own: self.person.tenant.as_ref().map(|tenant| tenant.client_id.clone()),
            client,
            about,
            timezone: self.timezone().map(str::to_owned),
        })
    }

    /// The IANA zone of the person's own organisation, when said.
    #[must_use]
    pub fn timezone(&self) -> Option<&str> {
        let partner = self.person.partner_timezone.as_deref();
        self.person.tenant.as_ref().map_or(partner, |tenant| tenant.timezone.as_deref())
    }

    /// The only way to the list of assigned clients.
    ///
    /// # Errors
    /// [`DomainError::NoBillingAccess`] without any billing, [`DomainError::NotFound`] for client roles; both are recorded.
    pub async fn partner_scope(&self) -> Result<PartnerScope, DomainError> {
        let right = Right::ListAssignedClients;
        if access::holds(self.role, right) {
            return Ok(PartnerScope::of(Arc::clone(&self.person.credential)));
        }
        let error = if access::has_billing(self.role) { DomainError::NotFound } else { DomainError::NoBillingAccess };
        self.record_refusal(error, right, None).await;
        Err(error)
    }

    /// Notes something of the person's own account in the log of their organisation.
    pub async fn note(&self, event: AuditEvent, outcome: AuditOutcome, about: Option<AuditAbout>) {
        let tenant = self.person.tenant.as_ref().map(|tenant| tenant.client_id.clone());
        self.person.trail.note(Deed { event, outcome, tenant, about }).await;
    }

    /// A refusal stands in the log of the person's own organisation: that of a client which somebody else asked for must not
    /// show it, and would tell that there is one.
    async fn record_refusal(&self, error: DomainError, right: Right, asked: Option<&str>) {
        if !matches!(error, DomainError::NoBillingAccess | DomainError::NotFound) {
            return;
        }
        let about = AuditAbout::refused(right.key(), asked.and_then(ClientId::parse).as_ref());
        self.note(AuditEvent::AccessDenied, AuditOutcome::Denied, Some(about)).await;
    }

    /// The role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// The session behind the request being answered, whoever's it is and whether or not the upstream answers.
///
/// # Errors
/// [`DomainError::SignedOut`] without one, else what kept it from being read.
pub async fn current_session() -> Result<Arc<dyn SessionDesk>, DomainError> {
    visitor()?.session().await?.ok_or(DomainError::SignedOut)
}

fn visitor() -> Result<Arc<dyn Visitor>, DomainError> {
    use_context::<Arc<dyn Visitor>>().ok_or(DomainError::Internal)
}
