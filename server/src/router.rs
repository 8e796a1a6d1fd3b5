//! The one list of routes, and the one context that pages, server functions and the not-found page see.

use crate::{
    handlers::{
        auth::{self, AuthRoutes},
        billing_portal, end_sessions,
        forms::FormRoutes,
        invoice_downloads::InvoiceRoutes,
        invoice_pdf, invoices_csv, invoices_zip,
    },
    middleware::RequestId,
    visitor::Reception,
};
use app::{
    App, Document, FORM_PAGES,
    api::{BEAT, SCRIPT_HEADER},
    backend::{Incident, Ports},
    paths,
};
use axum::{
    Router,
    body::Body,
    routing::{MethodRouter, get, post},
};
use http::{
    HeaderValue, Method, Request,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    request::Parts,
};
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{IntoView, provide_context, use_context},
};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, ResponseOptions, file_and_error_handler_with_context, generate_route_list,
    render_app_async_with_context,
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
    /// Origins that forms end at, since browsers hold a form's redirects to the policy: the issuer's, where signing in and out
    /// ends, and those of Stripe's billing portal.
    pub form_origins: Vec<String>,
}

/// The states of the handlers.
pub struct Served {
    auth: AuthRoutes,
    invoices: InvoiceRoutes,
    forms: FormRoutes,
}

/// Every page there is. Listed once a process: while Leptos lists, resources made anywhere in the process never load.
#[must_use]
pub fn pages() -> &'static [AxumRouteListing] {
    static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));
    &PAGES
}

/// Every route of the portal's public address, without the layers.
pub fn router(routes: Routes) -> Router {
    let Routes { leptos, reception, ports, invoices, auth, form_origins } = routes;
    let context = page_context(Arc::clone(&reception), ports.clone(), &form_origins);
    let document = Document::new(leptos.clone());
    let served = Served { auth, invoices, forms: FormRoutes::new(reception, ports) };
    let site = Path::new(&*leptos.site_root).to_owned();
    // Names in the package folder carry a hash of their content, unless that is switched off.
    let package = if leptos.hash_files { "public, max-age=31536000, immutable" } else { "no-cache" };
    let not_found = document.clone();
    let document = move || document.draw();
    HANDLERS
        .iter()
        .fold(Router::new(), |router, handler| router.route(handler.path, (handler.route)(&served)))
        .nest_service(&format!("/{}", leptos.site_pkg_dir), folder(&site.join(&*leptos.site_pkg_dir), package))
        .nest_service("/fonts", folder(&site.join("fonts"), "public, max-age=604800"))
        .route("/favicon.svg", file(&site.join("favicon.svg")))
        .route("/robots.txt", file(&site.join("robots.txt")))
        .merge(
            form_pages(&context, &document)
                .leptos_routes_with_context(&leptos, pages().to_vec(), context.clone(), document)
                .fallback(file_and_error_handler_with_context::<LeptosOptions, _>(context, move |_| not_found.draw()))
                .with_state(leptos),
        )
}

/// The pages that a form leads to.
fn form_pages<C, D, V>(context: &C, document: &D) -> Router<LeptosOptions>
where
    C: Fn() + Clone + Send + Sync + 'static,
    D: Fn() -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let page = |context: C, document: D| {
        move |request: Request<Body>| render_app_async_with_context(context.clone(), document.clone())(request)
    };
    let route = |router: Router<LeptosOptions>, path| router.route(path, post(page(context.clone(), document.clone())));
    FORM_PAGES.iter().copied().fold(Router::new(), route)
}

/// An address that is answered without a page.
pub struct Handler {
    /// Its method; any other is 405.
    pub method: Method,
    /// Its address, with `{client_id}` and `{invoice_id}` for what varies.
    pub path: &'static str,
    route: fn(&Served) -> MethodRouter,
}

/// Every address that is answered without a page; the guards walk it.
pub const HANDLERS: &[Handler] = &[
    Handler { method: Method::POST, path: paths::LOGIN, route: |at| post(auth::login).with_state(at.auth.clone()) },
    Handler { method: Method::GET, path: paths::CALLBACK, route: |at| get(auth::callback).with_state(at.auth.clone()) },
    Handler {
        method: Method::POST,
        path: paths::SIGN_OUT,
        route: |at| post(auth::sign_out).with_state(at.auth.clone()),
    },
    Handler {
        method: Method::POST,
        path: auth::BACK_CHANNEL_LOGOUT,
        route: |at| post(auth::back_channel_logout).with_state(at.auth.clone()),
    },
    Handler {
        method: Method::GET,
        path: "/billing/invoices/{invoice_id}/pdf",
        route: |at| get(invoice_pdf::own).with_state(at.invoices.clone()),
    },
    Handler {
        method: Method::GET,
        path: "/billing/clients/{client_id}/invoices/{invoice_id}/pdf",
        route: |at| get(invoice_pdf::of_client).with_state(at.invoices.clone()),
    },
    Handler {
        method: Method::GET,
        path: "/billing/invoices.csv",
        route: |at| get(invoices_csv::own).with_state(at.invoices.clone()),
    },
    Handler {
        method: Method::GET,
        path: "/billing/clients/{client_id}/invoices.csv",
        route: |at| get(invoices_csv::of_client).with_state(at.invoices.clone()),
    },
    Handler {
        method: Method::POST,
        path: "/billing/invoices.zip",
        route: |at| post(invoices_zip::own).with_state(at.invoices.clone()),
    },
    Handler {
        method: Method::POST,
        path: "/billing/clients/{client_id}/invoices.zip",
        route: |at| post(invoices_zip::of_client).with_state(at.invoices.clone()),
    },
    Handler {
        method: Method::POST,
        path: paths::OPEN_BILLING_PORTAL,
        route: |at| post(billing_portal::open).with_state(at.forms.clone()),
    },
    Handler {
        method: Method::POST,
        path: paths::END_SESSIONS,
        route: |at| post(end_sessions::end).with_state(at.forms.clone()),
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

/// What an open page asks by itself; it is no use of the session.
const ASKED_BY_PAGES: [&str; 2] = ["/api/session", "/api/session-time"];

/// Whether nobody has asked for this: an address of [`ASKED_BY_PAGES`], or a page or function with the mark of the beat. The
/// mark is the browser's to give, and gives nothing away: with it a session only ends sooner.
fn is_by_itself(parts: &Parts) -> bool {
    let mark = parts.headers.get(SCRIPT_HEADER);
    ASKED_BY_PAGES.contains(&parts.uri.path()) || mark.is_some_and(|mark| mark == BEAT)
}

/// Gives the code that answers a request its visitor, its ports and its incident id, and the page its policy.
fn page_context(
    reception: Arc<Reception>,
    ports: Ports,
    form_origins: &[String],
) -> impl Fn() + Clone + Send + Sync + 'static {
    let form_origins: Arc<str> = form_origins.join(" ").into();
    move || {
        let Some(parts) = use_context::<Parts>() else { return };
        provide_context(ports.clone());
        provide_context(if is_by_itself(&parts) {
            reception.page_by_itself(&parts)
        } else {
            reception.visitor(&parts)
        });
        if let Some(RequestId(incident)) = parts.extensions.get() {
            provide_context(Incident(incident.clone()));
        }
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::from_str(&policy(&nonce, &form_origins))
        {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }
}

/// The policy of a page: our own files, this response's scripts, and forms that may end at the issuer and at Stripe.
fn policy(nonce: &str, form_origins: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self' {form_origins}; \
         base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )
}
