//! RP-initiated logout (end-session), and posting back-channel logout tokens. May import `world` and `html`.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use url::{Url, form_urlencoded};

use crate::{
    html,
    oidc::{error::OauthError, token::form},
    pairs::{Pairs, with_query},
    world::World,
};

pub(crate) async fn by_get(State(world): State<Arc<World>>, RawQuery(query): RawQuery) -> Result<Response, OauthError> {
    end(&world, &Pairs::parse(query.unwrap_or_default().as_bytes())).await
}

pub(crate) async fn by_post(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OauthError> {
    end(&world, &form(&headers, &body)?).await
}

async fn end(world: &World, request: &Pairs) -> Result<Response, OauthError> {
    let claims = request.first("id_token_hint").and_then(|hint| world.keys.claims_of(hint));
    let text = |name: &str| claims.as_ref().and_then(|claims| claims.get(name)).and_then(Value::as_str);
    let hinted = text("iss") == Some(&world.issuer()) && text("aud") == Some(&world.config.client_id);
    let named = claims.is_none() && request.first("client_id") == Some(&world.config.client_id);
    let ours = hinted || named;
    if hinted && let Some(sid) = text("sid") {
        world.end_family(sid).await?;
    }
    let allowed =
        request.first("post_logout_redirect_uri").filter(|uri| ours && world.config.portal_redirect_uris.allows(uri));
    Ok(match allowed {
        Some(uri) => {
            let state = request.first("state").map(|state| ("state", state));
            let location = match state {
                Some(state) => with_query(uri, &[state]),
                None => uri.to_owned(),
            };
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
        }
        None => html::page(StatusCode::OK, "You are signed out", "<p>You can close this page.</p>"),
    })
}

/// Why a logout token did not reach the portal.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The address is not an `http` one with a host.
    #[error("a back-channel logout needs an http address")]
    Address,
    /// The token could not be made.
    #[error("the logout token could not be made")]
    Token,
    /// The connection failed.
    #[error("the portal could not be reached: {0}")]
    Io(#[from] std::io::Error),
    /// The exchange failed.
    #[error("the portal did not answer: {0}")]
    Http(#[from] hyper::Error),
}

/// POST a logout token as OpenID Connect Back-Channel Logout 1.0 has it; the status of the answer comes back.
pub(crate) async fn deliver(uri: &str, logout_token: &str) -> Result<u16, DeliveryError> {
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "http").ok_or(DeliveryError::Address)?;
    let host = url.host_str().ok_or(DeliveryError::Address)?;
    let port = url.port_or_known_default().unwrap_or(80);
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", logout_token).finish();
    let request = Request::post(url.path())
        .header(header::HOST, format!("{host}:{port}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from(body)))
        .map_err(|_| DeliveryError::Address)?;
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    response.into_body().collect().await?;
    driver.abort();
    Ok(status)
}
