//! A person's sessions as pages and server functions see them: the session layer's, on the clock of their organisation.

use crate::{
    clock::SharedClock,
    session::{Session, Sessions},
    zone::Zone,
};
use app::{
    backend::{DomainError, SessionDesk},
    model::own_session::{OwnSession, OwnSessionList, SessionTime},
};
use async_trait::async_trait;
use jiff::Timestamp;
use std::sync::Arc;

pub(crate) struct OwnSessions {
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) session: Session,
    pub(crate) clock: SharedClock,
}

#[async_trait]
impl SessionDesk for OwnSessions {
    async fn list(&self, timezone: Option<&str>) -> Result<OwnSessionList, DomainError> {
        let zone = Zone::named(timezone);
        let own = self.sessions.own(&self.session).await?;
        let sessions = own.into_iter().map(|session| OwnSession {
            reference: session.reference,
            began: zone.moment(session.began),
            last_seen: zone.moment(session.last_seen),
            device: session.device,
            current: session.current,
        });
        Ok(OwnSessionList { sessions: sessions.collect(), zone: zone.name().to_owned() })
    }

    async fn end(&self, reference: &str) -> Result<bool, DomainError> {
        Ok(self.sessions.end_own(&self.session, reference).await?)
    }

    async fn end_others(&self) -> Result<u32, DomainError> {
        let ended = self.sessions.end_others(&self.session).await?;
        Ok(u32::try_from(ended).unwrap_or(u32::MAX))
    }

    fn time(&self) -> SessionTime {
        // Sessions are kept by the millisecond.
        let now = self.clock.now().as_millisecond();
        let until = |end: Timestamp| u32::try_from((end.as_millisecond() - now).max(0) / 1_000).unwrap_or(u32::MAX);
        SessionTime { idle_seconds: until(self.session.idle_end()), total_seconds: until(self.session.end()) }
    }
}
