//! The authorization matrix: every cell of `authorization.toml` over HTTP, and what the sandbox received for it.

use super::{browser::Browser, world::World};
use app::FORM_PAGES;
use reqwest::{Method, RequestBuilder, header::LOCATION};
use serde::Deserialize;
use server::router::{HANDLERS, pages};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Matrix {
    callers: BTreeMap<String, String>,
    clients: BTreeMap<String, String>,
    outcomes: BTreeMap<String, Outcome>,
    row: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    target: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    invoice: String,
    expect: BTreeMap<String, Expected>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Expected {
    Named(String),
    Written(Outcome),
    ByClient(BTreeMap<String, String>),
}

#[derive(Clone, Debug, Deserialize)]
struct Outcome {
    status: u16,
    calls: Vec<String>,
    location: Option<String>,
    words: Option<String>,
}

impl Matrix {
    fn read() -> Self {
        toml::from_str(include_str!("authorization.toml")).expect("the matrix reads")
    }

    fn outcome(&self, row: &Row, caller: &str, client: Option<&str>) -> Outcome {
        let named = |name: &str| self.outcomes.get(name).unwrap_or_else(|| panic!("no outcome “{name}”")).clone();
        match row.expect.get(caller).or_else(|| row.expect.get("default")).expect("an expectation") {
            Expected::Named(name) => named(name),
            Expected::Written(outcome) => outcome.clone(),
            Expected::ByClient(by) => {
                named(client.and_then(|client| by.get(client)).or_else(|| by.get("default")).expect("a default"))
            }
        }
    }
}

impl Row {
    fn names_client(&self) -> bool {
        self.target.contains("{client_id}") || self.body.contains("{client_id}")
    }

    fn request(&self, browser: &Browser, client: &str) -> RequestBuilder {
        let (method, path) = self.target.split_once(' ').unwrap();
        let fill = |text: &str| text.replace("{client_id}", client).replace("{invoice_id}", &self.invoice);
        let method: Method = method.parse().unwrap();
        let page =
            FORM_PAGES.contains(&path) || method == Method::GET && !path.ends_with("/pdf") && !path.ends_with(".csv");
        let mut request = browser.request(method.clone(), &fill(path));
        request = request.header("accept", if page { "text/html" } else { "*/*" });
        if path.starts_with("/api/") {
            request = request.header("x-portal", "1");
        }
        if method == Method::POST {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(fill(&self.body));
        }
        request
    }
}

/// Every target there is, as the matrix writes it.
fn registered() -> BTreeSet<String> {
    let listed = pages().iter().map(|route| format!("GET {}", route.path()));
    let functions = server_fn::axum::server_fn_paths().map(|(path, method)| format!("{method} {path}"));
    let handlers = HANDLERS.iter().map(|handler| format!("{} {}", handler.method, handler.path));
    let forms = FORM_PAGES.iter().map(|path| format!("POST {path}"));
    listed.chain(functions).chain(handlers).chain(forms).collect()
}

#[test]
fn every_route_and_server_function_is_in_the_matrix() {
    let listed: BTreeSet<_> = Matrix::read().row.into_iter().map(|row| row.target).collect();
    let registered = registered();
    let missing: Vec<_> = registered.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&registered).collect();
    assert!(missing.is_empty() && stale.is_empty(), "not in the matrix: {missing:#?}; no longer there: {stale:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_the_matrix_answers_as_written_and_denied_calls_go_nowhere() {
    let world = World::start().await;
    let matrix = Matrix::read();
    let mut cells = 0;
    let mut wrong = Vec::new();
    for (caller, email) in &matrix.callers {
        let browser = world.browser();
        let sign_in = async || {
            if !email.is_empty() && !browser.cookies().contains_key("portal") {
                browser.sign_in(email).await;
            }
        };
        for row in &matrix.row {
            let clients: Vec<(Option<&str>, &str)> = if row.names_client() {
                matrix.clients.iter().map(|(kind, id)| (Some(kind.as_str()), id.as_str())).collect()
            } else {
                vec![(None, "")]
            };
            for (kind, id) in clients {
                sign_in().await;
                world.sandbox.clear_requests();
                let response = browser.send(row.request(&browser, id)).await;
                let status = response.status().as_u16();
                let location = response.headers().get(LOCATION).map(|value| value.to_str().unwrap().to_owned());
                let body = String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned();
                let calls: Vec<_> = world.upstream_calls().into_iter().map(|call| call.path).collect();
                let expected = matrix.outcome(row, caller, kind);
                cells += 1;
                let as_written = status == expected.status
                    && calls.iter().all(|call| expected.calls.iter().any(|allowed| call.starts_with(allowed)))
                    && expected.location.as_ref().is_none_or(|to| location.as_ref().is_some_and(|l| l.starts_with(to)))
                    && expected.words.as_ref().is_none_or(|words| body.contains(words));
                if !as_written {
                    wrong.push(format!(
                        "{caller} × {} × {kind:?}: {status} {location:?} {calls:?}, not {expected:?}",
                        row.target
                    ));
                }
            }
        }
    }
    println!("authorization matrix: {cells} cells, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{} of {cells} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cells > 500, "the matrix has {cells} cells");
    world.stop().await;
}

/// Ways to write an address so that a check and a router may read it differently.
fn tricks(path: &str) -> Vec<String> {
    let (head, tail) = path.rsplit_once('/').unwrap();
    let mut upper = path.to_owned();
    upper.make_ascii_uppercase();
    vec![
        format!("{path}/"),
        format!("/{path}"),
        format!("{head}//{tail}"),
        format!("{head}/./{tail}"),
        format!("{head}/x/../{tail}"),
        format!("{head}/%2e/{tail}"),
        format!("{head}%2f{tail}"),
        format!("{head}%5c{tail}"),
        format!("{path};x=1"),
        format!("{path}%00"),
        format!("{path}%20"),
        format!("{path}?/static/x.css"),
        format!("{path}/x.css"),
        format!("/pkg/..{path}"),
        format!("/pkg/%2e%2e{path}"),
        upper,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_of_writing_an_address_gets_further_than_the_address() {
    let world = World::start().await;
    let staff = world.signed_in("staff@harbour.test").await;
    let stranger = world.browser();
    staff.page("/billing").await;
    let matrix = Matrix::read();
    let rows = matrix.row.iter().filter(|row| row.target.starts_with("GET ") && row.target.len() > "GET /".len());
    for row in rows {
        let denied = |caller| matrix.outcome(row, caller, Some("foreign")).status != 200;
        let path =
            row.target["GET ".len()..].replace("{client_id}", "harbour").replace("{invoice_id}", "inv-harbour-0020");
        for trick in tricks(&path) {
            for (who, browser, caller) in [("staff", &staff, "client_staff"), ("stranger", &stranger, "anonymous")] {
                if !denied(caller) {
                    continue;
                }
                world.sandbox.clear_requests();
                for method in [Method::GET, Method::HEAD] {
                    let status = raw(browser, &method, &trick).await;
                    assert!(!(200..300).contains(&status), "{who}: {method} {trick} answered {status}");
                    assert!(status < 500, "{who}: {method} {trick} answered {status}");
                }
                let billing = world.upstream_calls().into_iter().any(|call| call.path.starts_with("/v1/billing"));
                assert!(!billing, "{who}: {trick} reached billing");
            }
        }
    }
    world.stop().await;
}

/// The status of `method path`, the path sent exactly as written.
async fn raw(browser: &Browser, method: &Method, path: &str) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let url = browser.url("/");
    let authority = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let cookies: Vec<_> = browser.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nAccept: text/html\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        cookies.join("; ")
    );
    let mut stream = tokio::net::TcpStream::connect(&authority).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_headers_change_nothing_and_only_the_sessions_token_goes_upstream() {
    let world = World::start().await;
    let forged = [
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-user", "admin@harbour.test"),
        ("x-original-url", "/billing/usage"),
        ("x-rewrite-url", "/billing/usage"),
        ("x-user", "usr-harbour-admin"),
        ("x-role", "client_admin"),
        ("x-tenant", "vast"),
        ("x-tenant-id", "vast"),
        ("x_tenant_id", "vast"),
        ("client-id", "vast"),
        ("authorization", "Bearer forged"),
        ("x-http-method-override", "DELETE"),
        ("user-agent", "kube-probe/1.29"),
    ];
    let admin = world.signed_in("admin@harbour.test").await;
    let staff = world.signed_in("staff@harbour.test").await;
    let own = admin.api("usage", "").await.1;
    for (name, value) in forged {
        world.sandbox.clear_requests();
        let denied = staff.send(staff.call("usage", "").header(name, value)).await;
        assert_eq!(denied.status(), 403, "{name}");
        let stranger = world.browser();
        assert_eq!(stranger.send(stranger.call("usage", "").header(name, value)).await.status(), 401, "{name}");
        assert!(world.upstream_calls().iter().all(|call| !call.path.starts_with("/v1/billing")), "{name}");
        let answer = admin.send(admin.call("usage", "").header(name, value)).await;
        let same: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(same, own, "{name}");
        for call in world.upstream_calls() {
            assert_eq!(call.bearer, "valid", "{name}: {call:?}");
            let sent: Vec<_> = call.headers.iter().map(|header| header.to_ascii_lowercase()).collect();
            assert!(
                !sent.iter().any(|header| header.contains("api-key") || header.contains("tenant")),
                "{name}: {sent:?}"
            );
        }
    }
    for name in ["x-api-key", "X-API-KEY", "x_api_key"] {
        world.sandbox.clear_requests();
        let refused = admin.send(admin.call("usage", "").header(name, "secret")).await;
        assert_eq!(refused.status(), 400, "{name}");
        assert_eq!(world.upstream_calls().len(), 0, "{name}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_client_is_the_checked_client_or_refused() {
    let world = World::start().await;
    let partner = world.signed_in("admin@coastal.test").await;
    for form in ["client=harbour&client=vast", "client=vast&client=harbour", "client[0]=harbour&client[1]=vast"] {
        world.sandbox.clear_requests();
        let (status, answer) = partner.api("usage", form).await;
        assert!(matches!(status.as_u16(), 400 | 404), "{form}: {status} {answer}");
        let read = world.upstream_calls().into_iter().any(|call| call.path.starts_with("/v1/billing"));
        assert!(!read, "{form} read billing");
    }
    world.stop().await;
}
