//! A new ticket: filled in from the address, reviewed and sent by the person. A form that was not taken comes back with
//! everything that was typed and with the same key, so that sending it again makes no second ticket.

use super::{draft, trouble};
use crate::{
    api::tickets::start_ticket,
    error::{ErrorKind, PortalError},
    in_place,
    model::{
        once_key::OnceKey,
        ticket::{Category, Priority, SendAnswer, TicketDraft, TicketFault, TicketField},
    },
    pages::response,
    paths,
    ui::{Announced, Breadcrumb, ButtonKind, Card, Fact, Facts, Glyph, LinkButton, Notice, PageHead, Tone, area_text},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What the form shows.
struct Shown {
    once: OnceKey,
    client: String,
    organisation: Option<String>,
    draft: TicketDraft,
    faults: Vec<(TicketField, TicketFault)>,
    error: Option<PortalError>,
}

/// A new ticket.
#[component]
pub fn NewTicketPage() -> impl IntoView {
    let again = attempted();
    let query = use_location().search.get_untracked();
    let form = Suspend::new(async move {
        if let Some(again) = again {
            return form(again);
        }
        let client = paths::query_value(&query, draft::CLIENT).filter(|client| !client.is_empty());
        match start_ticket(client.clone()).await {
            Ok(start) => form(Shown {
                once: start.once,
                client: client.unwrap_or_default(),
                organisation: Some(start.organisation),
                draft: draft::of_query(&query),
                faults: Vec::new(),
                error: None,
            }),
            Err(error) => {
                response::answer_with(&error);
                trouble::state(&error)
            }
        }
    });
    view! {
        <Breadcrumb above="Support" href=paths::SUPPORT here="New ticket".to_owned()>
            {()}
        </Breadcrumb>
        <PageHead heading="New ticket" title=words::title(&["New ticket", "Support"]) />
        {form}
    }
    .into_any()
}

/// What was sent and not taken.
fn attempted() -> Option<Shown> {
    let attempt = use_context::<crate::model::ticket::TicketAttempt>()?;
    let (faults, error) = match attempt.outcome {
        Ok(SendAnswer::Invalid(faults)) => (faults, None),
        Ok(SendAnswer::Sent(_)) => (Vec::new(), None),
        Err(error) => (Vec::new(), Some(error)),
    };
    Some(Shown {
        once: attempt.once,
        client: attempt.client.unwrap_or_default(),
        organisation: None,
        draft: attempt.draft,
        faults,
        error,
    })
}

fn form(shown: Shown) -> AnyView {
    let Shown { once, client, organisation, draft, faults, error } = shown;
    let fault = |field: TicketField| {
        let found = faults.iter().find(|(of, _)| *of == field);
        found.map(|(field, fault)| words::of_ticket_fault(*field, *fault))
    };
    let trouble = told(error.as_ref(), fault(TicketField::Form), !faults.is_empty());
    let category = Category::ALL.map(|of| (of.key(), of.label()));
    let category = choice("About", "category", &category, &draft.category, fault(TicketField::Category));
    let priority = Priority::ALL.map(|of| (of.key(), of.label()));
    let priority = choice("Priority", "priority", &priority, &draft.priority, fault(TicketField::Priority));
    let subject = subject(&draft.subject, fault(TicketField::Subject));
    let description = description(&draft.description, fault(TicketField::Description));
    let evidence = evidence(organisation, &draft);
    view! {
        <form class="ticket" method="post" action=paths::NEW_TICKET data-in-place=in_place::FORM novalidate>
            {trouble}
            <Card labelled_by="ticket-write" class="ticket-write">
                <h2 id="ticket-write" class="visually-hidden">
                    "Ticket"
                </h2>
                {category}
                {priority}
                {subject}
                {description}
                <p class="quiet">{words::NO_SECRETS}</p>
            </Card>
            {evidence}
            <input type="hidden" name=OnceKey::FIELD value=once.to_string() />
            <input type="hidden" name="client" value=client />
            <input type="hidden" name="topic" value=draft.topic />
            <input type="hidden" name="invoice" value=draft.invoice />
            <input type="hidden" name="page" value=draft.page />
            <input type="hidden" name="request_id" value=draft.request_id />
            <div class="ticket-steps">
                <LinkButton href=paths::SUPPORT>"Cancel"</LinkButton>
                <button class="button" type="submit" data-kind=ButtonKind::Primary.key()>
                    "Send ticket"
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Why the ticket was not sent, above the form.
fn told(error: Option<&PortalError>, of_form: Option<&'static str>, faults: bool) -> Option<AnyView> {
    let (title, body, letter) = match (error, of_form) {
        (Some(error), _) => {
            let words = words::of_support_error(error.kind);
            let reference = error.incident.as_ref().map(|incident| format!("Reference: {}", incident.as_str()));
            let parts = [words.body.to_owned(), words::wait(error.retry_after), reference.unwrap_or_default()];
            let body = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            let letter = (error.kind != ErrorKind::RateLimited).then(trouble::write_to_support);
            (format!("{}.", words.title), body, letter)
        }
        (None, Some(of_form)) => (words::TICKET_NOT_SENT.to_owned(), of_form.to_owned(), None),
        (None, None) if faults => (words::TICKET_NOT_SENT.to_owned(), words::SEE_THE_FIELDS.to_owned(), None),
        (None, None) => return None,
    };
    let said = format!("{title} {body}");
    let notice = match letter {
        Some(actions) => view! { <Notice tone=Tone::Bad glyph=Glyph::Warning title body actions /> }.into_any(),
        None => view! { <Notice tone=Tone::Bad glyph=Glyph::Warning title body /> }.into_any(),
    };
    Some(
        view! {
            <Announced text=said />
            {notice}
        }
        .into_any(),
    )
}

fn choice(
    label: &'static str,
    name: &'static str,
    choices: &[(&'static str, &'static str)],
    chosen: &str,
    fault: Option<&'static str>,
) -> AnyView {
    let of_fault = format!("{name}-fault");
    let options = choices
        .iter()
        .map(|(key, label)| {
            view! {
                <label class="choice">
                    <input type="radio" name=name value=*key checked=*key == chosen />
                    {*label}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices" aria-describedby=fault.is_some().then(|| of_fault.clone())>
            <legend class="field-label">{label}</legend>
            <div class="choices-row">{options}</div>
            {fault_line(&of_fault, fault)}
        </fieldset>
    }
    .into_any()
}

fn subject(typed: &str, fault: Option<&'static str>) -> AnyView {
    view! {
        <div class="field">
            <label class="field-label" for="subject">
                "Subject"
            </label>
            <input
                class="field-input"
                id="subject"
                name="subject"
                value=typed.to_owned()
                autocomplete="off"
                aria-invalid=fault.is_some().then_some("true")
                aria-describedby=fault.is_some().then_some("subject-fault")
            />
            {fault_line("subject-fault", fault)}
        </div>
    }
    .into_any()
}

fn description(typed: &str, fault: Option<&'static str>) -> AnyView {
    view! {
        <div class="field">
            <label class="field-label" for="description">
                "What's happening?"
            </label>
            <textarea
                class="field-input"
                id="description"
                name="description"
                rows="8"
                aria-invalid=fault.is_some().then_some("true")
                aria-describedby=fault.is_some().then_some("description-fault")
            >
                {area_text(typed)}
            </textarea>
            {fault_line("description-fault", fault)}
        </div>
    }
    .into_any()
}

fn fault_line(id: &str, fault: Option<&'static str>) -> Option<AnyView> {
    let id = id.to_owned();
    fault.map(|fault| {
        view! {
            <p class="field-fault" id=id>
                {fault}
            </p>
        }
        .into_any()
    })
}

/// What goes with the ticket beside what is typed: nothing is sent that is not shown.
fn evidence(organisation: Option<String>, draft: &TicketDraft) -> Option<AnyView> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let facts = vec![
        Fact::maybe("Organisation", organisation),
        Fact::maybe("Topic", words::Topic::from_key(&draft.topic).map(words::Topic::subject)),
        Fact::maybe("Invoice", some(&draft.invoice)),
        Fact::maybe("Page", some(&draft.page)),
        Fact::maybe("Reference", some(&draft.request_id)),
    ];
    facts.iter().any(Option::is_some).then(|| {
        view! {
            <Card labelled_by="ticket-evidence" class="ticket-evidence">
                <h2 id="ticket-evidence">"Sent with the ticket"</h2>
                <Facts facts />
            </Card>
        }
        .into_any()
    })
}
