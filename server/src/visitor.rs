//! The request's visitor: the session behind its cookie, joined with what `aidial_api` says of its person.

use crate::{
    audit::{AuditTrail, Identity, Origin},
    clock::SharedClock,
    own_sessions::OwnSessions,
    rate_limit::PersonLimits,
    remembered::Remembered,
    session::{Session, SessionKey, Sessions},
    upstream::aidial_api::{AidialApi, ContextFacts},
};
use app::{
    backend::{AssignmentCheck, Credential, DomainError, Meeting, Organisation, PersonContext, SessionDesk, Visitor},
    model::client_id::ClientId,
};
use async_trait::async_trait;
use http::{HeaderMap, header::COOKIE, request::Parts};
use jiff::SignedDuration;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// How long a person's context is believed. An open page asks every 25 seconds, so a demotion or suspension acts on it within 60.
const CONTEXT_FOR: SignedDuration = SignedDuration::from_secs(30);
/// How long an assignment is believed.
const ASSIGNMENT_FOR: SignedDuration = SignedDuration::from_secs(30);
/// People remembered at once.
const CONTEXTS: usize = 10_000;
/// Assignments remembered at once.
const ASSIGNMENTS: usize = 10_000;

/// What meeting visitors needs; one for the whole server.
pub struct Reception {
    sessions: Arc<Sessions>,
    clock: SharedClock,
    api: AidialApi,
    limits: Arc<PersonLimits>,
    trail: AuditTrail,
    contexts: Remembered<SessionKey, Arc<ContextFacts>>,
    assignments: Arc<Remembered<(SessionKey, ClientId), Organisation>>,
}

impl Reception {
    /// A reception over `sessions` and `api`, whose visitors are recorded in `trail` and which nobody passes more often than
    /// `limits` says.
    #[must_use]
    pub fn new(
        sessions: Arc<Sessions>,
        api: AidialApi,
        trail: AuditTrail,
        limits: Arc<PersonLimits>,
        clock: SharedClock,
    ) -> Self {
        Self {
            sessions,
            clock: Arc::clone(&clock),
            api,
            trail,
            limits,
            contexts: Remembered::new(CONTEXTS, CONTEXT_FOR, Arc::clone(&clock)),
            assignments: Arc::new(Remembered::new(ASSIGNMENTS, ASSIGNMENT_FOR, clock)),
        }
    }

    /// The visitor who sent the request that these are the parts of; nothing is looked up until they are met.
    #[must_use]
    pub fn visitor(self: &Arc<Self>, parts: &Parts) -> Arc<dyn Visitor> {
        self.somebody(parts, true)
    }

    /// The visitor who sent a request that no person made: an open page asks by itself how things stand, and that must not
    /// put the idle limit off.
    #[must_use]
    pub fn page_by_itself(self: &Arc<Self>, parts: &Parts) -> Arc<dyn Visitor> {
        self.somebody(parts, false)
    }

    /// What one person may do, for what has a limit of its own.
    #[must_use]
    pub fn limits(&self) -> &PersonLimits {
        &self.limits
    }

    fn somebody(self: &Arc<Self>, parts: &Parts, is_use: bool) -> Arc<dyn Visitor> {
        // All a visitor is known by.
        let cookies = parts.headers.get_all(COOKIE).iter().map(|value| (COOKIE, value.clone())).collect();
        Arc::new(RequestVisitor {
            reception: Arc::clone(self),
            cookies,
            origin: Origin::of(parts),
            is_use,
            found: OnceCell::new(),
            met: OnceCell::new(),
        })
    }

    async fn meet(&self, session: Option<Session>, origin: &Origin) -> Result<Meeting, DomainError> {
        let Some(session) = session else { return Ok(Meeting::Stranger) };
        self.limits.request(session.caller())?;
        self.recognise(&session, origin).await
    }

    /// Who comes with a session that has just begun; this is no request of theirs.
    ///
    /// # Errors
    /// What kept the session or its context from being read.
    pub async fn greet(&self, cookies: &HeaderMap, origin: &Origin) -> Result<Meeting, DomainError> {
        match self.sessions.find(cookies).await? {
            Some(session) => self.recognise(&session, origin).await,
            None => Ok(Meeting::Stranger),
        }
    }

    async fn recognise(&self, session: &Session, origin: &Origin) -> Result<Meeting, DomainError> {
        let facts = match self.context(session).await {
            Ok(facts) => facts,
            Err(DomainError::SignedOut) => return Ok(Meeting::Stranger),
            Err(DomainError::AccessSuspended) => return Ok(Meeting::Suspended),
            Err(error) => return Err(error),
        };
        let credential = session.credential();
        let assignments = Assignments {
            session: session.key(),
            api: self.api.clone(),
            credential: Arc::clone(&credential),
            remembered: Arc::clone(&self.assignments),
        };
        let facts = ContextFacts::clone(&facts);
        let (issuer, subject) = session.identity();
        let identity = Identity { issuer, subject };
        let trail = self.trail.of_request(&identity, facts.role, origin.clone()).ok_or(DomainError::Internal)?;
        Ok(Meeting::Person(Arc::new(PersonContext {
            caller: session.caller(),
            credential,
            trail,
            assignments: Arc::new(assignments),
            email: facts.email,
            display_name: facts.display_name,
            role: facts.role,
            tenant: facts.tenant,
            partner_name: facts.partner_name,
            partner_timezone: facts.partner_timezone,
            mfa: facts.mfa,
        })))
    }

    async fn context(&self, session: &Session) -> Result<Arc<ContextFacts>, DomainError> {
        let (api, credential) = (self.api.clone(), session.credential());
        let read = || async move { Ok(Arc::new(api.session_context(&*credential).await?)) };
        self.contexts.get_or_read(session.key(), read).await
    }
}

struct RequestVisitor {
    reception: Arc<Reception>,
    cookies: HeaderMap,
    origin: Origin,
    is_use: bool,
    found: OnceCell<Result<Option<Session>, DomainError>>,
    met: OnceCell<Result<Meeting, DomainError>>,
}

impl RequestVisitor {
    async fn find(&self) -> Result<Option<Session>, DomainError> {
        let sessions = &self.reception.sessions;
        let look = async || {
            let found =
                if self.is_use { sessions.find(&self.cookies).await } else { sessions.peek(&self.cookies).await };
            Ok(found?)
        };
        self.found.get_or_init(look).await.clone()
    }
}

#[async_trait]
impl Visitor for RequestVisitor {
    async fn meet(&self) -> Result<Meeting, DomainError> {
        let meet = async || self.reception.meet(self.find().await?, &self.origin).await;
        self.met.get_or_init(meet).await.clone()
    }

    async fn session(&self) -> Result<Option<Arc<dyn SessionDesk>>, DomainError> {
        let Some(session) = self.find().await? else { return Ok(None) };
        let (sessions, clock) = (Arc::clone(&self.reception.sessions), Arc::clone(&self.reception.clock));
        Ok(Some(Arc::new(OwnSessions { sessions, session, clock })))
    }
}

struct Assignments {
    session: SessionKey,
    api: AidialApi,
    credential: Arc<dyn Credential>,
    remembered: Arc<Remembered<(SessionKey, ClientId), Organisation>>,
}

#[async_trait]
impl AssignmentCheck for Assignments {
    async fn assigned(&self, client: &ClientId) -> Result<Organisation, DomainError> {
        let (api, credential, asked) = (self.api.clone(), Arc::clone(&self.credential), client.clone());
        let read = || async move { Ok(api.assigned_client(&*credential, &asked).await?) };
        self.remembered.get_or_read((self.session, client.clone()), read).await
    }
}
