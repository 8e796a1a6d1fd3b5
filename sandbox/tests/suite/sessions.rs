//! What comes after a sign-in at the issuer: refresh, reuse, expiry, revocation, end-session, keys.

use reqwest::StatusCode;
use sandbox::{Signature, Tamper};
use serde_json::json;

use crate::tester::{Tester, is_signed, location, part_of, query, status_and_json, text};

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
