//! A person's own sessions, and how long the present one has left. Imports serde only.

use super::day::Moment;
use serde::{Deserialize, Serialize};

/// One of a person's sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Names it when it is to be ended; of no use to get in.
    pub reference: String,
    /// When it began.
    pub began: Moment,
    /// When it was last used, give or take a minute.
    pub last_seen: Moment,
    /// Browser and system at sign-in, like "Firefox on Windows", when the browser said.
    pub device: Option<String>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// A person's live sessions, the present one first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSessionList {
    /// The sessions.
    pub sessions: Vec<OwnSession>,
    /// The zone of the times.
    pub zone: String,
}

/// How long a session has left, counted from the answer, so that the browser's clock does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTime {
    /// Seconds until it ends unless it is used.
    pub idle_seconds: u32,
    /// Seconds until it ends, whatever happens. When this is the smaller one, staying signed in is not possible.
    pub total_seconds: u32,
}

impl SessionTime {
    /// Seconds before the idle limit at which a page warns.
    pub const WARN_BEFORE: u32 = 120;

    /// Whether a page should warn now.
    #[must_use]
    pub const fn warns(self) -> bool {
        self.idle_seconds <= Self::WARN_BEFORE || self.total_seconds <= Self::WARN_BEFORE
    }

    /// Seconds until it ends, whichever limit comes first.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        if self.idle_seconds < self.total_seconds { self.idle_seconds } else { self.total_seconds }
    }

    /// What is left one second later.
    #[must_use]
    pub const fn a_second_later(self) -> Self {
        Self { idle_seconds: self.idle_seconds.saturating_sub(1), total_seconds: self.total_seconds.saturating_sub(1) }
    }

    /// Whether "Stay signed in" would help.
    #[must_use]
    pub const fn extendable(self) -> bool {
        self.total_seconds > Self::WARN_BEFORE
    }
}
