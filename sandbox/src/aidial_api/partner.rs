//! The clients of a partner. May import `world`.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    aidial_api::{
        answer::json,
        caller::Caller,
        error::ApiError,
        params::{Params, Segment},
    },
    books::{
        amounts::{Minutes, Money},
        status_key,
    },
    tenants::{Missing, Status, TenantSeed, tenant},
    world::World,
};

#[derive(Serialize)]
struct AssignedClient {
    client_id: &'static str,
    name: String,
    timezone: String,
    region: String,
    billing_status: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    billing: Option<Billing>,
}

#[derive(Serialize)]
struct Billing {
    plan_name: &'static str,
    project_count: usize,
    minutes_used: Minutes,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes_included: Option<Minutes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_sent: Option<i64>,
    outstanding: Money,
    overdue: bool,
    as_of: Timestamp,
}

#[derive(Serialize)]
struct ClientPage {
    items: Vec<AssignedClient>,
    page: u64,
    page_size: u64,
    has_next: bool,
    total: usize,
}

fn assigned_client(world: &World, tenant: &'static TenantSeed) -> AssignedClient {
    let settings = world.settings.of(tenant);
    let billing = (tenant.status == Status::Ok).then(|| {
        let books = world.books(tenant);
        let used = books.total_used(0);
        Billing {
            plan_name: tenant.plan,
            project_count: books.projects.len(),
            minutes_used: used.minutes,
            minutes_included: books.minutes_included(),
            sms_sent: (!tenant.lacks(Missing::SmsTotals)).then_some(used.sms),
            outstanding: books.outstanding(),
            overdue: books.invoices.iter().any(|invoice| invoice.head.is_overdue(books.today)),
            as_of: world.as_of(tenant),
        }
    });
    AssignedClient {
        client_id: tenant.id,
        name: settings.display_name.clone().unwrap_or_else(|| tenant.name.to_owned()),
        timezone: settings.timezone.clone(),
        region: settings.region.clone(),
        billing_status: status_key(tenant.status),
        billing,
    }
}

pub(crate) async fn clients(
    State(world): State<Arc<World>>,
    caller: Caller,
    params: Params,
) -> Result<Response, ApiError> {
    let partner = caller.partner()?;
    let search = params.text("search", 100)?.unwrap_or_default().to_lowercase();
    let paging = params.paging()?;
    let found: Vec<&TenantSeed> = world
        .directory
        .assigned_to(partner)
        .iter()
        .filter_map(|id| tenant(id))
        .filter(|tenant| tenant.name.to_lowercase().contains(&search) || tenant.id.contains(&search))
        .collect();
    let total = found.len();
    let (cut, has_next) = paging.cut(found.into_iter());
    let items = cut.into_iter().map(|tenant| assigned_client(&world, tenant)).collect();
    let page = ClientPage { items, page: paging.page, page_size: paging.size, has_next, total };
    Ok(json(serde_json::to_vec(&page).unwrap_or_default()))
}

pub(crate) async fn client(
    State(world): State<Arc<World>>,
    caller: Caller,
    Segment(id): Segment,
) -> Result<Response, ApiError> {
    let tenant = caller.assigned(&world, &id)?;
    Ok(json(serde_json::to_vec(&assigned_client(&world, tenant)).unwrap_or_default()))
}
