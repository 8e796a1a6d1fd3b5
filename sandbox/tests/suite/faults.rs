//! Faults and the recorder.

use std::{error::Error as _, io, time::Duration};

use reqwest::StatusCode;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::tester::{Tester, text};

const USAGE: &str = "/v1/billing/usage";
const ADMIN: &str = "admin@harbour.test";

fn is_reset(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::ConnectionReset) {
            return true;
        }
        source = inner.source();
    }
    false
}

async fn with_fault(fault: Fault) -> (Tester, Result<reqwest::Response, reqwest::Error>) {
    let tester = Tester::start().await;
    tester.sandbox.add_fault(fault.times(1));
    let answer = tester.get_as(ADMIN, USAGE).send().await;
    (tester, answer)
}

#[tokio::test]
async fn a_reset_aborts_the_connection_and_the_next_request_is_well() {
    let (tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Reset)).await;
    assert!(is_reset(&answer.unwrap_err()));
    tester.ok_as(ADMIN, USAGE).await;
    let seen = tester.sandbox.requests();
    assert_eq!((seen[0].fault, seen[0].status), (Some("reset"), None));
    assert_eq!((seen[1].fault, seen[1].status), (None, Some(200)));
}

#[tokio::test]
async fn a_reset_after_the_work_loses_the_reply_and_not_the_work() {
    let tester = Tester::start().await;
    tester.sandbox.add_fault(Fault::new("/v1/support/tickets", FaultKind::Reset).value("after").times(1));
    let before = tester.sandbox.tickets().len();
    let ticket = json!({"category": "billing", "priority": "normal", "subject": "Lost reply", "description": "x"});
    let send = || {
        let request = tester.http.post(tester.at("/v1/support/tickets")).bearer_auth(tester.bearer(ADMIN));
        request.header("Idempotency-Key", "k").json(&ticket).send()
    };
    assert!(is_reset(&send().await.unwrap_err()));
    assert_eq!(tester.sandbox.tickets().len(), before + 1);
    assert_eq!(send().await.unwrap().status(), StatusCode::CREATED);
    assert_eq!(tester.sandbox.tickets().len(), before + 1);
}

#[tokio::test]
async fn bodies_can_stop_early_by_a_close_or_an_abort() {
    for fault in
        [Fault::new("/v1/*", FaultKind::Truncate).value(10), Fault::new("/v1/*", FaultKind::Reset).value("mid_body")]
    {
        let (_tester, answer) = with_fault(fault).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.content_length().unwrap() > 100);
        answer.bytes().await.unwrap_err();
    }
}

#[tokio::test]
async fn statuses_and_waits_are_as_asked() {
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Status).value(500)).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(text(&answer.json::<Value>().await.unwrap(), "code"), "internal");
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::RetryAfter).value(7)).await;
    let answer = answer.unwrap();
    assert_eq!(
        (answer.status(), answer.headers()["retry-after"].to_str().unwrap()),
        (StatusCode::TOO_MANY_REQUESTS, "7")
    );
    let after = json!({"status": 503, "after": "Fri, 31 Dec 9999 23:59:59 GMT"});
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::RetryAfter).value(after)).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers()["retry-after"].to_str().unwrap().contains("9999"));
    let (_tester, answer) =
        with_fault(Fault::new("/v1/*", FaultKind::Redirect).value("http://127.0.0.1:1/elsewhere")).await;
    assert_eq!(answer.unwrap().headers()["location"], "http://127.0.0.1:1/elsewhere");
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Empty).value(204)).await;
    assert_eq!(answer.unwrap().status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn bodies_can_be_broken_wrong_or_huge() {
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Malformed)).await;
    let answer = answer.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    answer.json::<Value>().await.unwrap_err();
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::WrongType)).await;
    assert_eq!(answer.unwrap().json::<Value>().await.unwrap()["totals"]["minutes_used"], "1518");
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::WrongType).value("html")).await;
    assert!(answer.unwrap().headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    for declared in [false, true] {
        let value = json!({"bytes": 3_000_000, "declared": declared});
        let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Oversize).value(value)).await;
        let answer = answer.unwrap();
        assert_eq!(answer.content_length().is_some(), declared);
        let body = answer.bytes().await.unwrap();
        assert!(body.len() > 3_000_000);
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["status"], "ok");
    }
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Twice)).await;
    let text = answer.unwrap().text().await.unwrap();
    assert_eq!(text.matches("\"totals\":").count(), 2, "{text}");
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Numbers).value("1e400")).await;
    let text = answer.unwrap().text().await.unwrap();
    assert!(text.contains("\"minutes_used\":1e400") && !text.contains(":1518"), "{text}");
    let hostile = json!({"/plan/name": "</script><script>alert(1)</script>", "/totals/new": null});
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Set).value(hostile)).await;
    let body = answer.unwrap().json::<Value>().await.unwrap();
    assert_eq!(body["plan"]["name"], "</script><script>alert(1)</script>");
    assert!(body["totals"]["new"].is_null());
    let instead = json!({"status": 418, "headers": {"x-odd": "1"}, "json": {"code": "teapot"}});
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::Body).value(instead)).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["x-odd"].to_str().unwrap()), (418, "1"));
}

#[tokio::test]
async fn bytes_that_are_not_http_are_sent_as_they_are() {
    let tester = Tester::start().await;
    let raw = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz";
    tester.sandbox.add_fault(Fault::new("/v1/*", FaultKind::Raw).value(raw));
    let mut stream = TcpStream::connect(tester.sandbox.addr()).await.unwrap();
    stream.write_all(b"GET /v1/session/context HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut got = Vec::new();
    stream.read_to_end(&mut got).await.unwrap();
    assert_eq!(String::from_utf8(got).unwrap(), raw);
    tester.sandbox.clear_faults();
    tester.sandbox.add_fault(Fault::new("/v1/*", FaultKind::Raw).value(json!({"text": raw, "every": 1})));
    let mut stream = TcpStream::connect(tester.sandbox.addr()).await.unwrap();
    stream.write_all(b"GET /v1/session/context HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let (mut got, mut pieces) = (String::new(), 0);
    let mut piece = [0; 64];
    while let Ok(length @ 1..) = stream.read(&mut piece).await {
        got.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        pieces += 1;
    }
    assert_eq!(got, raw);
    assert!(pieces > raw.len() / 4, "{pieces} pieces");
}

#[tokio::test]
async fn a_slow_answer_arrives_byte_by_byte_and_a_hanging_one_never() {
    let (_tester, answer) = with_fault(Fault::new("/v1/*", FaultKind::SlowDrip).value(1)).await;
    let mut answer = answer.unwrap();
    assert_eq!(answer.chunk().await.unwrap().unwrap().len(), 1);
    assert_eq!(answer.chunk().await.unwrap().unwrap().len(), 1);
    let tester = Tester::start().await;
    tester.sandbox.add_fault(Fault::new("/v1/*", FaultKind::Hang));
    let answer = tester.get_as(ADMIN, USAGE).timeout(Duration::from_millis(200)).send().await;
    assert!(answer.unwrap_err().is_timeout());
    tester.sandbox.clear_faults();
    tester.sandbox.add_fault(Fault::new("/v1/*", FaultKind::Delay).value(1));
    tester.ok_as(ADMIN, USAGE).await;
}

#[tokio::test]
async fn faults_reach_the_issuer_and_stripe_in_their_own_words() {
    let tester = Tester::start().await;
    tester.sandbox.add_fault(Fault::new("/oidc/token", FaultKind::Status).times(1));
    let (status, body) = tester.refresh("x").await;
    assert_eq!((status, text(&body, "error")), (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable"));
    tester.sandbox.add_fault(Fault::new("/stripe/v1/*", FaultKind::RetryAfter).times(1));
    let answer = tester.http.post(tester.at("/stripe/v1/billing_portal/sessions")).send().await.unwrap();
    assert_eq!(text(&answer.json::<Value>().await.unwrap()["error"], "type"), "rate_limit_error");
}

#[tokio::test]
async fn the_recorder_tells_what_came_and_whose_it_was_but_no_secret() {
    let tester = Tester::start().await;
    tester.ok_as("admin@coastal.test", "/v1/billing/usage?client_id=harbour").await;
    tester.http.get(tester.at("/v1/session/context")).bearer_auth("forged").send().await.unwrap();
    let bearer = tester.bearer(ADMIN);
    tester.sandbox.expire_access_tokens();
    tester.context_status(&bearer).await;
    tester.ok_as("admin@coastal.test", "/v1/partner/clients/orchard").await;
    let seen = tester.sandbox.requests();
    assert_eq!(seen[0].path, "/v1/billing/usage?client_id=harbour");
    assert_eq!(
        (seen[0].bearer, seen[0].user, seen[0].client_id.as_deref()),
        ("valid", Some("usr-coastal-admin"), Some("harbour"))
    );
    assert!(seen[0].headers.contains(&"authorization".to_owned()));
    assert_eq!((seen[1].bearer, seen[1].user, seen[1].status), ("unknown", None, Some(401)));
    assert_eq!((seen[2].bearer, seen[2].user), ("expired", Some("usr-harbour-admin")));
    assert_eq!(seen[3].client_id.as_deref(), Some("orchard"));
    let listed = tester.http.get(tester.at("/_control/requests?after=1")).send().await.unwrap().text().await.unwrap();
    assert!(!listed.contains(&bearer) && !listed.contains("forged"));
    assert_eq!(serde_json::from_str::<Value>(&listed).unwrap()["requests"].as_array().unwrap().len(), 3);
    tester.http.delete(tester.at("/_control/requests")).send().await.unwrap();
    assert!(tester.sandbox.requests().is_empty());
}

#[tokio::test]
async fn control_works_over_http_as_it_does_in_process() {
    let tester = Tester::start().await;
    let post = |path: &str, body: Value| tester.http.post(tester.at(path)).json(&body).send();
    let fault = json!({"match": "/v1/billing/invoices*", "kind": "status", "value": 502, "times": 1});
    assert_eq!(post("/_control/faults", fault).await.unwrap().status(), StatusCode::CREATED);
    assert_eq!(tester.read_as(ADMIN, "/v1/billing/invoices").await.0, StatusCode::BAD_GATEWAY);
    tester.ok_as(ADMIN, "/v1/billing/invoices").await;
    assert!(
        post("/_control/faults", json!({"match": "/", "kind": "earthquake"})).await.unwrap().status().is_client_error()
    );
    post(&format!("/_control/users/{ADMIN}"), json!({"suspended": true})).await.unwrap();
    assert_eq!(tester.read_as(ADMIN, USAGE).await.0, StatusCode::FORBIDDEN);
    assert_eq!(post("/_control/users/nobody", json!({})).await.unwrap().status(), StatusCode::NOT_FOUND);
    post("/_control/reset", json!({})).await.unwrap();
    tester.ok_as(ADMIN, USAGE).await;
    let minted: Value = post("/_control/tokens", json!({"user": ADMIN})).await.unwrap().json().await.unwrap();
    assert_eq!(tester.context_status(text(&minted, "access_token")).await, StatusCode::OK);
    post("/_control/tokens/expire", json!({})).await.unwrap();
    assert_eq!(tester.context_status(text(&minted, "access_token")).await, StatusCode::UNAUTHORIZED);
    let tokens = tester.sign_in(ADMIN).await;
    tester.http.delete(tester.at(&format!("/_control/sessions?user={ADMIN}"))).send().await.unwrap();
    assert_eq!(tester.refresh(text(&tokens, "refresh_token")).await.0, StatusCode::BAD_REQUEST);
    let rotated: Value = post("/_control/keys/rotate", json!({"keep_old": true})).await.unwrap().json().await.unwrap();
    assert_eq!(text(&rotated, "kid"), "sandbox-2");
}
