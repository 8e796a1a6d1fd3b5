//! What is in a new ticket's form. At first it is of the address: a topic, an invoice, a client, the error that led here and where that was.
//! What is not well-formed is left out, so an address that somebody made up puts no words into the form.

use crate::{
    error::{ErrorKind, IncidentId},
    model::{
        invoice::InvoiceId,
        ticket::{Category, Priority, TicketDraft},
    },
    pages::posted::Posted,
    paths::{self, ReturnPath},
    words::{self, Topic},
};

/// The parameter of the address, and the field, that names a client.
pub(super) const CLIENT: &str = "client";

/// The draft that `query` asks for.
pub(super) fn of_query(query: &str) -> TicketDraft {
    let value = |name| paths::query_value(query, name).unwrap_or_default();
    let topic = Topic::from_key(&value("topic"));
    let invoice = InvoiceId::parse(&value("invoice"));
    let error = ErrorKind::ALL.into_iter().find(|kind| kind.code() == value("error"));
    let page = ReturnPath::parse(&value("page"));
    let request = IncidentId::parse(&value("request"));
    let (subject, description) = words::of_new_ticket(topic, invoice.as_ref().map(InvoiceId::as_str), error);
    let is_billing = topic.is_some() || invoice.is_some() || error.is_some();
    TicketDraft {
        category: if is_billing { Category::Billing.key().to_owned() } else { String::new() },
        priority: Priority::Normal.key().to_owned(),
        subject,
        description,
        topic: topic.map(|topic| topic.key().to_owned()).unwrap_or_default(),
        invoice: invoice.map(|invoice| invoice.as_str().to_owned()).unwrap_or_default(),
        page: page.map(|page| page.to_string()).unwrap_or_default(),
        request_id: request.map(|request| request.as_str().to_owned()).unwrap_or_default(),
    }
}

/// The draft that a form brings, word for word.
pub(super) fn of_form(form: &Posted) -> TicketDraft {
    TicketDraft {
        category: form.text("category"),
        priority: form.text("priority"),
        subject: form.text("subject"),
        description: form.text("description"),
        topic: form.text("topic"),
        invoice: form.text("invoice"),
        page: form.text("page"),
        request_id: form.text("request_id"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fills_in_only_what_is_well_formed() {
        let draft = of_query("?topic=invoice_copy&invoice=inv-1&page=%2Fbilling%2Finvoices&request=01-x");
        assert_eq!((draft.category.as_str(), draft.priority.as_str()), ("billing", "normal"));
        assert!(draft.subject.contains("inv-1") && draft.description.contains("inv-1"));
        assert_eq!((draft.page.as_str(), draft.request_id.as_str()), ("/billing/invoices", "01-x"));
        let forged =
            of_query("?topic=evil&invoice=..%2Fx&page=%2F%2Fevil.example&request=%3Cb%3E&error=evil&subject=evil");
        assert_eq!(forged, TicketDraft { priority: "normal".into(), ..TicketDraft::default() });
    }

    #[test]
    fn whatever_is_filled_in_can_be_sent_as_it_is() {
        for topic in Topic::ALL {
            let draft = of_query(&format!("topic={}&invoice=inv-1", topic.key()));
            assert!(draft.check().is_ok(), "{topic:?}");
        }
        for kind in ErrorKind::ALL {
            assert!(of_query(&format!("error={}", kind.code())).check().is_ok(), "{kind:?}");
        }
    }
}
