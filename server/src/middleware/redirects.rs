//! Drops every redirect to another site that the portal did not choose. Leptos sends plain forms back to their `Referer`
//! unchecked, so a hostile page could choose the target (acceptance CSRF-05).

use super::{Asker, LayerConfig, chain::Next};
use app::error::ErrorKind;
use axum::{
    extract::Request,
    http::{HeaderMap, header::LOCATION},
    response::Response,
};
use std::sync::Arc;
use url::Url;

/// Put into a response's extensions by a handler that chose its `Location` itself, for example from the issuer's
/// discovery document. Origins that settings name need no mark.
#[derive(Clone, Copy, Debug)]
pub struct AllowedRedirect;

pub(super) async fn keep_local(config: Arc<LayerConfig>, request: Request, next: Next) -> Response {
    let asker = Asker::of(&request);
    let response = next.run(request).await;
    if response.extensions().get::<AllowedRedirect>().is_some() || all_local(&config, response.headers()) {
        return response;
    }
    tracing::error!(target: "security", event = "redirect_refused", "a redirect to another site was dropped");
    asker.refuse(ErrorKind::Internal)
}

fn all_local(config: &LayerConfig, headers: &HeaderMap) -> bool {
    headers.get_all(LOCATION).iter().all(|value| value.to_str().is_ok_and(|target| is_local(config, target)))
}

/// Resolved as a browser does it, so that `//host`, `/\host` and tabs lead where they would really lead.
fn is_local(config: &LayerConfig, target: &str) -> bool {
    config.base_url.url().join(target).is_ok_and(|url: Url| {
        let origin = url.origin().ascii_serialization();
        let known = origin == config.base_url.origin() || config.redirect_origins.contains(&origin);
        known && url.username().is_empty() && url.password().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::BaseUrl;

    #[test]
    fn only_the_portal_and_the_named_origins_are_targets() {
        let base = BaseUrl::parse_origin("https://portal.example").unwrap();
        let config = LayerConfig { redirect_origins: vec!["https://id.example".to_owned()], ..LayerConfig::at(base) };
        for good in ["/billing", "https://portal.example/x", "https://id.example/authorize?a=b", "?page=2", "usage"] {
            assert!(is_local(&config, good), "{good}");
        }
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "http://portal.example/",
            "https://portal.example:444/",
            "https://portal.example.evil.example/",
            "https://portal.example@evil.example/",
            "https://user@portal.example/",
            "/\t/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert!(!is_local(&config, bad), "{bad}");
        }
    }
}
