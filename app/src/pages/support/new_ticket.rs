//! A new ticket in three steps: written, reviewed, sent. Each step is this page, asked for with the form of the one before, so
//! it works without script; the same form may be sent again and again, and its key makes one ticket of it.

use super::{draft, review, trouble, write};
use crate::{
    api::tickets::{send_ticket, start_ticket},
    error::{ErrorKind, PortalError},
    model::{
        once_key::OnceKey,
        ticket::{SendAnswer, TicketDraft},
    },
    pages::{posted::Posted, response},
    paths,
    ui::{Breadcrumb, PageHead},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What a form of this page is sent for: the value of the button that sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To write on.
    Write,
    /// To see what would be sent.
    Review,
    /// To send it.
    Send,
}

impl Step {
    /// The name of the buttons.
    pub(super) const FIELD: &'static str = "step";

    /// The value.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Review => "review",
            Self::Send => "send",
        }
    }

    /// The step of a form. One that names none is only looked at.
    pub(super) fn of(form: &Posted) -> Self {
        let key = form.text(Self::FIELD);
        [Self::Write, Self::Send].into_iter().find(|step| step.key() == key).unwrap_or(Self::Review)
    }
}

/// A ticket in the making.
pub(super) struct Ticket {
    /// The key of every try to send it.
    pub(super) once: OnceKey,
    /// The client it is about, where a partner admin names one; else empty.
    pub(super) client: String,
    /// Whose ticket it is; none while that cannot be found out.
    pub(super) organisation: Option<String>,
    /// What is typed.
    pub(super) draft: TicketDraft,
}

/// A new ticket.
#[component]
pub fn NewTicketPage() -> impl IntoView {
    let query = use_location().search.get_untracked();
    let step = match Posted::here() {
        Some(form) => {
            Suspend::new(async move { answer(form).await.unwrap_or_else(|error| refused(&error)) }).into_any()
        }
        None => Suspend::new(async move { begin(&query).await.unwrap_or_else(|error| refused(&error)) }).into_any(),
    };
    view! {
        <Breadcrumb above="Support" href=paths::SUPPORT here="New ticket".to_owned() />
        <PageHead heading="New ticket" title=words::title(&["New ticket", "Support"]) />
        {step}
    }
    .into_any()
}

fn refused(error: &PortalError) -> AnyView {
    response::answer_with(error);
    trouble::state(error)
}

async fn begin(query: &str) -> Result<AnyView, PortalError> {
    let client = paths::query_value(query, draft::CLIENT).unwrap_or_default();
    let start = start_ticket(named(&client)).await?;
    let ticket =
        Ticket { once: start.once, client, organisation: Some(start.organisation), draft: draft::of_query(query) };
    Ok(write::form(&ticket, &[], None))
}

async fn answer(form: Posted) -> Result<AnyView, PortalError> {
    let bad_request = PortalError::local(ErrorKind::BadRequest);
    let once = form.field(OnceKey::FIELD).and_then(|key| OnceKey::parse(&key)).ok_or(bad_request)?;
    let client = form.text(draft::CLIENT);
    let mut ticket = Ticket { once, organisation: None, draft: draft::of_form(&form), client };
    match start_ticket(named(&ticket.client)).await {
        Ok(start) => ticket.organisation = Some(start.organisation),
        Err(error) if is_for_good(&error) => return Err(error),
        Err(error) => return Ok(write_again(&ticket, &error)),
    }
    let checked = ticket.draft.check();
    let answer = match (Step::of(&form), checked) {
        (Step::Write, _) => return Ok(write::form(&ticket, &[], None)),
        (Step::Review | Step::Send, Err(faults)) => Ok(SendAnswer::Invalid(faults)),
        (Step::Review, Ok(_)) => return Ok(review::card(&ticket, None)),
        (Step::Send, Ok(_)) => send_ticket(ticket.once, named(&ticket.client), ticket.draft.clone()).await,
    };
    match answer {
        Ok(SendAnswer::Sent(_)) => Ok(response::send_on(&format!("{}?sent=1", paths::SUPPORT))),
        Ok(SendAnswer::Invalid(faults)) => {
            response::answer_invalid();
            Ok(write::form(&ticket, &faults, None))
        }
        Err(error) if is_for_good(&error) => Err(error),
        Err(error) => {
            response::answer_again(&error);
            Ok(review::card(&ticket, Some(&error)))
        }
    }
}

fn write_again(ticket: &Ticket, error: &PortalError) -> AnyView {
    response::answer_again(error);
    write::form(ticket, &[], Some(error))
}

/// Whether trying again cannot help.
const fn is_for_good(error: &PortalError) -> bool {
    matches!(error.kind, ErrorKind::NotFound | ErrorKind::BadRequest)
}

fn named(client: &str) -> Option<String> {
    (!client.is_empty()).then(|| client.to_owned())
}
