//! Sign-in at the issuer: discovery, the page, the code.

use reqwest::StatusCode;
use sandbox::{Config, RedirectUris};
use serde_json::{Value, json};

use crate::tester::{CALLBACK, NOON, Tester, VERIFIER, is_signed, location, part_of, query, status_and_json, text};

#[tokio::test]
async fn discovery_names_the_issuer_it_is_served_by() {
    let tester = Tester::start().await;
    let found: Value = tester
        .http
        .get(tester.at("/oidc/.well-known/openid-configuration"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(text(&found, "issuer"), tester.sandbox.issuer());
    assert_eq!(found["authorization_response_iss_parameter_supported"], true);
    assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
    ] {
        assert!(text(&found, name).starts_with(&tester.sandbox.issuer()), "{name}");
    }
}

#[tokio::test]
async fn a_sign_in_ends_with_tokens_that_say_who_it_was() {
    let tester = Tester::start().await;
    let back = tester.pick("admin@harbour.test").await;
    assert_eq!(query(&back, "state").as_deref(), Some("state-1"));
    assert_eq!(query(&back, "iss"), Some(tester.sandbox.issuer()));
    let (status, tokens) = tester.exchange(&query(&back, "code").unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    let id_token = text(&tokens, "id_token");
    assert!(is_signed(&tester, id_token).await);
    assert!(is_signed(&tester, text(&tokens, "access_token")).await);
    let claims = part_of(id_token, 1);
    assert_eq!(text(&claims, "iss"), tester.sandbox.issuer());
    assert_eq!(text(&claims, "sub"), "usr-harbour-admin");
    assert_eq!(text(&claims, "aud"), "portal");
    assert_eq!(text(&claims, "nonce"), "nonce-1");
    assert_eq!(text(&claims, "email"), "admin@harbour.test");
    assert_eq!(claims["iat"], NOON);
    assert_eq!(claims["auth_time"], NOON);
    assert_eq!(claims["exp"], NOON + 300);
    assert!(!text(&claims, "sid").is_empty());
    assert_eq!(tokens["expires_in"], 300);
    assert_eq!(tester.context_status(text(&tokens, "access_token")).await, StatusCode::OK);
    let userinfo = tester.http.get(tester.at("/oidc/userinfo")).bearer_auth(text(&tokens, "access_token"));
    let (_, userinfo) = status_and_json(userinfo.send().await.unwrap()).await;
    assert_eq!(text(&userinfo, "sub"), "usr-harbour-admin");
}

#[tokio::test]
async fn the_page_shows_the_hinted_user_first_and_needs_no_script() {
    let tester = Tester::start().await;
    let mut request = tester.authorization_request();
    request.push(("login_hint", "ADMIN@vast.test".to_owned()));
    let page = tester.http.get(tester.at("/oidc/authorize")).query(&request).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let page = page.text().await.unwrap();
    let place = |email: &str| page.find(email).unwrap_or_else(|| panic!("{email} is missing"));
    assert!(place("admin@vast.test") < place("admin@harbour.test"));
    assert!(!page.contains("<script") && !page.contains("norole@odd.test"));
    request.push(("all", "1".to_owned()));
    let page =
        tester.http.get(tester.at("/oidc/authorize")).query(&request).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("norole@odd.test"));
}

#[tokio::test]
async fn what_a_request_carries_is_shown_as_text_only() {
    let tester = Tester::start().await;
    let mut request = tester.authorization_request();
    request.retain(|(name, _)| *name != "state");
    request.push(("state", "\"><script>alert(1)</script>".to_owned()));
    let page =
        tester.http.get(tester.at("/oidc/authorize")).query(&request).send().await.unwrap().text().await.unwrap();
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn a_wrong_authorization_request_goes_back_with_its_error() {
    let tester = Tester::start().await;
    let cases = [
        ("response_type", Some("token"), "unsupported_response_type"),
        ("response_type", None, "invalid_request"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("scope", Some("email"), "invalid_scope"),
        ("prompt", Some("none"), "login_required"),
        ("request", Some("x"), "request_not_supported"),
        ("response_mode", Some("form_post"), "invalid_request"),
    ];
    for (name, value, error) in cases {
        let mut request = tester.authorization_request();
        request.retain(|(n, _)| *n != name);
        request.extend(value.map(|value| (name, value.to_owned())));
        let response = tester.http.get(tester.at("/oidc/authorize")).query(&request).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{name}");
        let back = location(&response);
        assert!(back.as_str().starts_with(CALLBACK));
        assert_eq!(query(&back, "error").as_deref(), Some(error), "{name}");
        assert_eq!(query(&back, "state").as_deref(), Some("state-1"));
    }
    let mut request = tester.authorization_request();
    request.push(("cancel", "1".to_owned()));
    let response = tester.http.post(tester.at("/oidc/authorize")).form(&request).send().await.unwrap();
    assert_eq!(query(&location(&response), "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_allowed() {
    let only = RedirectUris::Only(vec![CALLBACK.to_owned()]);
    let tester = Tester::start_with(|config| Config { portal_redirect_uris: only, ..config }).await;
    for (name, value) in [
        ("redirect_uri", "http://127.0.0.1:3000/other"),
        ("redirect_uri", "https://evil.example/"),
        ("client_id", "other"),
    ] {
        let mut request = tester.authorization_request();
        request.retain(|(n, _)| *n != name);
        request.push((name, value.to_owned()));
        let response = tester.http.get(tester.at("/oidc/authorize")).query(&request).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{value}");
        assert!(response.headers().get("location").is_none());
    }
}

#[tokio::test]
async fn a_code_is_bound_to_its_verifier_and_address_and_does_not_last() {
    let tester = Tester::start().await;
    for (redirect_uri, verifier) in
        [(CALLBACK, "another-verifier-that-is-long-enough-to-be-one"), ("http://127.0.0.1:1/x", VERIFIER)]
    {
        let code = tester.code("admin@harbour.test").await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        let (status, body) = tester.token(&form).await;
        assert_eq!((status, text(&body, "error")), (StatusCode::BAD_REQUEST, "invalid_grant"));
    }
    let code = tester.code("admin@harbour.test").await;
    tester.pass(61);
    assert_eq!(tester.exchange(&code).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_code_shown_twice_ends_everything_that_came_of_it() {
    let tester = Tester::start().await;
    let code = tester.code("admin@harbour.test").await;
    let (_, tokens) = tester.exchange(&code).await;
    let (status, body) = tester.exchange(&code).await;
    assert_eq!((status, text(&body, "error")), (StatusCode::BAD_REQUEST, "invalid_grant"));
    assert_eq!(tester.context_status(text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(tester.refresh(text(&tokens, "refresh_token")).await.0, StatusCode::BAD_REQUEST);
}
