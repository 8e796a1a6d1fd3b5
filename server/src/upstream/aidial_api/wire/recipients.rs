//! `RecipientGroup` of the contract, and the answer of a reveal.

use super::Malformed;
use app::model::recipient::{
    MaskedAddress, Recipient, RecipientGroup, RecipientGroupKind, RecipientId, RevealedAddress,
};
use serde::Deserialize;
use std::fmt;

/// The answer of `GET /v1/billing/recipients`.
#[derive(Deserialize)]
pub(in super::super) struct WireRecipients {
    groups: Vec<WireGroup>,
}

#[derive(Deserialize)]
struct WireGroup {
    kind: String,
    state: String,
    recipients: Vec<WireRecipient>,
}

#[derive(Deserialize)]
struct WireRecipient {
    recipient_id: String,
    masked: String,
}

impl WireRecipients {
    /// The groups. One of a kind that this portal does not know is left out: nobody could say what its recipients are sent.
    pub(in super::super) fn read(self) -> Result<Vec<RecipientGroup>, Malformed> {
        let known = |group: WireGroup| Some((RecipientGroupKind::from_key(&group.kind)?, group));
        self.groups.into_iter().filter_map(known).map(|(kind, group)| group.read(kind)).collect()
    }
}

impl WireGroup {
    fn read(self, kind: RecipientGroupKind) -> Result<RecipientGroup, Malformed> {
        let syncing = self.state == "syncing";
        let recipients = self.recipients.iter().map(WireRecipient::read).collect::<Result<_, _>>()?;
        Ok(RecipientGroup { kind, syncing, recipients })
    }
}

impl WireRecipient {
    fn read(&self) -> Result<Recipient, Malformed> {
        let id = RecipientId::parse(&self.recipient_id).ok_or(Malformed)?;
        let Some(masked) = MaskedAddress::parse(&self.masked) else {
            tracing::error!(target: "security", event = "unmasked_recipient", "a list of masked addresses has another text");
            return Err(Malformed);
        };
        Ok(Recipient { id, masked })
    }
}

/// The answer of `POST /v1/billing/recipients/{recipient_id}/reveal`.
#[derive(Deserialize)]
pub(in super::super) struct WireReveal {
    email: String,
}

impl WireReveal {
    pub(in super::super) fn read(&self) -> Result<RevealedAddress, Malformed> {
        RevealedAddress::parse(&self.email).ok_or(Malformed)
    }
}

impl fmt::Debug for WireReveal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WireReveal(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<RecipientGroup>, Malformed> {
        serde_json::from_str::<WireRecipients>(text).unwrap().read()
    }

    #[test]
    fn a_group_of_a_newer_kind_is_left_out_and_a_newer_state_is_not_syncing() {
        let groups = read(
            r#"{"groups":[{"kind":"dunning","state":"ok","recipients":[{"recipient_id":"!","masked":"plain"}]},
                {"kind":"invoices_and_receipts","state":"syncing","recipients":[]},
                {"kind":"plan_and_billing_changes","state":"late","recipients":[{"recipient_id":"r-1","masked":"a•••@b•••"}]}]}"#,
        )
        .unwrap();
        let seen: Vec<_> = groups.iter().map(|group| (group.kind, group.syncing, group.recipients.len())).collect();
        let (receipts, changes) = (RecipientGroupKind::InvoicesAndReceipts, RecipientGroupKind::PlanAndBillingChanges);
        assert_eq!(seen, [(receipts, true, 0), (changes, false, 1)]);
    }

    #[test]
    fn an_address_in_the_clear_makes_the_list_unreadable() {
        for (id, masked) in [("r-1", "accounts@harbour.example"), ("a/b", "a•••@b•••"), ("r-1", "")] {
            let text = format!(
                r#"{{"groups":[{{"kind":"invoices_and_receipts","state":"ok",
                    "recipients":[{{"recipient_id":"{id}","masked":"{masked}"}}]}}]}}"#
            );
            assert!(read(&text).is_err(), "{id} {masked}");
        }
    }
}
