//! One person's browser without script: a cookie jar, same-origin headers, no redirects followed unless asked.

use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode, Url,
    header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE, USER_AGENT},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

#[derive(Clone)]
pub struct Browser {
    http: Client,
    portal: Url,
    jar: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Browser {
    pub fn new(portal: Url) -> Self {
        let deadlines = server::outbound::Deadlines {
            connect: std::time::Duration::from_secs(5),
            idle: std::time::Duration::from_secs(30),
            total: std::time::Duration::from_secs(60),
        };
        Self::through(server::outbound::client(deadlines).unwrap(), portal, BTreeMap::new())
    }

    /// A browser whose requests `http` carries, with these cookies.
    pub fn through(http: Client, portal: Url, cookies: BTreeMap<String, String>) -> Self {
        Self { http, portal, jar: Arc::new(Mutex::new(cookies)) }
    }

    /// The same cookies as now, in a jar of its own.
    pub fn copy(&self) -> Self {
        Self { jar: Arc::new(Mutex::new(self.cookies())), ..self.clone() }
    }

    /// The same browser, cookies shared, at another address of the portal.
    pub fn at(&self, portal: Url) -> Self {
        Self { portal, ..self.clone() }
    }

    pub fn client(&self) -> Client {
        self.http.clone()
    }

    pub fn url(&self, path: &str) -> Url {
        self.portal.join(path).unwrap()
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.jar.lock().unwrap().clone()
    }

    /// A request with this browser's cookies and the headers a browser sends from one of the portal's own pages.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies: Vec<_> = self.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self
            .http
            .request(method, self.url(path))
            .header(ORIGIN, self.portal.origin().ascii_serialization())
            .header("sec-fetch-site", "same-origin");
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) }
    }

    pub async fn send(&self, request: RequestBuilder) -> Response {
        self.try_send(request).await.unwrap()
    }

    /// Where the portal may cut the connection before it has answered.
    pub async fn try_send(&self, request: RequestBuilder) -> reqwest::Result<Response> {
        let response = request.send().await?;
        let mut jar = self.jar.lock().unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if text.to_ascii_lowercase().contains("max-age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        drop(jar);
        Ok(response)
    }

    pub async fn page(&self, path: &str) -> (StatusCode, String) {
        let response = self.send(self.request(Method::GET, path).header(ACCEPT, "text/html")).await;
        (response.status(), response.text().await.unwrap())
    }

    /// A server function as the hydrated page calls it.
    pub fn call(&self, function: &str, form: &str) -> RequestBuilder {
        self.request(Method::POST, &format!("/api/{function}"))
            .header("x-portal", "1")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.to_owned())
    }

    pub async fn api(&self, function: &str, form: &str) -> (StatusCode, serde_json::Value) {
        let response = self.send(self.call(function, form)).await;
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}")))
    }

    /// A form as a browser without script sends it.
    pub async fn post_form(&self, path: &str, form: &str) -> Response {
        let request = self
            .request(Method::POST, path)
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.to_owned());
        self.send(request).await
    }

    /// The real authorization code flow, as far as the page asked for.
    pub async fn sign_in(&self, email: &str) -> String {
        self.sign_in_returning_to(email, "").await
    }

    /// [`Browser::sign_in`], back from the issuer with this `User-Agent`.
    pub async fn sign_in_as(&self, email: &str, agent: &str) -> String {
        self.sign_in_from(email, "", Some(agent)).await
    }

    pub async fn sign_in_returning_to(&self, email: &str, return_to: &str) -> String {
        self.sign_in_from(email, return_to, None).await
    }

    async fn sign_in_from(&self, email: &str, return_to: &str, agent: Option<&str>) -> String {
        self.try_sign_in(email, return_to, agent).await.unwrap()
    }

    /// Where the portal may cut the connection before it has answered.
    pub async fn try_sign_in(&self, email: &str, return_to: &str, agent: Option<&str>) -> reqwest::Result<String> {
        let form = [("email", email), ("return_to", return_to)];
        let start = self.try_send(self.request(Method::POST, "/auth/login").form(&form)).await?.error_for_status()?;
        assert_eq!(start.status(), StatusCode::SEE_OTHER, "sign-in starts");
        let issuer = Url::parse(&location(&start)).unwrap();
        let mut choice: Vec<(String, String)> = issuer.query_pairs().into_owned().collect();
        choice.push(("user".into(), email.into()));
        let mut answer_at = issuer.clone();
        answer_at.set_query(None);
        let answer = self.http.post(answer_at).form(&choice).send().await.unwrap();
        assert!(answer.status().is_redirection(), "the issuer sends back: {}", answer.status());
        let callback = Url::parse(&location(&answer)).unwrap();
        assert_eq!(callback.origin(), self.portal.origin());
        // A navigation that the issuer's page started.
        let mut back = self.request(Method::GET, &callback[url::Position::BeforePath..]).build().unwrap();
        back.headers_mut().remove(ORIGIN);
        back.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        if let Some(agent) = agent {
            back.headers_mut().insert(USER_AGENT, agent.parse().unwrap());
        }
        let landed = self.try_send(RequestBuilder::from_parts(self.http.clone(), back)).await?.error_for_status()?;
        assert_eq!(landed.status(), StatusCode::SEE_OTHER, "the callback sends on");
        Ok(location(&landed))
    }
}

pub fn location(response: &Response) -> String {
    response.headers().get(LOCATION).expect("a Location").to_str().unwrap().to_owned()
}
