//! The audit log: what people of the organisation did in the portal, narrowed by the address. Stretches of it are read by
//! cursor and shown one below the other, so that "Load more" is a link like any other.

mod about;
mod asked;
mod filters;
mod list;

use crate::{
    api::audit_log::audit_log,
    error::{ErrorKind, PortalError},
    model::{
        access::{self, Right},
        audit_log::AuditPage,
        panel::Panel,
        viewer::Viewer,
    },
    pages::response,
    ui::{Glyph, LinkButton, PageHead, Reading, RefreshControl, aside, empty_state, part_view},
    words,
};
use asked::Asked;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

const HEADING: &str = "Audit log";

/// The audit log of one's own organisation; for roles without it, whom to ask.
#[component]
pub fn AuditLogPage() -> impl IntoView {
    let may_read = use_context::<Viewer>().is_some_and(|viewer| access::holds(viewer.role, Right::ReadAuditLog));
    if may_read { log() } else { refused() }
}

fn log() -> AnyView {
    let asked = use_location().search.with_untracked(|search| Asked::of_address(search));
    let reading = Reading::new({
        let asked = asked.clone();
        async move {
            let answer = stretches(&asked).await;
            if let Err(error) = &answer {
                response::answer_with(error);
            }
            answer.map(Panel::Ready)
        }
    });
    let tools = view! { <RefreshControl /> }.into_any();
    // An address that leads into the middle of the log may be worn out; the way to its start is there whatever comes.
    let newest = asked.query.cursor.is_some().then(|| {
        let href = asked.at_the_start().address();
        view! {
            <p class="audit-older">
                "These are older rows. "
                <LinkButton href>"Back to the newest"</LinkButton>
            </p>
        }
    });
    view! {
        <PageHead heading=HEADING title=words::title(&[HEADING]) about=about_zone(reading) tools />
        {filters::bar(&asked)}
        {newest}
        {part_view(reading, words::of_audit_error, move |page| list::card(page, &asked))}
    }
    .into_any()
}

/// The stretches that the address asks for, as one.
async fn stretches(asked: &Asked) -> Result<AuditPage, PortalError> {
    let mut query = asked.query.clone();
    let mut page = audit_log(query.clone()).await?;
    for _ in 1..asked.stretches {
        query.cursor = page.next.take();
        if query.cursor.is_none() {
            break;
        }
        let older = audit_log(query.clone()).await?;
        page.entries.extend(older.entries);
        page.next = older.next;
    }
    Ok(page)
}

/// What is recorded, and whose clock its times are of.
fn about_zone(reading: Reading<AuditPage>) -> AnyView {
    let line = aside(reading, |page| {
        let zone = page.map(|page| format!(". Times are of {}", page.zone.replace('_', " "))).unwrap_or_default();
        format!("What people of your organisation did in the portal{zone}").into_any()
    });
    view! { <p class="page-about">{line}</p> }.into_any()
}

fn refused() -> AnyView {
    response::answer_with(&PortalError::local(ErrorKind::NoBillingAccess));
    view! {
        <PageHead heading=HEADING title=words::title(&[HEADING]) />
        {empty_state(words::NO_AUDIT_LOG, Glyph::Lock, false)}
    }
    .into_any()
}
