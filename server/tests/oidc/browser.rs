//! A browser: a cookie jar before the portal's router, and the way through the sandbox's sign-in page.

use axum::{Router, body::Body};
use http::{
    HeaderMap, Method, Request, Response, StatusCode,
    header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE},
};
use std::{collections::BTreeMap, time::Duration};
use tower::ServiceExt;
use url::Url;

#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub jar: BTreeMap<String, String>,
    /// Every `Set-Cookie` there was.
    pub set: Vec<String>,
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self { router, jar: BTreeMap::new(), set: Vec::new() }
    }

    /// The headers of its next request.
    pub fn headers(&self) -> HeaderMap {
        let pairs = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        if pairs.is_empty() {
            return HeaderMap::new();
        }
        HeaderMap::from_iter([(COOKIE, pairs.join("; ").parse().unwrap())])
    }

    pub async fn get(&mut self, path: &str) -> Response<Body> {
        self.send(Method::GET, path, "").await
    }

    pub async fn post(&mut self, path: &str, form: &str) -> Response<Body> {
        self.send(Method::POST, path, form).await
    }

    async fn send(&mut self, method: Method, path: &str, form: &str) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path).body(Body::from(form.to_owned())).unwrap();
        *request.headers_mut() = self.headers();
        request.headers_mut().insert(CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        response
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once("; ").unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        assert!(attributes.starts_with("Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        assert!(cookie.len() < 4_096, "a browser would drop it");
        self.set.push(cookie.to_owned());
        if attributes.contains("Max-Age=0") {
            self.jar.remove(name);
        } else {
            self.jar.insert(name.to_owned(), value.to_owned());
        }
    }

    pub fn signed_in(&self) -> bool {
        self.jar.contains_key("portal")
    }

    /// Starts a login; the issuer's address.
    pub async fn start(&mut self, return_to: &str) -> Url {
        let form = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", return_to).finish();
        let response = self.post("/auth/login", &form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        location(&response).parse().unwrap()
    }

    /// Starts a login and lets the sandbox's page sign `user` in; the callback's path and query.
    pub async fn come_back(&mut self, user: &str, return_to: &str) -> String {
        let issuer = self.start(return_to).await;
        choose(&issuer, user).await
    }

    /// Signs in; where that ended.
    pub async fn sign_in(&mut self, user: &str) -> String {
        let callback = self.come_back(user, "").await;
        location(&self.get(&callback).await)
    }
}

/// What the person does on the sandbox's page; the callback's path and query.
pub async fn choose(issuer: &Url, user: &str) -> String {
    let mut form = issuer.query_pairs().into_owned().collect::<Vec<_>>();
    form.push(("user".into(), user.into()));
    let mut action = issuer.clone();
    action.set_query(None);
    let answer = client().post(action).form(&form).send().await.unwrap();
    let back: Url = answer.headers()[LOCATION].to_str().unwrap().parse().unwrap();
    back[url::Position::BeforePath..].to_owned()
}

pub fn client() -> reqwest::Client {
    let second = Duration::from_secs(1);
    let deadlines = server::outbound::Deadlines { connect: 5 * second, idle: 20 * second, total: 30 * second };
    server::outbound::client(deadlines).unwrap()
}

pub fn location(response: &Response<Body>) -> String {
    response.headers()[LOCATION].to_str().unwrap().to_owned()
}
