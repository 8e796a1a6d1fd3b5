//! Control over HTTP, under `/_control`. May import `world`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    control::{
        faults::Fault,
        operations::{ControlError, UserChange},
    },
    html,
    oidc::tamper::Tamper,
    world::World,
};

type Shared = State<Arc<World>>;
type Outcome = Result<Response, ControlError>;

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Unknown(_) => StatusCode::NOT_FOUND,
            Self::Store(_) | Self::Token => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Delivery(_) => StatusCode::BAD_GATEWAY,
        };
        (status, Json(json!({"error": self.to_string()}))).into_response()
    }
}

fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

pub(crate) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/_control/health", get(async || "ok"))
        .route("/_control/landing", get(async || html::page(StatusCode::OK, "A redirect led here", "")))
        .route("/_control/faults", get(list_faults).post(add_fault).delete(clear_faults))
        .route("/_control/requests", get(list_requests).delete(clear_requests))
        .route("/_control/reset", post(reset))
        .route("/_control/keys/rotate", post(rotate))
        .route("/_control/tokens", post(mint))
        .route("/_control/tokens/expire", post(expire))
        .route("/_control/id-tokens/tamper", post(tamper).delete(clear_tamper))
        .route("/_control/sign", post(sign))
        .route("/_control/sessions", get(sessions).delete(revoke))
        .route("/_control/backchannel-logout", post(backchannel))
        .route("/_control/users", get(users))
        .route("/_control/users/{user}", post(change_user))
        .route("/_control/tenants/{client}", post(change_tenant))
        .route("/_control/assignments/{partner}/{client}", put(assign).delete(unassign))
        .route("/_control/stripe/sessions", get(stripe_sessions))
        .route("/_control/tickets", get(tickets))
        .route("/_control/clock", post(move_clock))
}

async fn list_faults(State(world): Shared) -> Response {
    Json(json!({"faults": world.faults.list()})).into_response()
}

async fn add_fault(State(world): Shared, Json(fault): Json<Fault>) -> Response {
    world.faults.add(fault);
    StatusCode::CREATED.into_response()
}

async fn clear_faults(State(world): Shared) -> Response {
    world.faults.clear();
    done()
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

async fn list_requests(State(world): Shared, Query(After { after }): Query<After>) -> Response {
    Json(json!({"requests": world.recorder.list(after)})).into_response()
}

async fn clear_requests(State(world): Shared) -> Response {
    world.recorder.clear();
    done()
}

async fn reset(State(world): Shared) -> Outcome {
    world.reset().await?;
    Ok(done())
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rotation {
    #[serde(default)]
    keep_old: bool,
}

async fn rotate(State(world): Shared, rotation: Option<Json<Rotation>>) -> Response {
    let Json(rotation) = rotation.unwrap_or_default();
    Json(json!({"kid": world.keys.rotate(rotation.keep_old)})).into_response()
}

#[derive(Deserialize)]
struct WhoseToken {
    user: String,
}

async fn mint(State(world): Shared, Json(WhoseToken { user }): Json<WhoseToken>) -> Outcome {
    Ok(Json(world.token_for(&user)?).into_response())
}

async fn expire(State(world): Shared) -> Response {
    world.access.expire_all();
    done()
}

async fn tamper(State(world): Shared, Json(tamper): Json<Tamper>) -> Response {
    world.tampering.set(tamper);
    done()
}

async fn clear_tamper(State(world): Shared) -> Response {
    world.tampering.clear();
    done()
}

#[derive(Deserialize)]
struct ToSign {
    typ: String,
    claims: Map<String, Value>,
}

async fn sign(State(world): Shared, Json(ToSign { typ, claims }): Json<ToSign>) -> Outcome {
    Ok(Json(json!({"token": world.sign_anything(&typ, &claims)?})).into_response())
}

#[derive(Deserialize)]
struct Whose {
    user: Option<String>,
}

async fn sessions(State(world): Shared, Query(Whose { user }): Query<Whose>) -> Outcome {
    Ok(Json(json!({"sessions": world.sessions(user.as_deref())?})).into_response())
}

async fn revoke(State(world): Shared, Query(Whose { user }): Query<Whose>) -> Outcome {
    world.revoke_sessions(user.as_deref()).await?;
    Ok(done())
}

#[derive(Deserialize)]
struct Backchannel {
    uri: String,
    sub: Option<String>,
    sid: Option<String>,
}

async fn backchannel(State(world): Shared, Json(asked): Json<Backchannel>) -> Outcome {
    let status = world.backchannel_logout(&asked.uri, asked.sub.as_deref(), asked.sid.as_deref()).await?;
    Ok(Json(json!({"status": status})).into_response())
}

async fn users(State(world): Shared) -> Response {
    Json(json!({"users": world.users()})).into_response()
}

async fn change_user(State(world): Shared, Path(user): Path<String>, Json(change): Json<UserChange>) -> Outcome {
    Ok(Json(world.change_user(&user, change).await?).into_response())
}

#[derive(Deserialize)]
struct TenantChange {
    suspended: bool,
}

async fn change_tenant(State(world): Shared, Path(client): Path<String>, Json(change): Json<TenantChange>) -> Outcome {
    world.suspend_tenant(&client, change.suspended).await?;
    Ok(done())
}

async fn assign(State(world): Shared, Path((partner, client)): Path<(String, String)>) -> Outcome {
    world.assign(&partner, &client, true).await?;
    Ok(done())
}

async fn unassign(State(world): Shared, Path((partner, client)): Path<(String, String)>) -> Outcome {
    world.assign(&partner, &client, false).await?;
    Ok(done())
}

async fn stripe_sessions(State(world): Shared) -> Response {
    Json(json!({"sessions": world.stripe.sessions()})).into_response()
}

async fn tickets(State(world): Shared) -> Response {
    Json(json!({"tickets": world.tickets.all()})).into_response()
}

#[derive(Deserialize)]
struct ClockMove {
    advance_seconds: i64,
}

async fn move_clock(State(world): Shared, Json(ClockMove { advance_seconds }): Json<ClockMove>) -> Response {
    world.clock.advance(advance_seconds);
    Json(json!({"now": world.clock.now()})).into_response()
}
