//! The one list of layers, outermost first, and what they need to know. Each layer or check lives in its own file.
//! May import settings, telemetry's macros and app's errors, words and paths; nothing of the portal's data.

mod access_log;
mod body_limit;
mod catch_panic;
mod chain;
mod client_address;
mod compression;
mod deadline;
mod error_response;
mod framework_errors;
mod gate;
mod host;
mod overload;
mod rate_limits;
mod redirects;
mod request_headers;
mod request_id;
mod request_target;
mod same_origin;
mod security_headers;
mod server_functions;
mod timed_body;

pub use client_address::ClientAddress;
pub use error_response::{Asker, error_response, error_response_with};
pub use redirects::AllowedRedirect;
pub use request_id::RequestId;

use crate::settings::{BaseUrl, Settings};
use axum::Router;
use chain::{around, knowing, layer};
use ipnet::IpNet;
use std::{num::NonZeroU32, sync::Arc, time::Duration};
use tower::util::MapRequestLayer;

/// The one place that takes requests of other origins: the issuer's back-channel logout, which a signed token protects.
pub const CROSS_ORIGIN_PATHS: &[&str] = &["/auth/backchannel-logout"];

/// What the layers need to know. The numbers are the acceptance list's.
#[derive(Clone, Debug)]
pub struct LayerConfig {
    /// Where browsers see the portal.
    pub base_url: BaseUrl,
    /// Other origins that a `Location` may lead to: the issuer and Stripe's portal.
    pub redirect_origins: Vec<String>,
    /// Networks of the reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Requests of one address in a minute.
    pub requests_per_minute: NonZeroU32,
    /// Sign-ins begun from one address in a minute.
    pub sign_ins_per_minute: NonZeroU32,
    /// Requests worked on at once.
    pub max_requests: usize,
    /// For a whole page.
    pub page_time: Duration,
    /// For a request's body to arrive.
    pub body_time: Duration,
    /// Largest request body, in bytes.
    pub body_bytes: usize,
    /// Longest address, in bytes.
    pub address_bytes: usize,
}

impl LayerConfig {
    /// The layers of a portal with these settings.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let mut redirect_origins = settings.stripe.portal_hosts.origins().to_vec();
        redirect_origins.push(settings.oidc.issuer.origin());
        Self {
            redirect_origins,
            trusted_proxies: settings.portal.trusted_proxies.clone(),
            requests_per_minute: settings.rates.address,
            sign_ins_per_minute: settings.rates.sign_ins,
            max_requests: settings.portal.max_requests,
            ..Self::at(settings.portal.base_url.clone())
        }
    }

    /// The layers of a portal at this address, with nothing else allowed.
    #[must_use]
    pub fn at(base_url: BaseUrl) -> Self {
        Self {
            base_url,
            redirect_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            requests_per_minute: NonZeroU32::MAX,
            sign_ins_per_minute: NonZeroU32::MAX,
            max_requests: 256,
            page_time: Duration::from_secs(10),
            body_time: Duration::from_secs(5),
            body_bytes: 64 * 1024,
            address_bytes: 8 * 1024,
        }
    }
}

/// `router` behind every layer. The layers stand before the routing, so they also see what no route takes.
pub fn layers(router: Router, config: LayerConfig) -> Router {
    let config = Arc::new(config);
    let router = router.layer(MapRequestLayer::new(access_log::note_route));
    let layers = vec![
        // Gives the request its id, and says it in the answer.
        layer(request_id::number),
        // One log line and one measurement a request.
        layer(access_log::record),
        // Headers that every answer has, whoever made it.
        layer(security_headers::add),
        // No `Location` to another site.
        knowing(&config, redirects::keep_local),
        // A panic is a 500 with its id, and the end of nothing else.
        layer(catch_panic::answer),
        // The checks of `gate::CHECKS`: target, headers, host, origin, server functions.
        knowing(&config, gate::check),
        // No more of one address than its share: after the cheap refusals, before any work.
        knowing(&Arc::new(rate_limits::AddressLimits::new(&config)), rate_limits::limit),
        // The request's body, whole and small, before anything reads it: a slow one takes no place of those that follow.
        knowing(&config, body_limit::collect),
        // More work at once than the portal can do is refused.
        knowing(&Arc::new(overload::Places::new(config.max_requests)), overload::shed),
        layer(compression::compress),
        // The page's deadline, for the answer and for its body.
        knowing(&config, deadline::enforce),
        // The framework's own error texts become the portal's.
        layer(framework_errors::reword),
    ];
    around(router, layers)
}
