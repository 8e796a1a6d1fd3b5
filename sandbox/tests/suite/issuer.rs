//! The OIDC issuer: sign-in, refresh, reuse, revocation, end-session, keys.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use sandbox::{Config, RedirectUris, Signature, Tamper};
use serde_json::{Value, json};

use crate::tester::{CALLBACK, NOON, Tester, VERIFIER, location, part_of, query, status_and_json, text};

async fn is_signed(tester: &Tester, token: &str) -> bool {
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

#[tokio::test]
async fn a_refresh_token_is_good_once_and_its_reuse_ends_the_family() {
    let tester = Tester::start().await;
    let first = tester.sign_in("admin@harbour.test").await;
    let (status, second) = tester.refresh(text(&first, "refresh_token")).await;
    assert_eq!(status, StatusCode::OK);
    let claims = part_of(text(&second, "id_token"), 1);
    assert!(claims.get("nonce").is_none());
    assert_eq!(claims["sid"], part_of(text(&first, "id_token"), 1)["sid"]);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(tester.context_status(text(&second, "access_token")).await, StatusCode::OK);
    let (status, body) = tester.refresh(text(&first, "refresh_token")).await;
    assert_eq!((status, text(&body, "error")), (StatusCode::BAD_REQUEST, "invalid_grant"));
    assert_eq!(tester.refresh(text(&second, "refresh_token")).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(tester.context_status(text(&second, "access_token")).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn of_twenty_who_refresh_together_one_succeeds() {
    let tester = Tester::start().await;
    let tokens = tester.sign_in("admin@harbour.test").await;
    let refresh = text(&tokens, "refresh_token");
    let answers = futures::future::join_all((0..20).map(|_| tester.refresh(refresh))).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == StatusCode::OK).count(), 1);
}

#[tokio::test]
async fn an_access_token_ends_with_its_life_and_the_refresh_token_goes_on() {
    let tester = Tester::start().await;
    let tokens = tester.sign_in("admin@harbour.test").await;
    tester.pass(299);
    assert_eq!(tester.context_status(text(&tokens, "access_token")).await, StatusCode::OK);
    tester.pass(1);
    assert_eq!(tester.context_status(text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    let (status, fresh) = tester.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(status, StatusCode::OK);
    tester.sandbox.expire_access_tokens();
    assert_eq!(tester.context_status(text(&fresh, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(tester.refresh(text(&fresh, "refresh_token")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_client_authenticates_by_one_of_two_ways() {
    let tester = Tester::start().await;
    let body = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let posted = |id: &'static str, secret: &'static str| {
        let form = [body[0], body[1], ("client_id", id), ("client_secret", secret)];
        tester.http.post(tester.at("/oidc/token")).form(&form).send()
    };
    let right = status_and_json(posted("portal", "sandbox-secret").await.unwrap()).await;
    assert_eq!(text(&right.1, "error"), "invalid_grant");
    for (id, secret) in [("portal", "wrong"), ("other", "sandbox-secret")] {
        let response = posted(id, secret).await.unwrap();
        assert!(response.headers().contains_key("www-authenticate"));
        let (status, body) = status_and_json(response).await;
        assert_eq!((status, text(&body, "error")), (StatusCode::UNAUTHORIZED, "invalid_client"));
    }
    let none = tester.http.post(tester.at("/oidc/token")).form(&body).send().await.unwrap();
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_offline_access_there_is_no_refresh_token() {
    let tester = Tester::start().await;
    let mut form = tester.authorization_request();
    form.retain(|(name, _)| *name != "scope");
    form.extend([("scope", "openid".to_owned()), ("user", "usr-harbour-staff".to_owned())]);
    let response = tester.http.post(tester.at("/oidc/authorize")).form(&form).send().await.unwrap();
    let (_, tokens) = tester.exchange(&query(&location(&response), "code").unwrap()).await;
    assert!(tokens.get("refresh_token").is_none() && tokens.get("id_token").is_some());
}

#[tokio::test]
async fn revoking_a_refresh_token_ends_its_family_and_an_unknown_one_is_no_error() {
    let tester = Tester::start().await;
    let tokens = tester.sign_in("admin@harbour.test").await;
    let revoke = |token: String| {
        let request = tester.http.post(tester.at("/oidc/revoke")).basic_auth("portal", Some("sandbox-secret"));
        request.form(&[("token", token)]).send()
    };
    assert_eq!(revoke("never-issued".to_owned()).await.unwrap().status(), StatusCode::OK);
    assert_eq!(tester.context_status(text(&tokens, "access_token")).await, StatusCode::OK);
    assert_eq!(revoke(text(&tokens, "refresh_token").to_owned()).await.unwrap().status(), StatusCode::OK);
    assert_eq!(tester.refresh(text(&tokens, "refresh_token")).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(tester.context_status(text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn end_session_ends_the_hinted_session_and_returns_only_where_allowed() {
    let tester = Tester::start().await;
    let tokens = tester.sign_in("admin@harbour.test").await;
    let hint = text(&tokens, "id_token");
    tester.pass(3600);
    let end = |uri: &'static str, hint: String| {
        let query =
            [("id_token_hint", hint), ("post_logout_redirect_uri", uri.to_owned()), ("state", "bye".to_owned())];
        tester.http.get(tester.at("/oidc/end-session")).query(&query).send()
    };
    let forged = format!("{hint}x");
    assert_eq!(end("http://127.0.0.1:3000/", forged).await.unwrap().status(), StatusCode::OK);
    let response = end("http://127.0.0.1:3000/", hint.to_owned()).await.unwrap();
    assert_eq!(response.headers()["location"], "http://127.0.0.1:3000/?state=bye");
    assert_eq!(tester.refresh(text(&tokens, "refresh_token")).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(end("https://evil.example/", hint.to_owned()).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn rotated_keys_sign_anew_and_the_old_one_stays_only_if_asked() {
    let tester = Tester::start().await;
    let old = text(&tester.sign_in("admin@harbour.test").await, "id_token").to_owned();
    let kid = tester.sandbox.rotate_signing_keys(true);
    let new = text(&tester.sign_in("admin@harbour.test").await, "id_token").to_owned();
    assert_eq!(part_of(&new, 0)["kid"], kid);
    assert!(is_signed(&tester, &old).await && is_signed(&tester, &new).await);
    tester.sandbox.rotate_signing_keys(false);
    assert!(!is_signed(&tester, &new).await);
}

#[tokio::test]
async fn id_tokens_can_be_made_wrong_once() {
    let tester = Tester::start().await;
    let claims = json!({"nonce": "other", "aud": null});
    tester.sandbox.tamper_id_tokens(Tamper {
        claims: claims.as_object().unwrap().clone(),
        header: serde_json::Map::new(),
        signature: Signature::Bad,
        times: 1,
    });
    let wrong = text(&tester.sign_in("admin@harbour.test").await, "id_token").to_owned();
    assert!(!is_signed(&tester, &wrong).await);
    let claims = part_of(&wrong, 1);
    assert_eq!((claims["nonce"].as_str(), claims.get("aud")), (Some("other"), None));
    let right = text(&tester.sign_in("admin@harbour.test").await, "id_token").to_owned();
    assert!(is_signed(&tester, &right).await);
}

#[tokio::test]
async fn a_back_channel_logout_token_is_posted_as_the_standard_has_it() {
    let tester = Tester::start().await;
    // The sandbox's own end-session takes any form, which is enough to show that the token arrives.
    let status = tester
        .sandbox
        .backchannel_logout(&tester.at("/oidc/end-session"), Some("usr-harbour-admin"), Some("sid-1"))
        .await
        .unwrap();
    assert_eq!(status, 200);
    let claims = json!({"sub": "usr-harbour-admin"});
    let token = tester.sandbox.sign("logout+jwt", claims.as_object().unwrap()).unwrap();
    assert_eq!(part_of(&token, 0)["typ"], "logout+jwt");
    assert!(is_signed(&tester, &token).await);
}
