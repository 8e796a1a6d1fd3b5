//! Who receives billing email: masked addresses, and one revealed. Imports serde only.

use super::checked_text::{checked_text, is_plain_id};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the recipients of a group are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientGroupKind {
    /// Invoices and receipts; from Stripe.
    InvoicesAndReceipts,
    /// Changes of plan and billing; from the tenant's settings.
    PlanAndBillingChanges,
}

impl RecipientGroupKind {
    /// Every group, in the order of the card.
    pub const ALL: [Self; 2] = [Self::InvoicesAndReceipts, Self::PlanAndBillingChanges];

    /// The upstream key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::InvoicesAndReceipts => "invoices_and_receipts",
            Self::PlanAndBillingChanges => "plan_and_billing_changes",
        }
    }

    /// The heading a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::InvoicesAndReceipts => "Invoices and receipts",
            Self::PlanAndBillingChanges => "Plan and billing changes",
        }
    }

    /// The group with exactly this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

checked_text! {
    /// A well-formed `recipient_id`.
    RecipientId, "a recipient id", is_plain_id
}

impl RecipientId {
    /// The id that the portal itself gives an address: the first half of a keyed hash of it, in hex.
    #[must_use]
    pub fn of_mark(mark: [u8; 32]) -> Self {
        Self(mark.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }
}

/// The longest address (RFC 3696, erratum 1690: 64 octets, `@`, 255 octets), in bytes.
const ADDRESS_MAX: usize = 320;

checked_text! {
    /// An address of which parts are hidden: `a•••@e•••.com.au`. Taken only when something of what stands before its `@` is hidden,
    /// so that an address that the upstream forgot to mask is never shown as a masked one.
    MaskedAddress, "masked", |text| {
        let local = text.rsplit_once('@').map_or(text, |(local, _)| local);
        text.len() <= 4 * ADDRESS_MAX && !text.chars().any(char::is_control) && local.contains(hides)
    }
}

impl MaskedAddress {
    /// `text` masked as the upstream does it, `a•••@e•••.com.au`; what is masked already stays as it is.
    #[must_use]
    pub fn hiding(text: &str) -> Self {
        Self::parse(text).unwrap_or_else(|| {
            let plain = |text: &str| text.chars().filter(char::is_ascii_graphic).take(ADDRESS_MAX).collect::<String>();
            let first = |text: &str| text.chars().next().filter(|letter| !letter.is_control()).map(String::from);
            let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
            let (label, ending) = domain.split_once('.').unwrap_or((domain, ""));
            let dot = if ending.is_empty() { "" } else { "." };
            let (local, label) = (first(local).unwrap_or_default(), first(label).unwrap_or_default());
            Self(format!("{local}•••@{label}•••{dot}{}", plain(ending)))
        })
    }

    /// Whether `address` can be what is masked: what is not hidden stands in it, in this order, at its start and its end.
    #[must_use]
    pub fn is_of(&self, address: &str) -> bool {
        let (mask, address) = (self.0.to_lowercase(), address.to_lowercase());
        let shown: Vec<&str> = mask.split(hides).collect();
        let (Some((first, rest)), Some(last)) = (shown.split_first(), shown.last()) else { return false };
        let Some(mut left) = address.strip_prefix(first).and_then(|left| left.strip_suffix(last)) else {
            return false;
        };
        let between = rest.split_last().map_or(&[][..], |(_, between)| between);
        for part in between {
            match left.split_once(part) {
                Some((_, after)) => left = after,
                None => return false,
            }
        }
        true
    }
}

const fn hides(letter: char) -> bool {
    matches!(letter, '•' | '*' | '●' | '…')
}

/// One recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// To reveal it by.
    pub id: RecipientId,
    /// The address, masked.
    pub masked: MaskedAddress,
}

/// Those who are sent one kind of email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientGroup {
    /// Which kind.
    pub kind: RecipientGroupKind,
    /// Whether Stripe's list is still on its way: "Retry later".
    pub syncing: bool,
    /// The recipients, in the upstream's order.
    pub recipients: Vec<Recipient>,
}

/// What the card "Billing email recipients" shows, by role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecipientsCard {
    /// Client Admins: the masked recipients.
    Masked(Vec<RecipientGroup>),
    /// Client Managers: a compact link to Settings > Tenant Settings.
    SettingsLink,
    /// Partner Admins: a note that billing emails are managed by client admins.
    ManagedByClientAdmins,
}

/// An address in the clear. Prints as nothing, and belongs in no storage of a browser.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RevealedAddress(String);

impl RevealedAddress {
    /// The address, when `text` looks like one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let whole = text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
        let plain = !text.chars().any(|letter| letter.is_control() || letter.is_whitespace());
        (whole && plain && text.len() <= ADDRESS_MAX).then(|| Self(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RevealedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RevealedAddress(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_that_nobody_masked_is_not_taken_for_a_masked_one() {
        for good in ["a•••@e•••.com.au", "a***@example.com", "•••@x", "a•••"] {
            assert!(MaskedAddress::parse(good).is_some(), "{good}");
        }
        for bad in ["", "accounts@example.com", "accounts@e•••.com", "plain", "a•\n@b"] {
            assert!(MaskedAddress::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_address_is_masked_to_two_letters_and_an_ending() {
        for (address, mask) in [
            ("accounts@example.com.au", "a•••@e•••.com.au"),
            ("a•••@e•••.com.au", "a•••@e•••.com.au"),
            ("accounts@e•••.com.au", "a•••@e•••.com.au"),
            ("odd", "o•••@•••"),
            ("", "•••@•••"),
        ] {
            assert_eq!(MaskedAddress::hiding(address).as_str(), mask);
            assert!(MaskedAddress::parse(mask).is_some(), "{mask}");
        }
    }

    #[test]
    fn a_mask_tells_its_own_address_from_anothers() {
        let mask = MaskedAddress::parse("a•••@e•••.com.au").unwrap();
        assert!(mask.is_of("accounts@example.com.au"));
        assert!(mask.is_of("Accounts@Example.com.au"));
        for other in ["billing@example.com.au", "accounts@vast.com.au", "accounts@example.com", "", "a", "@e.com.au"] {
            assert!(!mask.is_of(other), "{other}");
        }
        let short = MaskedAddress::parse("a•••@x•••").unwrap();
        assert!(short.is_of("a@x") && !short.is_of("ax"));
    }

    #[test]
    fn a_revealed_address_prints_as_nothing() {
        let address = RevealedAddress::parse("accounts@example.com").unwrap();
        assert!(!format!("{address:?}").contains("example"));
        for bad in ["", "@", "a@", "@b", "a b@c", "a@b\r\n", "nobody"] {
            assert!(RevealedAddress::parse(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_hidden_the_mask_is_of_its_own_address(
            local in "[a-z.]{1,12}", label in "[a-z]{1,12}", end in "(\\.[a-z]{2,4}){0,2}",
        ) {
            let mask = format!("{}•••@{}•••{end}", &local[..1], &label[..1]);
            let address = format!("{local}@{label}{end}");
            prop_assert!(MaskedAddress::parse(&mask).unwrap().is_of(&address));
        }
    }
}
