//! The one layer around every endpoint but control's own: reads the bearer, records the request, plays the fault.
//! May import `world`.

use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{header, uri::PathAndQuery},
    middleware::Next,
    response::Response,
};

use crate::{
    connection::Connection,
    control::{
        play::play,
        recorder::{Entry, header_names},
    },
    html::STYLE_PATH,
    oidc::access::Bearer,
    pairs::Pairs,
    world::World,
};

fn bearer_of(world: &World, request: &Request) -> Bearer {
    let token = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token.map_or(Bearer::None, |token| world.access.look_up(token, world.clock.seconds()))
}

fn client_id_of(request: &Request) -> Option<String> {
    let path = request.uri().path();
    if !path.starts_with("/v1/") {
        return None;
    }
    if let Some(id) = path.strip_prefix("/v1/partner/clients/") {
        return Some(id.to_owned());
    }
    let query = request.uri().query().filter(|query| query.contains("client_id"))?;
    Pairs::parse(query.as_bytes()).first("client_id").map(str::to_owned)
}

pub(crate) async fn watch(
    State(world): State<Arc<World>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if path.starts_with("/_control") || path == STYLE_PATH {
        return next.run(request).await;
    }
    let fault = world.faults.take(request.method().as_str(), path, request.uri().query());
    let bearer = bearer_of(&world, &request);
    let (word, key) = match bearer {
        Bearer::None => ("none", None),
        Bearer::Unknown => ("unknown", None),
        Bearer::Expired(key) => ("expired", Some(key)),
        Bearer::Valid(key) => ("valid", Some(key)),
    };
    let seq = world.recorder.add(Entry {
        method: request.method().clone(),
        path: request.uri().path_and_query().map_or(path, PathAndQuery::as_str).to_owned(),
        headers: header_names(request.headers()),
        bearer: word,
        user: key.and_then(|key| world.directory.person(key)).map(|person| person.seed.id),
        client_id: client_id_of(&request),
        idempotency_key: request
            .headers()
            .get("idempotency-key")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        fault: fault.as_ref().map(|fault| fault.kind.word()),
    });
    request.extensions_mut().insert(bearer);
    let response = match fault {
        None => next.run(request).await,
        Some(fault) => play(&world, &connection, fault, request, next).await,
    };
    // A connection that was broken on purpose got no answer.
    if !connection.is_broken() {
        world.recorder.answered(seq, response.status().as_u16());
    }
    response
}
