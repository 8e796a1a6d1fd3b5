//! The one list of routes, and the one context that pages, server functions and the not-found page see.

use crate::{
    handlers::{
        auth::{self, AuthRoutes},
        invoice_downloads::InvoiceRoutes,
        invoice_pdf, invoices_csv, invoices_zip,
    },
    middleware::RequestId,
    visitor::Reception,
};
use app::{
    App,
    backend::{Incident, Ports},
    paths, shell,
};
use axum::{
    Router,
    routing::{MethodRouter, get, post},
};
use http::{
    HeaderValue, Method,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    request::Parts,
};
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, ResponseOptions, file_and_error_handler_with_context, generate_route_list,
};
use std::{
    path::Path,
    sync::{Arc, LazyLock},
};
use tower::ServiceBuilder;
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// What the routes need.
pub struct Routes {
    /// Where the built pages and scripts are.
    pub leptos: LeptosOptions,
    /// Meets visitors.
    pub reception: Arc<Reception>,
    /// Reads upstream.
    pub ports: Ports,
    /// Downloads of invoices.
    pub invoices: InvoiceRoutes,
    /// Sign-in and sign-out.
    pub auth: AuthRoutes,
    /// The issuer's origin: the forms that sign in and out end there, and browsers hold a form's redirects to the policy.
    pub issuer_origin: String,
}

/// Every page there is. Listed once a process: while Leptos lists, resources made anywhere in the process never load.
#[must_use]
pub fn pages() -> &'static [AxumRouteListing] {
    static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));
    &PAGES
}

/// Every route of the portal's public address, without the layers.
pub fn router(routes: Routes) -> Router {
    let Routes { leptos, reception, ports, invoices, auth, issuer_origin } = routes;
    let context = page_context(reception, ports, issuer_origin);
    let site = Path::new(&*leptos.site_root).to_owned();
    // Names in the package folder carry a hash of their content, unless that is switched off.
    let package = if leptos.hash_files { "public, max-age=31536000, immutable" } else { "no-cache" };
    let document = {
        let leptos = leptos.clone();
        move || shell(leptos.clone())
    };
    HANDLERS
        .iter()
        .fold(Router::new(), |router, handler| router.route(handler.path, (handler.route)(&auth, &invoices)))
        .nest_service(&format!("/{}", leptos.site_pkg_dir), folder(&site.join(&*leptos.site_pkg_dir), package))
        .nest_service("/fonts", folder(&site.join("fonts"), "public, max-age=604800"))
        .route("/favicon.svg", file(&site.join("favicon.svg")))
        .route("/robots.txt", file(&site.join("robots.txt")))
        .merge(
            Router::new()
                .leptos_routes_with_context(&leptos, pages().to_vec(), context.clone(), document)
                .fallback(file_and_error_handler_with_context::<LeptosOptions, _>(context, shell))
                .with_state(leptos),
        )
}

/// An address that is answered without a page.
pub struct Handler {
    /// Its method; any other is 405.
    pub method: Method,
    /// Its address, with `{client_id}` and `{invoice_id}` for what varies.
    pub path: &'static str,
    route: fn(&AuthRoutes, &InvoiceRoutes) -> MethodRouter,
}

/// Every address that is answered without a page; the guards walk it.
pub const HANDLERS: &[Handler] = &[
    Handler { method: Method::POST, path: paths::LOGIN, route: |auth, _| post(auth::login).with_state(auth.clone()) },
    Handler {
        method: Method::GET,
        path: paths::CALLBACK,
        route: |auth, _| get(auth::callback).with_state(auth.clone()),
    },
    Handler {
        method: Method::POST,
        path: paths::SIGN_OUT,
        route: |auth, _| post(auth::sign_out).with_state(auth.clone()),
    },
    Handler {
        method: Method::POST,
        path: auth::BACK_CHANNEL_LOGOUT,
        route: |auth, _| post(auth::back_channel_logout).with_state(auth.clone()),
    },
    Handler {
        method: Method::GET,
        path: "/billing/invoices/{invoice_id}/pdf",
        route: |_, invoices| get(invoice_pdf::own).with_state(invoices.clone()),
    },
    Handler {
        method: Method::GET,
        path: "/billing/clients/{client_id}/invoices/{invoice_id}/pdf",
        route: |_, invoices| get(invoice_pdf::of_client).with_state(invoices.clone()),
    },
    Handler {
        method: Method::GET,
        path: "/billing/invoices.csv",
        route: |_, invoices| get(invoices_csv::own).with_state(invoices.clone()),
    },
    Handler {
        method: Method::GET,
        path: "/billing/clients/{client_id}/invoices.csv",
        route: |_, invoices| get(invoices_csv::of_client).with_state(invoices.clone()),
    },
    Handler {
        method: Method::POST,
        path: "/billing/invoices.zip",
        route: |_, invoices| post(invoices_zip::own).with_state(invoices.clone()),
    },
    Handler {
        method: Method::POST,
        path: "/billing/clients/{client_id}/invoices.zip",
        route: |_, invoices| post(invoices_zip::of_client).with_state(invoices.clone()),
    },
];

fn folder(path: &Path, cache: &'static str) -> Router {
    let files = ServeDir::new(path).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    let found_only = SetResponseHeaderLayer::overriding(CACHE_CONTROL, move |response: &http::Response<_>| {
        response.status().is_success().then(|| HeaderValue::from_static(cache))
    });
    Router::new().fallback_service(ServiceBuilder::new().layer(found_only).service(files))
}

fn file(path: &Path) -> MethodRouter {
    let cache = SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    axum::routing::get_service(ServiceBuilder::new().layer(cache).service(ServeFile::new(path)))
}

/// Gives the code that answers a request its visitor, its ports and its incident id, and the page its policy.
fn page_context(
    reception: Arc<Reception>,
    ports: Ports,
    issuer_origin: String,
) -> impl Fn() + Clone + Send + Sync + 'static {
    let issuer_origin: Arc<str> = issuer_origin.into();
    move || {
        let Some(parts) = use_context::<Parts>() else { return };
        provide_context(ports.clone());
        provide_context(reception.visitor(&parts));
        if let Some(RequestId(incident)) = parts.extensions.get() {
            provide_context(Incident(incident.clone()));
        }
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::from_str(&policy(&nonce, &issuer_origin))
        {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }
}

/// The policy of a page: our own files, this response's scripts, and forms that may end at the issuer.
fn policy(nonce: &str, issuer_origin: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self' {issuer_origin}; \
         base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )
}
