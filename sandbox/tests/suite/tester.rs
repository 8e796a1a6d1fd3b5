//! A sandbox with a client beside it, and the steps of a sign-in.

use std::sync::{
    Arc, Once,
    atomic::{AtomicI64, Ordering},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect::Policy};
use ring::{
    digest::{SHA256, digest},
    signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents},
};
use sandbox::{Config, Running, Sandbox};
use serde_json::Value;
use url::Url;

pub(crate) const CALLBACK: &str = "http://127.0.0.1:3000/auth/callback";
pub(crate) const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters-in-all";
/// 24 November 2026, 02:00 UTC: noon in Brisbane.
pub(crate) const NOON: i64 = 1_795_485_600;

pub(crate) struct Tester {
    pub(crate) sandbox: Running,
    pub(crate) http: Client,
    clock: Arc<AtomicI64>,
}

#[expect(clippy::disallowed_methods, reason = "the rule is for the portal; this client tests the sandbox")]
fn client() -> Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Client::builder().redirect(Policy::none()).no_proxy().build().unwrap()
}

impl Tester {
    pub(crate) async fn start() -> Self {
        Self::start_with(|config| config).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(Config) -> Config) -> Self {
        let clock = Arc::new(AtomicI64::new(NOON));
        let read = Arc::clone(&clock);
        let now = Arc::new(move || Timestamp::from_second(read.load(Ordering::Relaxed)).unwrap());
        let sandbox = Sandbox::start(change(Config { now, ..Config::default() })).await.unwrap();
        Self { sandbox, http: client(), clock }
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    pub(crate) fn bearer(&self, user: &str) -> String {
        self.sandbox.token_for(user).unwrap().access_token
    }

    pub(crate) fn get_as(&self, user: &str, path: &str) -> RequestBuilder {
        self.http.get(self.at(path)).bearer_auth(self.bearer(user))
    }

    pub(crate) async fn read_as(&self, user: &str, path: &str) -> (StatusCode, Value) {
        status_and_json(self.get_as(user, path).send().await.unwrap()).await
    }

    /// The JSON of an answer that must be 200.
    pub(crate) async fn ok_as(&self, user: &str, path: &str) -> Value {
        let (status, body) = self.read_as(user, path).await;
        assert_eq!(status, StatusCode::OK, "{user} {path}: {body}");
        body
    }

    pub(crate) fn authorization_request(&self) -> Vec<(&'static str, String)> {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
        [
            ("client_id", "portal"),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid email offline_access"),
            ("state", "state-1"),
            ("nonce", "nonce-1"),
            ("code_challenge_method", "S256"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into_iter()
        .chain([("code_challenge", challenge)])
        .collect()
    }

    /// Pick a user on the issuer's page; answers where the browser is sent.
    pub(crate) async fn pick(&self, user: &str) -> Url {
        let mut form = self.authorization_request();
        form.push(("user", user.to_owned()));
        let response = self.http.post(self.at("/oidc/authorize")).form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        location(&response)
    }

    pub(crate) async fn code(&self, user: &str) -> String {
        query(&self.pick(user).await, "code").unwrap()
    }

    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let request = self.http.post(self.at("/oidc/token")).basic_auth("portal", Some("sandbox-secret"));
        status_and_json(request.form(form).send().await.unwrap()).await
    }

    pub(crate) async fn exchange(&self, code: &str) -> (StatusCode, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub(crate) async fn refresh(&self, refresh_token: &str) -> (StatusCode, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
    }

    /// The tokens of a whole sign-in.
    pub(crate) async fn sign_in(&self, user: &str) -> Value {
        let (status, tokens) = self.exchange(&self.code(user).await).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    pub(crate) async fn context_status(&self, bearer: &str) -> StatusCode {
        self.http.get(self.at("/v1/session/context")).bearer_auth(bearer).send().await.unwrap().status()
    }
}

pub(crate) async fn status_and_json(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    (status, response.json().await.unwrap_or(Value::Null))
}

pub(crate) fn location(response: &Response) -> Url {
    Url::parse(response.headers()["location"].to_str().unwrap()).unwrap()
}

pub(crate) fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// A part of a JWT: 0 is the header, 1 the claims.
pub(crate) fn part_of(token: &str, part: usize) -> Value {
    let encoded = token.split('.').nth(part).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap()
}

/// Whether a published key of the issuer has signed this token.
pub(crate) async fn is_signed(tester: &Tester, token: &str) -> bool {
    let jwks: Value = tester.http.get(tester.at("/oidc/jwks")).send().await.unwrap().json().await.unwrap();
    let kid = part_of(token, 0)["kid"].clone();
    let Some(key) = jwks["keys"].as_array().unwrap().iter().find(|key| key["kid"] == kid) else { return false };
    let bytes = |name| URL_SAFE_NO_PAD.decode(text(key, name)).unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    RsaPublicKeyComponents { n: bytes("n"), e: bytes("e") }
        .verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature)
        .is_ok()
}
