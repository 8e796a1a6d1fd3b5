//! The Invoices panel: the list filtered, searched and paged by the address, an invoice opened in its row, downloads, and
//! what is overdue. The list and the opened invoice are read side by side, and each fails on its own.

mod details;
mod downloads;
mod filters;
mod list;
mod overdue;
mod recipients;
mod row;
mod status;

use crate::{
    api::invoices::{invoice_details, invoices_list},
    model::{
        client_id::ClientId, invoice_details::InvoiceDetails, invoice_list::InvoiceList, invoice_query::InvoiceQuery,
        panel::Panel, viewer::Viewer,
    },
    pages::{frame::navigation, response},
    paths,
    ui::{PageHead, Reading, RefreshControl, Tab, Tabs, aside, state_view},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The parameter that names the opened invoice.
const OPENED: &str = "invoice";

/// The Invoices panel of one's own organisation.
#[component]
pub fn InvoicesPage() -> impl IntoView {
    let tabs = use_context::<Viewer>().map(|viewer| navigation::panels(viewer.role)).unwrap_or_default();
    panel(None, "Billing".to_owned(), tabs)
}

/// What the address asks for, and of whom.
#[derive(Clone)]
struct Asked {
    client: Option<ClientId>,
    query: InvoiceQuery,
    opened: Option<String>,
}

impl Asked {
    fn of_address(client: Option<ClientId>) -> Self {
        use_location().search.with_untracked(|search| {
            let value = |name| paths::query_value(search, name);
            let (status, page) = (value(InvoiceQuery::STATUS), value(InvoiceQuery::PAGE));
            let number = value(InvoiceQuery::NUMBER);
            let query = InvoiceQuery::parse(status.as_deref(), page.as_deref(), number.as_deref());
            Self { client, query, opened: value(OPENED).filter(|id| !id.is_empty()) }
        })
    }

    /// The address of the same list with this invoice opened, or none.
    fn opening(&self, invoice: Option<&str>) -> String {
        let list = self.query.address(self.client.as_ref());
        let joint = if list.contains('?') { '&' } else { '?' };
        match invoice {
            Some(invoice) => format!("{list}{joint}{OPENED}={}", paths::encode(invoice)),
            None => list,
        }
    }
}

/// The Invoices panel of one's own organisation, or of the client named.
pub(super) fn panel(client: Option<ClientId>, heading: String, tabs: Vec<Tab>) -> AnyView {
    let asked = Asked::of_address(client);
    let list = Reading::new({
        let (client, query) = (asked.client.clone().map(String::from), asked.query.clone());
        async move {
            let answer = invoices_list(client, query).await;
            if let Err(error) = &answer {
                response::answer_with(error);
            }
            answer
        }
    });
    let opened = asked.opened.clone().map(|invoice| {
        let client = asked.client.clone().map(String::from);
        Reading::new(async move { invoice_details(client, invoice).await.map(Panel::Ready) })
    });
    let recipients = recipients::card(asked.client.as_ref());
    let title = words::title(&["Invoices", &heading]);
    let tabs = (!tabs.is_empty()).then(|| view! { <Tabs label="Billing" tabs /> });
    view! {
        <PageHead heading title about=about(list) tools=tools(list, &asked) />
        {tabs}
        {overdue::banner(list, asked.client.is_none())}
        {filters::bar(&asked)}
        {state_view(list, move |list| body(list, asked, opened))}
        {recipients}
    }
    .into_any()
}

fn body(list: InvoiceList, asked: Asked, opened: Option<Reading<InvoiceDetails>>) -> AnyView {
    let shown = asked.opened.as_deref().filter(|id| list.rows.iter().any(|row| row.invoice_id.as_str() == *id));
    // An invoice that is opened by its address alone, and is not on this page of the list, stands above it.
    let apart = opened.filter(|_| shown.is_none()).map(|reading| details::apart(reading, &asked));
    view! {
        {apart}
        {list::card(list, &asked, opened)}
    }
    .into_any()
}

/// When the next invoice comes.
fn about(list: Reading<InvoiceList>) -> AnyView {
    let line = aside(list, |list| {
        let next = list.and_then(|list| list.next_invoice_on);
        next.map_or_else(
            || "Invoices of your organisation".into_any(),
            |date| view! { "Next invoice on " <crate::ui::Day date /> }.into_any(),
        )
    });
    view! { <p class="page-about">{line}</p> }.into_any()
}

fn tools(list: Reading<InvoiceList>, asked: &Asked) -> AnyView {
    let (client, query) = (asked.client.clone(), asked.query.clone());
    let export = aside(list, move |list| {
        let some = list.filter(|list| !list.rows.is_empty());
        some.map(|list| downloads::csv(&list, client.as_ref(), &query)).into_any()
    });
    view! {
        {export}
        <RefreshControl />
    }
    .into_any()
}
