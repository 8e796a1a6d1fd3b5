//! `GET /v1/billing/usage` and its history. May import `world`.

use std::sync::Arc;

use axum::{extract::State, response::Response};

use crate::{
    aidial_api::{answer::json, caller::Caller, error::ApiError, params::Params},
    books::{Books, View},
    tenants::{ProjectsState, Status},
    world::World,
};

/// How many periods ago the asked one is; a day on which none began is not found.
fn asked_period(books: &Books, params: &Params) -> Result<u32, ApiError> {
    match params.date("period")? {
        Some(start) if books.tenant.status == Status::Ok => {
            books.period_beginning(start).ok_or_else(ApiError::not_found)
        }
        Some(_) | None => Ok(0),
    }
}

pub(crate) async fn usage(
    State(world): State<Arc<World>>,
    caller: Caller,
    params: Params,
) -> Result<Response, ApiError> {
    let tenant = caller.billed(&world, &params)?;
    let books = world.books(tenant);
    let ago = asked_period(&books, &params)?;
    let as_of = world.as_of(tenant);
    Ok(json(books.view(View::Usage(ago, as_of.as_second()), || books.usage(ago, as_of))))
}

pub(crate) async fn history(
    State(world): State<Arc<World>>,
    caller: Caller,
    params: Params,
) -> Result<Response, ApiError> {
    let tenant = caller.billed(&world, &params)?;
    let books = world.books(tenant);
    let ago = asked_period(&books, &params)?;
    let project = match params.one("project_id")? {
        Some(id) if tenant.projects_state == ProjectsState::Available => {
            Some(books.projects.iter().position(|project| project.id == id).ok_or_else(ApiError::not_found)?)
        }
        Some(_) => return Err(ApiError::not_found()),
        None => None,
    };
    Ok(json(books.view(View::History(ago, project), || books.history(ago, project))))
}
