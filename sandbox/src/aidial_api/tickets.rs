//! Support tickets of the caller's organisation. May import `world`.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    aidial_api::{
        answer::json,
        body::{JsonObject, Reader},
        caller::Caller,
        error::ApiError,
        params::Params,
    },
    people::{Home, Role},
    ticket_desk::{NewTicket, Ticket},
    world::World,
};

const CATEGORIES: &[&str] = &["billing", "account", "technical", "feature_request", "general"];
const PRIORITIES: &[&str] = &["low", "normal", "high"];
const TOPICS: &[&str] = &["invoice_copy", "overdue", "setup", "configuration", "recipients", "general"];

#[derive(Serialize)]
struct TicketPage {
    items: Vec<Ticket>,
    page: u64,
    page_size: u64,
    has_next: bool,
}

/// The organisation of a caller whose role fits it.
fn organisation(caller: &Caller) -> Result<&'static str, ApiError> {
    let role = caller.role().ok_or_else(ApiError::not_found)?;
    match (role, caller.0.seed.home) {
        (Role::ClientAdmin | Role::ClientManager | Role::ClientStaff, Home::Tenant(id))
        | (Role::PartnerAdmin | Role::PartnerUser, Home::Partner(id)) => Ok(id),
        _ => Err(ApiError::not_found()),
    }
}

pub(crate) async fn list(
    State(world): State<Arc<World>>,
    caller: Caller,
    params: Params,
) -> Result<Response, ApiError> {
    let organisation = organisation(&caller)?;
    let paging = params.paging()?;
    let (items, has_next) = paging.cut(world.tickets.of(organisation).into_iter());
    let page = TicketPage { items, page: paging.page, page_size: paging.size, has_next };
    Ok(json(serde_json::to_vec(&page).unwrap_or_default()))
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, ApiError> {
    let bad = |why| ApiError::invalid_field("Idempotency-Key", why);
    let mut values = headers.get_all("idempotency-key").iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(bad("is required, once")) };
    // Characters are counted, and a header's are Latin-1.
    let key: String = value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
    if key.chars().count() > 64 { Err(bad("is too long")) } else { Ok(key) }
}

fn check_context(reader: &mut Reader<'_>) -> Option<Value> {
    let context = reader.object("context")?;
    let mut inner = Reader::new(context, "context.");
    if context.contains_key("topic") {
        inner.one_of("topic", TOPICS);
    }
    for name in ["invoice_id", "page", "request_id"] {
        inner.optional_text(name, usize::MAX);
    }
    reader.take_errors(inner);
    Some(Value::Object(context.clone()))
}

pub(crate) async fn file(
    State(world): State<Arc<World>>,
    caller: Caller,
    headers: HeaderMap,
    body: JsonObject,
) -> Result<Response, ApiError> {
    let organisation = organisation(&caller)?;
    let mut reader = Reader::new(&body.0, "");
    let new = NewTicket {
        organisation: organisation.to_owned(),
        filed_by: caller.0.seed.id.to_owned(),
        idempotency_key: idempotency_key(&headers)?,
        client_id: reader.optional_text("client_id", usize::MAX).map(str::to_owned),
        context: check_context(&mut reader),
        category: reader.one_of("category", CATEGORIES).to_owned(),
        priority: reader.one_of("priority", PRIORITIES).to_owned(),
        subject: reader.text("subject", 3, 150).to_owned(),
        description: reader.text("description", 1, 5000).to_owned(),
        created_at: world.clock.now(),
        created_by: caller.0.seed.name.to_owned(),
    };
    reader.finish()?;
    if let Some(client) = &new.client_id {
        caller.assigned(&world, client)?;
    }
    let ticket = world.tickets.file(&world.store, new).await?;
    Ok((StatusCode::CREATED, json(serde_json::to_vec(&ticket).unwrap_or_default())).into_response())
}
