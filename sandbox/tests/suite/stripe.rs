//! Stripe's portal sessions.

use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::tester::{Tester, status_and_json, text};

const CUSTOMER: &str = "cus_sandboxharbour";

async fn make(tester: &Tester, key: Option<&str>, form: &[(&str, &str)]) -> Response {
    let mut request = tester
        .http
        .post(tester.at("/stripe/v1/billing_portal/sessions"))
        .bearer_auth("rk_test_sandbox")
        .header("Stripe-Version", "2026-01-28")
        .form(form);
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_session_is_shaped_like_stripes_and_its_page_leads_back() {
    let tester = Tester::start().await;
    let profile = tester.ok_as("admin@harbour.test", "/v1/billing/payment-profile").await;
    assert_eq!(text(&profile, "stripe_customer_id"), CUSTOMER);
    let back = "http://127.0.0.1:3000/billing/payment-methods?a=1&b=2";
    let session: Value =
        make(&tester, None, &[("customer", CUSTOMER), ("return_url", back)]).await.json().await.unwrap();
    assert_eq!(text(&session, "object"), "billing_portal.session");
    assert_eq!(session["livemode"], false);
    assert_eq!(text(&session, "return_url"), back);
    let page = tester.http.get(text(&session, "url")).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("href=\"http://127.0.0.1:3000/billing/payment-methods?a=1&amp;b=2\""));
    tester.pass(301);
    assert_eq!(tester.http.get(text(&session, "url")).send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_same_idempotency_key_makes_one_session() {
    let tester = Tester::start().await;
    let form = [("customer", CUSTOMER), ("return_url", "http://127.0.0.1:3000/")];
    let first = make(&tester, Some("key-1"), &form).await;
    assert!(!first.headers().contains_key("idempotent-replayed"));
    let first: Value = first.json().await.unwrap();
    let again = make(&tester, Some("key-1"), &form).await;
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    let (status, body) = status_and_json(make(&tester, Some("key-1"), &form[..1]).await).await;
    assert_eq!((status, text(&body["error"], "type")), (StatusCode::BAD_REQUEST, "idempotency_error"));
    let other: Value = make(&tester, Some("key-2"), &form).await.json().await.unwrap();
    assert_ne!(other["id"], first["id"]);
    let keys: Vec<_> =
        tester.sandbox.stripe_sessions().into_iter().map(|session| session.idempotency_key.unwrap()).collect();
    assert_eq!(keys, ["key-1", "key-2"]);
}

#[tokio::test]
async fn wrong_requests_get_stripes_errors_and_make_nothing() {
    let tester = Tester::start().await;
    let cases: [(&[(&str, &str)], &str); 6] = [
        (&[], "parameter_missing"),
        (&[("customer", "")], "parameter_missing"),
        (&[("customer", "cus_nobody")], "resource_missing"),
        (&[("customer", "cus_sandboxblank")], "resource_missing"),
        (&[("customer", CUSTOMER), ("return_url", "javascript:alert(1)")], "url_invalid"),
        (&[("customer", CUSTOMER), ("colour", "red")], "parameter_unknown"),
    ];
    for (form, code) in cases {
        let (status, body) = status_and_json(make(&tester, None, form).await).await;
        assert_eq!((status, text(&body["error"], "code")), (StatusCode::BAD_REQUEST, code));
    }
    let bare = tester.http.post(tester.at("/stripe/v1/billing_portal/sessions"));
    for key in ["", "rk_live_abc", "rk_test_", "pk_test_abc"] {
        let response = bare
            .try_clone()
            .unwrap()
            .bearer_auth(key)
            .header("Stripe-Version", "x")
            .form(&[("customer", CUSTOMER)])
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{key}");
    }
    let no_version = bare.bearer_auth("sk_test_abc").form(&[("customer", CUSTOMER)]).send().await.unwrap();
    assert_eq!(no_version.status(), StatusCode::BAD_REQUEST);
    assert!(tester.sandbox.stripe_sessions().is_empty());
}
