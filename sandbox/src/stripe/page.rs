//! The hosted billing portal: enough to arrive at and return from. May import `world` and `html`.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use crate::{
    html::{escape, page},
    tenant_list::TENANTS,
    world::World,
};

pub(crate) async fn portal(State(world): State<Arc<World>>, Path(id): Path<String>) -> Response {
    let Some(session) = world.stripe.live(&id, world.clock.seconds()) else {
        return page(StatusCode::NOT_FOUND, "This link has expired", "<p>Ask for another one where you found it.</p>");
    };
    let name = TENANTS
        .iter()
        .find(|tenant| tenant.stripe_customer().as_deref() == Some(&session.customer))
        .map_or_else(String::new, |tenant| escape(tenant.name));
    let back = session.return_url.as_deref().map_or_else(String::new, |url| {
        format!("<p><a class=\"button\" href=\"{}\" rel=\"noreferrer\">Return to AiDial</a></p>", escape(url))
    });
    page(
        StatusCode::OK,
        "Billing portal",
        &format!(
            "<p>This stands in for the page that Stripe hosts.</p>\
             <dl><dt>Customer</dt><dd>{name}</dd><dt>Payment method</dt><dd>Visa ending in 4242</dd></dl>{back}"
        ),
    )
}
