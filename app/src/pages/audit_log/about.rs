//! What a row is about, in words where there are some. May import the model and the paths.

use crate::{
    model::{
        audit::{AuditAbout, AuditEvent},
        invoice_query::StatusFilter,
        recipient::RecipientGroupKind,
        tenant_settings::SettingsField,
    },
    paths,
};
use leptos::prelude::*;

/// What a row is about. An id that says nothing by itself is shown as it is.
pub(super) fn about(event: AuditEvent, about: Option<&AuditAbout>) -> Option<AnyView> {
    let text = about?.as_str();
    Some(match (event, text.split_once(':')) {
        (AuditEvent::InvoicePdf, None) => {
            let href = format!("{}?invoice={}", paths::INVOICES, paths::encode(text));
            view! { <a href=href>{text.to_owned()}</a> }.into_any()
        }
        _ => match said(event, text) {
            Some(words) => words.into_any(),
            None => view! { <code class="audit-id">{text.to_owned()}</code> }.into_any(),
        },
    })
}

fn said(event: AuditEvent, text: &str) -> Option<String> {
    let (head, rest) = text.split_once(':').unwrap_or((text, ""));
    match event {
        AuditEvent::SettingsChange if text == "tenant-settings" => Some("Tenant Settings".to_owned()),
        AuditEvent::Reveal if head == "tenant-settings" => {
            let field = rest.split(':').next().and_then(SettingsField::contacts_from_key)?;
            Some(format!("Tenant Settings: {}", field.label()))
        }
        AuditEvent::Reveal => RecipientGroupKind::from_key(head).map(|group| group.label().to_owned()),
        AuditEvent::CsvExport => StatusFilter::ALL
            .into_iter()
            .find(|status| head == "invoices" && status.key() == rest)
            .map(|status| format!("Invoices: {}", status.label())),
        AuditEvent::ZipExport => rest.parse().ok().map(|count| counted(count, "invoice")),
        AuditEvent::SignOut if text == "other-session" => Some("Another session".to_owned()),
        AuditEvent::SignOut => rest.parse().ok().map(|count| counted(count, "other session")),
        AuditEvent::AccessDenied => {
            refused(head).map(|what| if rest.is_empty() { what.to_owned() } else { format!("{what}: {rest}") })
        }
        AuditEvent::SettingsChange
        | AuditEvent::InvoicePdf
        | AuditEvent::PaymentPortal
        | AuditEvent::TicketSent
        | AuditEvent::SignIn => None,
    }
}

fn counted(count: u32, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// What a right opens.
fn refused(right: &str) -> Option<&'static str> {
    use crate::model::access::Right;
    let right = Right::ALL.into_iter().find(|one| one.key() == right)?;
    Some(match right {
        Right::ReadUsage => "Usage",
        Right::ReadInvoices => "Invoices",
        Right::RevealRecipients => "Billing email recipients",
        Right::OpenPaymentPortal => "Payment methods",
        Right::ListAssignedClients => "Client billing",
        Right::ReadAuditLog => "Audit log",
        Right::ReadTenantSettings | Right::EditTenantSettings => "Tenant Settings",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_portal_records_is_said_in_words() {
        for (event, text, words) in [
            (AuditEvent::Reveal, "invoices_and_receipts:rcp-1", "Invoices and receipts"),
            (AuditEvent::Reveal, "tenant-settings:security_contact:x-1", "Tenant Settings: Security contact"),
            (AuditEvent::CsvExport, "invoices:open", "Invoices: Open"),
            (AuditEvent::ZipExport, "invoices:1", "1 invoice"),
            (AuditEvent::SettingsChange, "tenant-settings", "Tenant Settings"),
            (AuditEvent::SignOut, "other-session", "Another session"),
            (AuditEvent::SignOut, "other-sessions:2", "2 other sessions"),
            (AuditEvent::AccessDenied, "read_usage", "Usage"),
            (AuditEvent::AccessDenied, "read_invoices:harbour", "Invoices: harbour"),
        ] {
            assert_eq!(said(event, text).as_deref(), Some(words), "{text}");
        }
        assert_eq!(said(AuditEvent::PaymentPortal, "9b2f6c1e-0d3a"), None);
    }
}
