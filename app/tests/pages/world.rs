//! A visitor and a billing that answer as told, and the page rendered for them.

use crate::{elsewhere::Elsewhere, figures::history, office::Office};
use app::{
    App, Document,
    backend::{
        Allowance, AssignmentCheck, Bearer, BillingScope, Caller, ClientsPort, Credential, Deed, DomainError, Incident,
        InvoicesPort, Meeting, Mfa, Organisation, PartnerScope, PersonContext, Ports, PostedForm, ReadInvoices,
        ReadUsage, RecipientsPort, RevealRecipients, SessionDesk, Trail, UsagePort, Visitor,
    },
    error::IncidentId,
    model::{
        audit::ActorKey,
        client::ClientRow,
        client_id::ClientId,
        day::Date,
        invoice::InvoiceId,
        invoice_details::InvoiceDetails,
        invoice_list::InvoiceList,
        invoice_query::InvoiceQuery,
        panel::Panel,
        recipient::{RecipientGroup, RecipientGroupKind, RecipientId, RevealedAddress},
        role::Role,
        usage::Usage,
        usage_history::{HistoryQuery, UsageHistory},
    },
};
use async_trait::async_trait;
use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
};
use leptos::prelude::{LeptosOptions, provide_context};
use std::sync::{Arc, LazyLock};

/// What billing answers.
pub(crate) type Billing = Result<Panel<Usage>, DomainError>;

/// The incident id of every request.
pub(crate) const INCIDENT: &str = "01-incident";

struct Token;

#[async_trait]
impl Credential for Token {
    async fn bearer(&self) -> Result<Bearer, DomainError> {
        Ok("token".to_owned().into())
    }

    async fn renew(&self, _refused: &Bearer) -> Result<Bearer, DomainError> {
        Err(DomainError::SignedOut)
    }
}

/// Nothing is kept: these tests look at pages.
struct Unkept;

#[async_trait]
impl Trail for Unkept {
    fn actor(&self) -> ActorKey {
        ActorKey::parse(&"0".repeat(32)).unwrap()
    }

    async fn write(&self, _deed: Deed) -> Result<(), DomainError> {
        Ok(())
    }

    async fn write_within(&self, _deed: Deed, _allowance: Allowance) -> Result<(), DomainError> {
        Ok(())
    }

    async fn note(&self, _deed: Deed) {}
}

/// The clients assigned to a partner, or what keeps that from being known.
#[derive(Clone)]
struct Assigned(Result<Vec<(&'static str, &'static str)>, DomainError>);

#[async_trait]
impl AssignmentCheck for Assigned {
    async fn assigned(&self, client: &ClientId) -> Result<Organisation, DomainError> {
        let found = self.0.clone()?.into_iter().find(|(id, _)| *id == client.as_str()).ok_or(DomainError::NotFound)?;
        Ok(Organisation { client_id: client.clone(), name: found.1.into(), timezone: None })
    }
}

struct Fixed(Result<Meeting, DomainError>, Office);

#[async_trait]
impl Visitor for Fixed {
    async fn meet(&self) -> Result<Meeting, DomainError> {
        self.0.clone()
    }

    async fn session(&self) -> Result<Option<Arc<dyn SessionDesk>>, DomainError> {
        Ok(Some(Arc::new(self.1.clone())))
    }
}

/// What the list of assigned clients answers, before search.
pub(crate) type Clients = Result<Vec<ClientRow>, DomainError>;

/// What the list of invoices and an opened invoice answer.
#[derive(Clone)]
pub(crate) struct Invoices {
    /// The list.
    pub(crate) list: Result<Panel<InvoiceList>, DomainError>,
    /// The one that is opened.
    pub(crate) opened: Result<InvoiceDetails, DomainError>,
    /// Who receives billing email.
    pub(crate) recipients: Result<Vec<RecipientGroup>, DomainError>,
}

impl Default for Invoices {
    fn default() -> Self {
        Self { list: Ok(Panel::NotConfigured), opened: Err(DomainError::NotFound), recipients: Ok(Vec::new()) }
    }
}

struct Books(Billing, Clients, Invoices);

#[async_trait]
impl UsagePort for Books {
    async fn usage(&self, _scope: &BillingScope<ReadUsage>, _period: Option<Date>) -> Billing {
        self.0.clone()
    }

    async fn history(&self, _: &BillingScope<ReadUsage>, asked: &HistoryQuery) -> Result<UsageHistory, DomainError> {
        history(asked)
    }
}

#[async_trait]
impl ClientsPort for Books {
    async fn assigned(&self, _scope: &PartnerScope, search: &str) -> Result<Vec<ClientRow>, DomainError> {
        let rows = self.1.clone()?.into_iter();
        Ok(rows.filter(|row| row.name.to_lowercase().contains(&search.to_lowercase())).collect())
    }
}

#[async_trait]
impl InvoicesPort for Books {
    async fn list(
        &self,
        _scope: &BillingScope<ReadInvoices>,
        _query: &InvoiceQuery,
    ) -> Result<Panel<InvoiceList>, DomainError> {
        self.2.list.clone()
    }

    async fn details(
        &self,
        _scope: &BillingScope<ReadInvoices>,
        _invoice: &InvoiceId,
    ) -> Result<InvoiceDetails, DomainError> {
        self.2.opened.clone()
    }
}

#[async_trait]
impl RecipientsPort for Books {
    async fn list(&self, _scope: &BillingScope<RevealRecipients>) -> Result<Vec<RecipientGroup>, DomainError> {
        self.2.recipients.clone()
    }

    async fn reveal(
        &self,
        _scope: &BillingScope<RevealRecipients>,
        _kind: RecipientGroupKind,
        _recipient: Option<&RecipientId>,
    ) -> Result<RevealedAddress, DomainError> {
        Err(DomainError::NotFound)
    }
}

/// Someone with this role, the second factor satisfied.
pub(crate) fn person(role: Option<Role>) -> PersonContext {
    let partner = role.is_some_and(Role::is_partner);
    let own = Organisation {
        client_id: ClientId::parse("harbour").unwrap(),
        name: "Harbour Dental".into(),
        timezone: Some("Australia/Brisbane".into()),
    };
    PersonContext {
        caller: Caller { person: [1; 32], session: [2; 32] },
        credential: Arc::new(Token),
        trail: Arc::new(Unkept),
        assignments: Arc::new(Assigned(Ok(Vec::new()))),
        email: "ada@harbour.test".into(),
        display_name: "Ada Harbour".into(),
        role,
        tenant: (!partner).then_some(own),
        partner_name: partner.then(|| "Coastal Telecom".into()),
        partner_timezone: None,
        mfa: Mfa { required: partner, satisfied: true, setup_url: None },
    }
}

/// Someone with this role, met.
pub(crate) fn met(role: Role) -> Result<Meeting, DomainError> {
    Ok(Meeting::Person(Arc::new(person(Some(role)))))
}

/// A partner admin with Harbour and Orchard assigned.
pub(crate) fn partner() -> Result<Meeting, DomainError> {
    partner_whose_clients_are(Ok(vec![("harbour", "Harbour Dental"), ("orchard", "Orchard Vets")]))
}

/// A partner admin with these clients assigned.
pub(crate) fn partner_whose_clients_are(
    clients: Result<Vec<(&'static str, &'static str)>, DomainError>,
) -> Result<Meeting, DomainError> {
    let person = PersonContext { assignments: Arc::new(Assigned(clients)), ..person(Some(Role::PartnerAdmin)) };
    Ok(Meeting::Person(Arc::new(person)))
}

/// A rendered page.
pub(crate) struct Page {
    /// Its HTTP status.
    pub(crate) status: u16,
    /// Where it redirects to.
    pub(crate) location: Option<String>,
    /// Seconds to wait.
    pub(crate) retry_after: Option<String>,
    /// Its HTML.
    pub(crate) html: String,
}

impl Page {
    /// Its HTML as it is shown: without templates, which are for the hydrated page, and without dialogs that are closed.
    pub(crate) fn shown(&self) -> String {
        let without = |html: &str, name: &str| {
            let (begin, end) = (format!("<{name}"), format!("</{name}>"));
            let mut pieces = html.split(begin.as_str());
            let first = pieces.next().unwrap_or_default().to_owned();
            pieces.fold(first, |shown, piece| shown + piece.split_once(end.as_str()).map_or("", |(_, after)| after))
        };
        without(&without(&self.html, "template"), "dialog")
    }

    /// Its text, without tags, scripts and comments, spaces folded.
    pub(crate) fn text(&self) -> String {
        let shown = self.shown();
        let body = shown.split_once("<body>").map_or(shown.as_str(), |(_, body)| body);
        let mut text = String::new();
        for piece in body.split('<') {
            match piece.split_once('>') {
                Some((tag, after)) if !tag.starts_with("script") => {
                    if !matches!(tag, "!" | "!--" | "span" | "/span") {
                        text.push(' ');
                    }
                    text.push_str(after);
                }
                _ => {}
            }
        }
        let text = text.replace("&gt;", ">").replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Renders `path` for this visitor, over this billing.
pub(crate) async fn open(path: &str, visitor: Result<Meeting, DomainError>, billing: Billing) -> Page {
    open_over(path, visitor, billing, Ok(Vec::new())).await
}

/// Starts the executor, as the server does. Once: while routes are listed no resource in the whole process loads, so a
/// page rendered beside it would wait for ever.
static STARTED: LazyLock<()> = LazyLock::new(|| drop(leptos_axum::generate_route_list(App)));

/// Renders `path` for this visitor, over this billing and these assigned clients.
pub(crate) async fn open_over(
    path: &str,
    visitor: Result<Meeting, DomainError>,
    billing: Billing,
    clients: Clients,
) -> Page {
    open_books(path, visitor, Books(billing, clients, Invoices::default()), Office::default()).await
}

/// Renders `path` for this visitor, over these invoices.
pub(crate) async fn open_invoices(path: &str, visitor: Result<Meeting, DomainError>, invoices: Invoices) -> Page {
    open_books(path, visitor, Books(Ok(Panel::NotConfigured), Ok(Vec::new()), invoices), Office::default()).await
}

/// Renders `path` for this visitor, over this office.
pub(crate) async fn open_office(path: &str, visitor: Result<Meeting, DomainError>, office: Office) -> Page {
    open_books(path, visitor, Books(Ok(Panel::NotConfigured), Ok(Vec::new()), Invoices::default()), office).await
}

/// Sends `form` to `path`, over this office.
pub(crate) async fn send_office(path: &str, form: &str, visitor: Result<Meeting, DomainError>, office: Office) -> Page {
    let books = Books(Ok(Panel::NotConfigured), Ok(Vec::new()), Invoices::default());
    ask(posted(path, form), Fixed(visitor, office.clone()), ports_over(books, office)).await
}

async fn open_books(path: &str, visitor: Result<Meeting, DomainError>, books: Books, office: Office) -> Page {
    ask(got(path), Fixed(visitor, office.clone()), ports_over(books, office)).await
}

/// Renders `path` for this visitor, over ports as they are elsewhere but for what `change` makes of them.
pub(crate) async fn open_changed(
    path: &str,
    visitor: Result<Meeting, DomainError>,
    change: impl FnOnce(&mut Ports),
) -> Page {
    ask_changed(got(path), visitor, change).await
}

/// Sends `form` to `path`, over the same.
pub(crate) async fn send_changed(
    path: &str,
    form: &str,
    visitor: Result<Meeting, DomainError>,
    change: impl FnOnce(&mut Ports),
) -> Page {
    ask_changed(posted(path, form), visitor, change).await
}

async fn ask_changed(
    request: Request<Body>,
    visitor: Result<Meeting, DomainError>,
    change: impl FnOnce(&mut Ports),
) -> Page {
    let books = Books(Ok(Panel::NotConfigured), Ok(Vec::new()), Invoices::default());
    let mut ports = ports_over(books, Office::default());
    change(&mut ports);
    ask(request, Fixed(visitor, Office::default()), ports).await
}

fn got(path: &str) -> Request<Body> {
    Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap()
}

fn posted(path: &str, form: &str) -> Request<Body> {
    let request = Request::post(path).header(header::ACCEPT, "text/html").extension(PostedForm(form.into()));
    request.body(Body::empty()).unwrap()
}

fn ports_over(books: Books, office: Office) -> Ports {
    let office = Arc::new(office);
    let books = Arc::new(books);
    Ports {
        usage: books.clone(),
        clients: books.clone(),
        invoices: books.clone(),
        recipients: books,
        audit: office.clone(),
        payments: Arc::new(Elsewhere),
        tickets: Arc::new(Elsewhere),
        tenant_settings: office,
        once_keys: Arc::new(Elsewhere),
    }
}

async fn ask(request: Request<Body>, visitor: Fixed, ports: Ports) -> Page {
    LazyLock::force(&STARTED);
    let visitor: Arc<dyn Visitor> = Arc::new(visitor);
    let context = move || {
        leptos::nonce::provide_nonce();
        provide_context(Arc::clone(&visitor));
        provide_context(ports.clone());
        provide_context(Incident(IncidentId::parse(INCIDENT).unwrap()));
    };
    let document = Document::new(LeptosOptions::builder().output_name("portal").build());
    let handler = leptos_axum::render_app_async_with_context(context, move || document.draw());
    let (parts, body) = handler(request).await.into_parts();
    let read = |name| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let (location, retry_after) = (read(header::LOCATION), read(header::RETRY_AFTER));
    let status = parts.status.as_u16();
    let html = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    Page { status, location, retry_after, html }
}
