//! The words of the audit trail: what happened, how it ended, by whom and about what. Imports ids only.

use super::{
    checked_text::{checked_text, is_of},
    client_id::ClientId,
    invoice::InvoiceId,
    recipient::{RecipientGroupKind, RecipientId},
    tenant_settings::SettingsField,
};
use serde::{Deserialize, Serialize};

macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $key:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $key)] $variant,)+
        }

        impl $name {
            /// Every one, in the order of a choice.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database and in an address.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// The words a person reads.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The one with exactly this key.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.key() == key)
            }
        }
    };
}

closed! {
    /// What happened.
    AuditEvent {
        /// An email address of a billing recipient was asked for. One row when it begins, one with how it ended.
        Reveal = "recipient_reveal", "Billing email shown";
        /// An invoice's PDF was handed out.
        InvoicePdf = "invoice_pdf_download", "Invoice PDF downloaded";
        /// A CSV export was handed out.
        CsvExport = "csv_export", "CSV exported";
        /// A ZIP of invoice PDFs was handed out.
        ZipExport = "zip_export", "Invoices exported as ZIP";
        /// A session of the Stripe billing portal was opened.
        PaymentPortal = "payment_portal_opened", "Stripe billing portal opened";
        /// Tenant settings were changed.
        SettingsChange = "settings_changed", "Settings changed";
        /// A support ticket was sent.
        TicketSent = "ticket_sent", "Support ticket sent";
        /// Somebody signed in.
        SignIn = "sign_in", "Signed in";
        /// A session was ended on purpose.
        SignOut = "sign_out", "Signed out";
        /// Somebody asked for what their role or assignment does not give them.
        AccessDenied = "access_denied", "Access denied";
    }
}

closed! {
    /// How it ended.
    AuditOutcome {
        /// It is under way; a later row of the same request says how it ended. Without one the portal was cut off.
        Begun = "begun", "Begun";
        /// It was done.
        Done = "done", "Done";
        /// It was refused to the person.
        Denied = "denied", "Refused";
        /// There was no such thing, or not for this person.
        NotFound = "not_found", "Not found";
        /// The person did it too often.
        RateLimited = "rate_limited", "Too many tries";
        /// It failed.
        Failed = "failed", "Failed";
    }
}

checked_text! {
    /// Names a person in the log: 32 hex digits, a hash of issuer and subject, the same for all their rows. Of no use to get in.
    ActorKey, "an actor", |text| text.len() == 32 && is_of(text, 32, |b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

checked_text! {
    /// What an event was about: words of the portal's own and well-formed ids, joined by colons. No `@`, space or dot can be in
    /// it, so no email address, token or sentence of the upstream can. Three ids fit.
    AuditAbout, "a plain text", |text| is_of(text, 200, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':'))
}

impl AuditAbout {
    /// One invoice.
    #[must_use]
    pub fn invoice(invoice: &InvoiceId) -> Self {
        Self(invoice.as_str().to_owned())
    }

    /// One recipient.
    #[must_use]
    pub fn recipient(kind: RecipientGroupKind, recipient: Option<&RecipientId>) -> Self {
        Self(recipient.map_or_else(|| kind.key().to_owned(), |id| format!("{}:{}", kind.key(), id.as_str())))
    }

    /// One address of the tenant's settings.
    #[must_use]
    pub fn contact(field: SettingsField, contact: Option<&RecipientId>) -> Self {
        let id = contact.map(|id| format!(":{}", id.as_str())).unwrap_or_default();
        Self(format!("tenant-settings:{}{id}", field.key()))
    }

    /// What was refused: a right, and the client it was asked for.
    #[must_use]
    pub fn refused(right: &'static str, client: Option<&ClientId>) -> Self {
        Self(client.map_or_else(|| right.to_owned(), |client| format!("{right}:{}", client.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_word_of_each_is_its_key() {
        for event in AuditEvent::ALL {
            assert_eq!(serde_json::to_value(event).unwrap(), event.key());
        }
        for outcome in AuditOutcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.key());
        }
    }

    #[test]
    fn no_address_or_sentence_can_be_kept() {
        for bad in ["", "a@b.test", "a b", "eyJhbGciOi.x", "ä", "a\nb", &"x".repeat(201)] {
            assert_eq!(AuditAbout::parse(bad), None, "{bad}");
            assert_eq!(ActorKey::parse(bad), None, "{bad}");
        }
        let id = RecipientId::parse("rcp-1");
        let about = AuditAbout::recipient(RecipientGroupKind::InvoicesAndReceipts, id.as_ref());
        assert_eq!(AuditAbout::parse(about.as_str()), Some(about));
    }
}
