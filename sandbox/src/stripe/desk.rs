//! The portal sessions that were made, and what was answered under which idempotency key. Imports nothing of the rest of the crate.

use std::collections::HashMap;

use parking_lot::Mutex;
use serde::Serialize;
use serde_json::{Value, json};

/// Idempotency keys are remembered this long, in seconds.
const REMEMBERED: i64 = 24 * 3600;
/// A portal link that is not opened lives this long, in seconds.
const LINK_LIFE: i64 = 5 * 60;

/// A billing-portal session that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PortalSession {
    /// `bps_…`
    pub id: String,
    /// The customer it is for.
    pub customer: String,
    /// Where its Return link leads.
    pub return_url: Option<String>,
    /// The configuration asked for.
    pub configuration: Option<String>,
    /// The locale asked for.
    pub locale: Option<String>,
    /// The `Idempotency-Key` it was made under.
    pub idempotency_key: Option<String>,
    /// Seconds since the epoch.
    pub created: i64,
}

impl PortalSession {
    /// The object as Stripe answers it.
    pub(crate) fn object(&self, base_url: &str) -> Value {
        json!({
            "id": self.id,
            "object": "billing_portal.session",
            "configuration": self.configuration.as_deref().unwrap_or("bpc_sandbox"),
            "created": self.created,
            "customer": self.customer,
            "customer_account": null,
            "flow": null,
            "livemode": false,
            "locale": self.locale,
            "on_behalf_of": null,
            "return_url": self.return_url,
            "url": format!("{base_url}/stripe/p/session/{}", self.id),
        })
    }
}

struct Answered {
    parameters: String,
    session: PortalSession,
}

#[derive(Default)]
struct Held {
    sessions: Vec<PortalSession>,
    answered: HashMap<String, Answered>,
}

/// What came of asking for a session.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Made {
    New(PortalSession),
    Replayed(PortalSession),
    /// The key was used with other parameters.
    KeyReused,
}

#[derive(Default)]
pub(crate) struct StripeDesk(Mutex<Held>);

impl StripeDesk {
    /// Make a session, unless its idempotency key has made one already. `parameters` is what the key stands for.
    pub(crate) fn make(&self, session: PortalSession, parameters: String) -> Made {
        let mut held = self.0.lock();
        if let Some(key) = &session.idempotency_key {
            held.answered.retain(|_, answered| answered.session.created + REMEMBERED > session.created);
            match held.answered.get(key) {
                Some(answered) if answered.parameters == parameters => return Made::Replayed(answered.session.clone()),
                Some(_) => return Made::KeyReused,
                None => {}
            }
            held.answered.insert(key.clone(), Answered { parameters, session: session.clone() });
        }
        held.sessions.push(session.clone());
        Made::New(session)
    }

    /// A session whose link is still good.
    pub(crate) fn live(&self, id: &str, now: i64) -> Option<PortalSession> {
        self.0.lock().sessions.iter().find(|session| session.id == id && session.created + LINK_LIFE > now).cloned()
    }

    pub(crate) fn sessions(&self) -> Vec<PortalSession> {
        self.0.lock().sessions.clone()
    }

    pub(crate) fn clear(&self) {
        *self.0.lock() = Held::default();
    }
}
