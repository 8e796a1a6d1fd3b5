//! The banner when the most recent invoice is overdue: what is owed, and the way to pay and to ask.

use crate::{
    model::{
        access::{self, Right},
        day,
        invoice_list::{InvoiceList, OverdueNotice},
        viewer::Viewer,
    },
    paths,
    ui::{self, ButtonKind, Glyph, LinkButton, Notice, Reading, Tone, aside},
    words::Topic,
};
use leptos::prelude::*;

/// The banner, or nothing. Whoever looks at a client's invoices cannot pay them.
pub(super) fn banner(list: Reading<InvoiceList>, own: bool) -> AnyView {
    let pays =
        own && use_context::<Viewer>().is_some_and(|viewer| access::holds(viewer.role, Right::OpenPaymentPortal));
    aside(list, move |list| list.and_then(|list| list.overdue).map(|overdue| notice(&overdue, pays)).into_any())
}

fn notice(overdue: &OverdueNotice, pays: bool) -> AnyView {
    let name = overdue.number.as_deref().unwrap_or_else(|| overdue.invoice_id.as_str());
    let due = format!("{} was due on {}.", overdue.amount_due.display(), day::long(overdue.due_on));
    let in_all = overdue.outstanding.as_ref().map(|owed| match overdue.oldest_due_on {
        Some(oldest) if oldest != overdue.due_on => {
            format!(" {} is outstanding in all, the oldest since {}.", owed.display(), day::long(oldest))
        }
        Some(_) | None => format!(" {} is outstanding in all.", owed.display()),
    });
    let pay = pays.then(|| {
        view! {
            <LinkButton href=paths::PAYMENT_METHODS kind=ButtonKind::Primary>
                "Pay in Stripe"
            </LinkButton>
        }
    });
    let support = ui::contact_support_href(Topic::Overdue, None);
    let support = format!("{support}&invoice={}", overdue.invoice_id.as_str());
    let actions = view! {
        {pay}
        <LinkButton href=support>"Contact support"</LinkButton>
    }
    .into_any();
    let body = format!("{due}{}", in_all.unwrap_or_default());
    view! { <Notice tone=Tone::Bad glyph=Glyph::Warning title=format!("Invoice {name} is overdue.") body actions /> }
        .into_any()
}
