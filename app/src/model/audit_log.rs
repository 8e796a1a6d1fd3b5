//! The audit log as a page shows it: its presets, its rows, and which part of it is asked for. Imports the trail's words.

use super::{
    audit::{ActorKey, AuditAbout, AuditEvent, AuditOutcome},
    day::{Date, Moment},
    role::Role,
};
use serde::{Deserialize, Serialize};

/// A named part of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditPreset {
    /// Who revealed, downloaded, exported, and opened Stripe.
    #[default]
    Billing,
    /// Signing in and out.
    SignIns,
    /// Settings and tickets.
    SettingsAndSupport,
    /// What was refused.
    Denied,
    /// All of it.
    Everything,
}

impl AuditPreset {
    /// Every preset, in the order of the tabs.
    pub const ALL: [Self; 5] = [Self::Billing, Self::SignIns, Self::SettingsAndSupport, Self::Denied, Self::Everything];

    /// The value in an address.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::SignIns => "sign_ins",
            Self::SettingsAndSupport => "settings_and_support",
            Self::Denied => "denied",
            Self::Everything => "everything",
        }
    }

    /// The words on the tab.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Billing => "Billing",
            Self::SignIns => "Sign-ins",
            Self::SettingsAndSupport => "Settings and support",
            Self::Denied => "Denied access",
            Self::Everything => "Everything",
        }
    }

    /// The preset with exactly this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.key() == key)
    }

    /// What it shows.
    #[must_use]
    pub const fn events(self) -> &'static [AuditEvent] {
        use AuditEvent::{
            AccessDenied, CsvExport, InvoicePdf, PaymentPortal, Reveal, SettingsChange, SignIn, SignOut, TicketSent,
            ZipExport,
        };
        match self {
            Self::Billing => &[Reveal, InvoicePdf, CsvExport, ZipExport, PaymentPortal],
            Self::SignIns => &[SignIn, SignOut],
            Self::SettingsAndSupport => &[SettingsChange, TicketSent],
            Self::Denied => &[AccessDenied],
            Self::Everything => AuditEvent::ALL,
        }
    }
}

/// Who did it. Names and addresses are not kept in the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditActor {
    /// To filter by.
    pub key: ActorKey,
    /// Their role then, when it was known.
    pub role: Option<Role>,
    /// Whether it is the reader.
    pub is_you: bool,
}

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When, by the portal's clock.
    pub at: Moment,
    /// What.
    pub event: AuditEvent,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// By whom; none when the issuer named only a session.
    pub actor: Option<AuditActor>,
    /// About which thing.
    pub about: Option<AuditAbout>,
    /// The request's id, which the portal's log has too.
    pub request_id: Option<String>,
}

/// A stretch of the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The rows.
    pub entries: Vec<AuditEntry>,
    /// What to ask with for older rows; none at the end.
    pub next: Option<String>,
    /// The zone of its days and times.
    pub zone: String,
    /// Today there.
    pub today: Date,
}

/// Which part of the log. `event` narrows the preset; both days are included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// The preset.
    pub preset: AuditPreset,
    /// One event only, also one outside the preset.
    pub event: Option<AuditEvent>,
    /// One outcome only.
    pub outcome: Option<AuditOutcome>,
    /// One person only.
    pub actor: Option<ActorKey>,
    /// From this day of the tenant.
    pub from: Option<Date>,
    /// To this day of the tenant.
    pub until: Option<Date>,
    /// Where to go on; [`AuditPage::next`] of the stretch before.
    pub cursor: Option<String>,
}

impl AuditQuery {
    /// Rows of one stretch.
    pub const PAGE_SIZE: u32 = 50;
    /// Longest cursor taken.
    const CURSOR_MAX: usize = 200;

    /// The state of an address, whose parameters `value` gives by name. What cannot be read is left out.
    #[must_use]
    pub fn parse(value: impl Fn(&str) -> Option<String>) -> Self {
        let day = |name| value(name).and_then(|text| Date::parse(&text));
        Self {
            preset: value("preset").and_then(|key| AuditPreset::from_key(&key)).unwrap_or_default(),
            event: value("event").and_then(|key| AuditEvent::from_key(&key)),
            outcome: value("outcome").and_then(|key| AuditOutcome::from_key(&key)),
            actor: value("actor").and_then(|text| ActorKey::parse(&text)),
            from: day("from"),
            until: day("until"),
            cursor: value("cursor").filter(|text| !text.is_empty() && text.len() <= Self::CURSOR_MAX),
        }
    }

    /// The same as the query of an address, without `?`; defaults are left out.
    #[must_use]
    pub fn to_query(&self) -> String {
        let pairs = [
            ("preset", (self.preset != AuditPreset::default()).then(|| self.preset.key().to_owned())),
            ("event", self.event.map(|event| event.key().to_owned())),
            ("outcome", self.outcome.map(|outcome| outcome.key().to_owned())),
            ("actor", self.actor.as_ref().map(|actor| actor.as_str().to_owned())),
            ("from", self.from.map(|day| day.to_string())),
            ("until", self.until.map(|day| day.to_string())),
            ("cursor", self.cursor.clone()),
        ];
        let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
        pairs.map(|(name, value)| format!("{name}={}", crate::paths::encode(&value))).collect::<Vec<_>>().join("&")
    }

    /// What it shows.
    #[must_use]
    pub fn events(&self) -> &[AuditEvent] {
        self.event.as_ref().map_or(self.preset.events(), std::slice::from_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::date;
    use crate::paths::query_value;

    #[test]
    fn billing_is_the_first_preset_and_every_event_is_in_one() {
        assert_eq!(AuditPreset::ALL.first(), Some(&AuditPreset::default()));
        assert_eq!(AuditPreset::default().label(), "Billing");
        for preset in AuditPreset::ALL {
            assert_eq!(serde_json::to_value(preset).unwrap(), preset.key());
        }
        for event in AuditEvent::ALL {
            let named = AuditPreset::ALL.iter().filter(|preset| **preset != AuditPreset::Everything);
            assert_eq!(named.filter(|preset| preset.events().contains(event)).count(), 1, "{event:?}");
        }
    }

    #[test]
    fn a_query_comes_out_of_its_address_as_it_went_in() {
        let query = AuditQuery {
            preset: AuditPreset::Everything,
            event: Some(AuditEvent::Reveal),
            outcome: Some(AuditOutcome::Denied),
            actor: ActorKey::parse(&"0a".repeat(16)),
            from: Some(date(2026, 11, 1)),
            until: Some(date(2026, 11, 24)),
            cursor: Some("a_b-c".to_owned()),
        };
        let text = query.to_query();
        assert_eq!(AuditQuery::parse(|name| query_value(&text, name)), query);
        assert_eq!(AuditQuery::default().to_query(), "");
        let odd = AuditQuery::parse(|name| query_value("preset=x&event=&actor=A&from=2026-13-01&cursor=", name));
        assert_eq!(odd, AuditQuery::default());
    }
}
