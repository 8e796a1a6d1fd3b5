//! Nobody acts in a person's name from another site (acceptance CSRF-01, CSRF-02). Leptos has no such check.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site`, and with every unsafe method in `Origin`. What does
//! not say so is refused: the failure is on the safe side.

use super::{CROSS_ORIGIN_PATHS, LayerConfig, gate::Refusal};
use crate::settings::BaseUrl;
use app::paths;
use axum::http::{
    HeaderMap, HeaderName, Method,
    header::{HOST, ORIGIN},
    request::Parts,
};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

pub(super) fn check(parts: &mut Parts, config: &LayerConfig) -> Result<(), Refusal> {
    let path = parts.uri.path();
    if CROSS_ORIGIN_PATHS.contains(&path) {
        return Ok(());
    }
    let site = one(&parts.headers, &FETCH_SITE)?;
    if parts.method == Method::GET || parts.method == Method::HEAD {
        let api = path.strip_prefix(paths::API).is_some_and(|rest| rest.starts_with('/'));
        return if api && site.is_some_and(|site| site != "same-origin") {
            Err(Refusal::cross_origin("site"))
        } else {
            Ok(())
        };
    }
    let origin = one(&parts.headers, &ORIGIN)?;
    if origin.is_some_and(|origin| !is_ours(&config.base_url, &parts.headers, origin)) {
        return Err(Refusal::cross_origin("origin"));
    }
    match (site, origin) {
        (Some("same-origin"), _) | (None | Some("none"), Some(_)) => Ok(()),
        (None, None) => Err(Refusal::cross_origin("origin unsaid")),
        (Some(_), _) => Err(Refusal::cross_origin("site")),
    }
}

/// The one value of `name`; two of them are a trick.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Refusal::cross_origin("origin unreadable")),
        (Some(_), Some(_)) => Err(Refusal::cross_origin("origin twice")),
    }
}

/// The portal's origin; on a developer's machine also the loopback name that the browser used, which `host` has let pass.
fn is_ours(base: &BaseUrl, headers: &HeaderMap, origin: &str) -> bool {
    origin == base.origin()
        || base.is_loopback()
            && headers
                .get(HOST)
                .and_then(|host| host.to_str().ok())
                .is_some_and(|host| origin.strip_prefix("http://") == Some(host))
}
