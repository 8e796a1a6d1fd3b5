//! `POST /v1/billing_portal/sessions`. May import `world`.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use url::Url;

use crate::{
    pairs::Pairs,
    random,
    stripe::{
        desk::{Made, PortalSession},
        error::StripeError,
    },
    tenant_list::TENANTS,
    world::World,
};

const KNOWN: &[&str] = &["customer", "return_url", "configuration", "locale"];

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A key for test mode; live keys have no business here.
fn check_key(headers: &HeaderMap) -> Result<(), StripeError> {
    let value = text(headers, "authorization").ok_or(StripeError::NoKey)?;
    let key = value.strip_prefix("Bearer ").ok_or(StripeError::NoKey)?.trim();
    let secret = key.strip_prefix("rk_test_").or_else(|| key.strip_prefix("sk_test_")).unwrap_or_default();
    let right = !secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if right { Ok(()) } else { Err(StripeError::WrongKey) }
}

fn form(headers: &HeaderMap, body: &[u8]) -> Result<Pairs, StripeError> {
    let kind = text(headers, "content-type").unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(StripeError::NotAForm);
    }
    let form = Pairs::parse(body);
    if let Some((name, _)) = form.iter().find(|(name, _)| !KNOWN.contains(name)) {
        return Err(StripeError::Unknown(name.to_owned()));
    }
    let repeated = form.iter().find(|(name, _)| form.one(name).is_err()).map(|(name, _)| name.to_owned());
    repeated.map_or(Ok(form), |name| Err(StripeError::Repeated(name)))
}

pub(crate) async fn create(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StripeError> {
    check_key(&headers)?;
    let version = text(&headers, "stripe-version").ok_or(StripeError::NoVersion)?;
    let form = form(&headers, &body)?;
    let customer = form.first("customer").filter(|id| !id.is_empty()).ok_or(StripeError::Missing("customer"))?;
    if !TENANTS.iter().any(|tenant| tenant.stripe_customer().as_deref() == Some(customer)) {
        return Err(StripeError::NoCustomer(customer.to_owned()));
    }
    let return_url = form.first("return_url");
    let web = |text: &str| Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if return_url.is_some_and(|url| !web(url)) {
        return Err(StripeError::BadUrl);
    }
    if let Some(id) = form.first("configuration").filter(|id| !id.starts_with("bpc_")) {
        return Err(StripeError::NoConfiguration(id.to_owned()));
    }
    let key = text(&headers, "idempotency-key");
    let owned = |name| form.first(name).map(str::to_owned);
    let session = PortalSession {
        id: random::token("bps_").map_err(|_| StripeError::Internal)?,
        customer: customer.to_owned(),
        return_url: return_url.map(str::to_owned),
        configuration: owned("configuration"),
        locale: owned("locale"),
        idempotency_key: key.map(str::to_owned),
        created: world.clock.seconds(),
    };
    let mut parameters: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
    parameters.sort();
    let (session, replayed) = match world.stripe.make(session, parameters.join("&")) {
        Made::New(session) => (session, false),
        Made::Replayed(session) => (session, true),
        Made::KeyReused => return Err(StripeError::KeyReused(key.unwrap_or_default().to_owned())),
    };
    let mut response = Json(session.object(&world.base_url)).into_response();
    let head = response.headers_mut();
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    let mut name = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            head.insert(name, value);
        }
    };
    name("stripe-version", version);
    if let Some(key) = key {
        name("idempotency-key", key);
    }
    if replayed {
        name("idempotent-replayed", "true");
    }
    Ok(response)
}
