//! The authorization endpoint: checks the request, shows the page, and sends the browser back with a code or an error.
//! May import `world`.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;

use crate::{
    html,
    oidc::{error::OauthError, grants::SignIn, page, token::form},
    pairs::{Pairs, with_query},
    random,
    world::World,
};

/// What the request is refused with, at the client's redirect URI.
struct Refused(&'static str, &'static str);

fn see_other(location: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store")]).into_response()
}

fn send_back(world: &World, request: &Pairs, redirect_uri: &str, outcome: &[(&str, &str)]) -> Response {
    let issuer = world.issuer();
    let mut pairs = outcome.to_vec();
    if let Some(state) = request.first("state") {
        pairs.push(("state", state));
    }
    pairs.push(("iss", &issuer));
    see_other(&with_query(redirect_uri, &pairs))
}

/// Where this request's answer goes. Without a known client and an allowed URI it goes nowhere but the screen.
fn redirect_uri<'a>(world: &World, request: &'a Pairs) -> Result<&'a str, Box<Response>> {
    let known = matches!(request.one("client_id"), Ok(Some(id)) if id == world.config.client_id);
    match request.one("redirect_uri") {
        Ok(Some(uri)) if known && world.config.portal_redirect_uris.allows(uri) => Ok(uri),
        _ => Err(Box::new(html::page(
            StatusCode::BAD_REQUEST,
            "This sign-in cannot go on",
            "<p>The application that sent you here is not known, or asked to be answered at an address that it may not use.</p>",
        ))),
    }
}

fn check(request: &Pairs) -> Result<(), Refused> {
    if request.has_repeats() {
        return Err(Refused("invalid_request", "a parameter is repeated"));
    }
    if request.first("request").is_some() {
        return Err(Refused("request_not_supported", "request is not supported"));
    }
    if request.first("request_uri").is_some() {
        return Err(Refused("request_uri_not_supported", "request_uri is not supported"));
    }
    match request.first("response_type") {
        Some("code") => {}
        Some(_) => return Err(Refused("unsupported_response_type", "only code")),
        None => return Err(Refused("invalid_request", "response_type is missing")),
    }
    if request.first("response_mode").is_some_and(|mode| mode != "query") {
        return Err(Refused("invalid_request", "only response_mode query"));
    }
    if !request.first("scope").unwrap_or_default().split(' ').any(|scope| scope == "openid") {
        return Err(Refused("invalid_scope", "openid is missing"));
    }
    let challenge = request.first("code_challenge").unwrap_or_default();
    let base64url = challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if request.first("code_challenge_method") != Some("S256") || challenge.len() != 43 || !base64url {
        return Err(Refused("invalid_request", "PKCE with S256 is required"));
    }
    if request.first("prompt").unwrap_or_default().split(' ').any(|prompt| prompt == "none") {
        return Err(Refused("login_required", "nobody is signed in"));
    }
    Ok(())
}

pub(crate) async fn ask(State(world): State<Arc<World>>, RawQuery(query): RawQuery) -> Response {
    let request = Pairs::parse(query.unwrap_or_default().as_bytes());
    let uri = match redirect_uri(&world, &request) {
        Ok(uri) => uri,
        Err(page) => return *page,
    };
    match check(&request) {
        Ok(()) => page::choose(&world, &request),
        Err(Refused(error, why)) => send_back(&world, &request, uri, &[("error", error), ("error_description", why)]),
    }
}

pub(crate) async fn answer(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OauthError> {
    let request = form(&headers, &body)?;
    let uri = match redirect_uri(&world, &request) {
        Ok(uri) => uri,
        Err(page) => return Ok(*page),
    };
    if let Err(Refused(error, why)) = check(&request) {
        return Ok(send_back(&world, &request, uri, &[("error", error), ("error_description", why)]));
    }
    let chosen = request.first("user").and_then(|user| world.directory.find(user));
    let Some(person) = chosen.and_then(|key| world.directory.person(key)) else {
        let outcome = [("error", "access_denied"), ("error_description", "the sign-in was cancelled")];
        return Ok(send_back(&world, &request, uri, &outcome));
    };
    let now = world.clock.seconds();
    let sign_in = SignIn {
        person_id: person.seed.id.to_owned(),
        sid: random::token("sid-")?,
        scope: request.first("scope").unwrap_or_default().to_owned(),
        auth_time: now,
    };
    let code = random::token("code-")?;
    let text = |name| request.first(name).map(str::to_owned);
    world.grants.add_code(
        code.clone(),
        sign_in,
        uri.to_owned(),
        text("nonce"),
        text("code_challenge").unwrap_or_default(),
        now,
    );
    Ok(send_back(&world, &request, uri, &[("code", &code)]))
}
