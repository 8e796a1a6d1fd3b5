//! What an address of the audit log asks for. May import the model and the paths.

use crate::{
    model::{
        audit::ActorKey,
        audit_log::{AuditPreset, AuditQuery},
    },
    paths,
};

/// The parameter that counts the stretches shown.
const STRETCHES: &str = "stretches";

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) query: AuditQuery,
    /// How many stretches are shown, one below the other: 1 at first, one more with every "Load more".
    pub(super) stretches: u32,
}

impl Asked {
    /// Most stretches on one page: five hundred rows. From there on "Load more" begins a page of older ones.
    pub(super) const STRETCHES_MAX: u32 = 10;

    /// The state of an address, of which this is the query. What cannot be read is left out.
    pub(super) fn of_address(search: &str) -> Self {
        let value = |name: &str| paths::query_value(search, name);
        let stretches = value(STRETCHES).and_then(|count| count.parse().ok()).unwrap_or(1);
        Self { query: AuditQuery::parse(value), stretches: u32::clamp(stretches, 1, Self::STRETCHES_MAX) }
    }

    /// Its address.
    pub(super) fn address(&self) -> String {
        let mut query = self.query.to_query();
        if self.stretches > 1 {
            let joint = if query.is_empty() { "" } else { "&" };
            query.push_str(&format!("{joint}{STRETCHES}={}", self.stretches));
        }
        if query.is_empty() { paths::AUDIT_LOG.to_owned() } else { format!("{}?{query}", paths::AUDIT_LOG) }
    }

    /// With one stretch more, the filters kept; `next` goes on where the last one ends.
    pub(super) fn load_more(&self, next: String) -> Self {
        if self.stretches < Self::STRETCHES_MAX {
            return Self { stretches: self.stretches + 1, ..self.clone() };
        }
        Self { query: AuditQuery { cursor: Some(next), ..self.query.clone() }, stretches: 1 }
    }

    /// The same filters from the newest row on.
    pub(super) fn at_the_start(&self) -> Self {
        Self { query: AuditQuery { cursor: None, ..self.query.clone() }, stretches: 1 }
    }

    /// Another preset; what narrows by kind of event goes with the old one.
    pub(super) fn with_preset(&self, preset: AuditPreset) -> Self {
        let start = self.at_the_start();
        Self { query: AuditQuery { preset, event: None, ..start.query }, ..start }
    }

    /// One person only, or everybody.
    pub(super) fn of_actor(&self, actor: Option<ActorKey>) -> Self {
        let start = self.at_the_start();
        Self { query: AuditQuery { actor, ..start.query }, ..start }
    }

    /// The preset alone.
    pub(super) fn without_filters(&self) -> Self {
        Self { query: AuditQuery { preset: self.query.preset, ..AuditQuery::default() }, stretches: 1 }
    }

    /// Whether anything beside the preset narrows the log.
    pub(super) fn is_filtered(&self) -> bool {
        self.at_the_start() != self.without_filters()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::audit::{AuditEvent, AuditOutcome};

    #[test]
    fn load_more_keeps_every_filter_and_goes_on_by_cursor_when_the_page_is_full() {
        let address = "preset=denied&outcome=denied&from=2026-11-01";
        let first = Asked::of_address(address);
        let second = first.load_more("c".into());
        assert_eq!(second.address(), format!("/audit-log?{address}&stretches=2"));
        let full = Asked { stretches: Asked::STRETCHES_MAX, ..first.clone() };
        assert_eq!(full.load_more("c".into()).address(), format!("/audit-log?{address}&cursor=c"));
        assert_eq!(Asked::of_address("stretches=99").stretches, Asked::STRETCHES_MAX);
        assert_eq!(Asked::of_address("stretches=0"), Asked::of_address("stretches=x"));
    }

    #[test]
    fn a_preset_is_no_filter_and_changing_it_lets_go_of_the_kind_of_event() {
        let asked = Asked::of_address("?preset=sign_ins&event=sign_out&outcome=done&cursor=c&stretches=3");
        assert_eq!(asked.query.event, Some(AuditEvent::SignOut));
        assert!(asked.is_filtered() && !asked.without_filters().is_filtered());
        let other = asked.with_preset(AuditPreset::Billing);
        assert_eq!((other.query.event, other.query.outcome), (None, Some(AuditOutcome::Done)));
        assert_eq!(other.address(), "/audit-log?outcome=done");
        assert!(!Asked::of_address("cursor=c").is_filtered());
    }
}
