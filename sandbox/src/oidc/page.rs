//! The page on which a demo user is picked: plain HTML, one form, no script. May import `world` and `html`.

use std::sync::Arc;

use axum::{http::StatusCode, response::Response};

use crate::{
    directory::{Person, partner},
    html::{escape, page},
    pairs::Pairs,
    people::Home,
    tenants::tenant,
    world::World,
};

fn works_for(person: &Person) -> &'static str {
    match person.seed.home {
        Home::Tenant(id) => tenant(id).map_or("", |tenant| tenant.name),
        Home::Partner(id) => partner(id).map_or("", |partner| partner.name),
        Home::Nowhere => "nobody",
    }
}

fn choice(person: &Person, hinted: bool) -> String {
    let role = person
        .role
        .to_json()
        .map_or_else(|| "no role".to_owned(), |role| role.as_str().map_or_else(|| role.to_string(), str::to_owned));
    let note = if person.suspended { ", suspended" } else { "" };
    let class = if hinted { " class=\"first\" autofocus" } else { "" };
    format!(
        "<li><button name=\"user\" value=\"{}\"{class}>{}<small>{}, {} at {}{note}</small></button></li>",
        escape(person.seed.id),
        escape(person.seed.email),
        escape(person.seed.name),
        escape(&role),
        escape(works_for(person)),
    )
}

pub(crate) fn choose(world: &World, request: &Pairs) -> Response {
    let all = request.first("all") == Some("1");
    let hinted = request
        .first("login_hint")
        .and_then(|hint| world.directory.find(hint))
        .and_then(|key| world.directory.person(key));
    let carried: String = request
        .iter()
        .filter(|(name, _)| !matches!(*name, "user" | "all"))
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value)))
        .collect();
    let everyone = world.directory.everyone();
    let is_hinted = |person: &Arc<Person>| hinted.as_ref().is_some_and(|hinted| hinted.seed.id == person.seed.id);
    let others: String = everyone
        .iter()
        .filter(|person| !is_hinted(person) && (all || !person.seed.hidden))
        .map(|person| choice(person, false))
        .collect();
    let body = match &hinted {
        Some(person) => format!("<ul>{}</ul><h2>Or as somebody else</h2><ul>{others}</ul>", choice(person, true)),
        None => format!("<ul>{others}</ul>"),
    };
    page(
        StatusCode::OK,
        "Choose a demo user",
        &format!(
            "<p>This is the sandbox's sign-in. Nobody here is real, so there is no password.</p>\
             <form method=\"post\" action=\"/oidc/authorize\">{carried}{body}\
             <h2>Changed your mind?</h2><button name=\"cancel\" value=\"1\">Cancel sign-in</button></form>"
        ),
    )
}

/// Where a session context sends those who have yet to set up a second factor.
pub(crate) async fn security() -> Response {
    page(
        StatusCode::OK,
        "Set up a second factor",
        "<p>At the real issuer you would do that here. In the sandbox, whether it is done is set through the control interface.</p>",
    )
}
