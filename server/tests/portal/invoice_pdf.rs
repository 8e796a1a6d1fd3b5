//! The PDF route, row by row of the acceptance list (A6), with the sandbox's faults.

use super::{browser::Browser, tap::Tap, upstream::invoices, world::World};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::{
    Method, Response, StatusCode,
    header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE},
};
use sandbox::{Config, Fault, FaultKind};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    net::TcpListener,
    time::{Instant, sleep, timeout},
};

pub const ANY: &str = "/v1/billing/invoices/*/pdf";

/// The address of a PDF of the person's newest invoice that has one.
pub async fn with_pdf(world: &World, email: &str) -> (String, String) {
    let all = invoices(world, email, "all").await;
    let found = all.iter().find(|invoice| invoice["pdf"] == "available").unwrap();
    let id = found["invoice_id"].as_str().unwrap().to_owned();
    (format!("/billing/invoices/{id}/pdf"), id)
}

pub async fn get(browser: &Browser, path: &str) -> Response {
    browser.send(browser.request(Method::GET, path).header(ACCEPT_ENCODING, "gzip, br")).await
}

fn body_fault(bytes: &[u8], headers: Value) -> Fault {
    Fault::new(ANY, FaultKind::Body).value(json!({"base64": BASE64_STANDARD.encode(bytes), "headers": headers}))
}

fn raw(answer: &str) -> Fault {
    Fault::new(ANY, FaultKind::Raw).value(answer)
}

pub async fn code(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    (status, body["error"]["code"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_01_a_download_has_its_headers_and_none_of_the_upstreams() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let (path, id) = with_pdf(&world, "admin@harbour.test").await;
    let response = get(&person, &path).await;
    assert_eq!(response.status(), StatusCode::OK);
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/pdf"));
    assert_eq!(header("content-disposition"), Some(format!("attachment; filename=\"invoice-{id}.pdf\"")));
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
    assert_eq!(header("cache-control").as_deref(), Some("private, no-store"));
    assert_eq!(header("content-security-policy").as_deref(), Some("sandbox; default-src 'none'"));
    assert_eq!(header("cross-origin-resource-policy").as_deref(), Some("same-origin"));
    assert_eq!(header("content-encoding"), None);
    let length: usize = header("content-length").unwrap().parse().unwrap();
    let bytes = response.bytes().await.unwrap();
    assert_eq!(bytes.len(), length);
    let token = world.sandbox.token_for("admin@harbour.test").unwrap().access_token;
    let url = format!("{}/v1/billing/invoices/{id}/pdf", world.sandbox.base_url());
    let direct = person.client().get(url).bearer_auth(token).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, direct);

    let foreign = json!({"content-type": "application/pdf", "set-cookie": "a=b", "x-upstream": "1", "location": "/x",
        "content-disposition": "inline; filename=evil.html", "content-security-policy": "default-src *"});
    world.sandbox.add_fault(body_fault(b"%PDF-1.7 %%EOF", foreign));
    let response = get(&person, &path).await;
    assert_eq!(response.status(), StatusCode::OK);
    for name in [SET_COOKIE.as_str(), "x-upstream", "location"] {
        assert!(response.headers().get(name).is_none(), "{name}");
    }
    assert!(
        response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"invoice-inv-")
    );
    for bad in ["a%22b", "a%0d%0aSet-Cookie:x", "%C3%A9", "a'b", "a%20b", "..%2F..", "a.pdf"] {
        let response = get(&person, &format!("/billing/invoices/{bad}/pdf")).await;
        assert!(response.status().is_client_error(), "{bad}: {}", response.status());
        assert!(
            response.headers().get("content-disposition").is_none() && response.headers().get(SET_COOKIE).is_none()
        );
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_02_what_is_no_pdf_is_not_passed_on() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let (path, _) = with_pdf(&world, "admin@harbour.test").await;
    let pdf = json!({"content-type": "application/pdf"});
    for (name, fault) in [
        ("a page", Fault::new(ANY, FaultKind::WrongType).value("html")),
        ("a page called pdf", body_fault(b"<!doctype html><script>alert(1)</script>", pdf.clone())),
        ("json called pdf", body_fault(b"{\"secret\":1}", pdf.clone())),
        ("a magic that comes late", body_fault(b"\n\n<html>%PDF-1.7", pdf.clone())),
        ("too little", body_fault(b"%PDF", pdf.clone())),
        ("nothing", body_fault(b"", pdf)),
        ("a pdf called octets", body_fault(b"%PDF-1.7 %%EOF", json!({"content-type": "application/octet-stream"}))),
        ("a pdf without a name", body_fault(b"%PDF-1.7 %%EOF", json!({}))),
        ("no content", Fault::new(ANY, FaultKind::Empty).value(204)),
    ] {
        world.sandbox.add_fault(fault);
        let response = get(&person, &path).await;
        let kind = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
        assert_eq!(kind, "application/json", "{name}");
        let text = response.text().await.unwrap();
        assert!(
            text.contains("not_understood") && !text.contains("secret") && !text.contains("alert"),
            "{name}: {text}"
        );
        world.sandbox.clear_faults();
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_03_too_large_a_pdf_is_refused_when_declared_and_fails_visibly_when_not() {
    let world = World::start_with(Config::default(), &[("INVOICE_PDF_MAX_BYTES", "1048576")]).await;
    let person = world.signed_in("admin@harbour.test").await;
    let (path, _) = with_pdf(&world, "admin@harbour.test").await;
    let oversize = |bytes: u64, declared: bool| {
        Fault::new(ANY, FaultKind::Oversize).value(json!({"bytes": bytes, "declared": declared}))
    };
    world.sandbox.add_fault(oversize(2 << 20, true));
    assert_eq!(code(get(&person, &path).await).await, (502, "pdf_too_large".to_owned()));
    world.sandbox.clear_faults();

    world.sandbox.add_fault(oversize(100 << 20, false));
    let mut response = get(&person, &path).await;
    assert_eq!((response.status(), response.headers().get(CONTENT_LENGTH)), (StatusCode::OK, None));
    let mut taken = 0;
    let outcome = loop {
        match response.chunk().await {
            Ok(Some(piece)) => taken += piece.len(),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    assert!(outcome.is_err(), "the client must not take {taken} bytes for a whole file");
    assert!(taken <= 1 << 20, "{taken}");
    world.sandbox.clear_faults();

    // Right below the cap, with and without a declared length.
    for declared in [true, false] {
        world.sandbox.add_fault(oversize(1_000_000, declared));
        assert!(get(&person, &path).await.bytes().await.unwrap().len() > 1_000_000, "declared: {declared}");
        world.sandbox.clear_faults();
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_04_no_transfer_outlives_its_limits_and_a_short_one_fails_visibly() {
    let world = World::start_with(Config::default(), &[("INVOICE_PDF_TIMEOUT_MS", "700")]).await;
    let person = world.signed_in("admin@harbour.test").await;
    let (path, _) = with_pdf(&world, "admin@harbour.test").await;
    for fault in [Fault::new(ANY, FaultKind::Hang), Fault::new(ANY, FaultKind::SlowDrip).value(1_000)] {
        let name = format!("{:?}", fault.kind);
        world.sandbox.add_fault(fault);
        let begun = Instant::now();
        assert_eq!(code(get(&person, &path).await).await, (504, "pdf_timed_out".to_owned()), "{name}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{name} took {:?}", begun.elapsed());
        world.sandbox.clear_faults();
    }
    let begun_but_never_whole = [
        ("a drip", Fault::new(ANY, FaultKind::SlowDrip).value(20)),
        ("shorter than declared", Fault::new(ANY, FaultKind::Truncate)),
        ("reset", Fault::new(ANY, FaultKind::Reset).value("mid_body")),
        (
            "a bad chunk",
            raw(
                "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ntransfer-encoding: chunked\r\n\r\n8\r\n%PDF-1.7\r\nzz\r\n",
            ),
        ),
        (
            "no last chunk",
            raw(
                "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ntransfer-encoding: chunked\r\n\r\n8\r\n%PDF-1.7\r\n",
            ),
        ),
        ("closed without a length", raw("HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 half")),
    ];
    for (name, fault) in begun_but_never_whole {
        world.sandbox.add_fault(fault);
        let begun = Instant::now();
        // What is cut early enough is cut before its head has left, which is as visible.
        if let Ok(response) = person.try_send(person.request(Method::GET, &path)).await {
            assert_eq!(response.status(), StatusCode::OK, "{name}");
            let outcome = response.bytes().await;
            assert!(outcome.is_err(), "{name}: {} bytes look whole", outcome.unwrap().len());
        }
        assert!(begun.elapsed() < Duration::from_secs(3), "{name} took {:?}", begun.elapsed());
        world.sandbox.clear_faults();
    }
    world.sandbox.add_fault(raw("HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 whole\n%%EOF\n"));
    assert_eq!(&get(&person, &path).await.bytes().await.unwrap()[..], b"%PDF-1.7 whole\n%%EOF\n");
    world.sandbox.clear_faults();
    assert_eq!(get(&person, &path).await.status(), StatusCode::OK, "the next try works");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_05_redirects_are_not_followed_and_the_token_stays_here() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let (path, _) = with_pdf(&world, "admin@harbour.test").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = format!("http://{}/stolen.pdf", listener.local_addr().unwrap());
    for status in [301, 302, 303, 307, 308] {
        for location in
            [&*elsewhere, "http://169.254.169.254/latest/meta-data/", "//127.0.0.1:1/x", "/_control/landing"]
        {
            world
                .sandbox
                .add_fault(Fault::new(ANY, FaultKind::Redirect).value(json!({"status": status, "location": location})));
            let response = get(&person, &path).await;
            assert!(response.headers().get(LOCATION).is_none());
            assert_eq!(code(response).await, (502, "not_understood".to_owned()), "{status} {location}");
            world.sandbox.clear_faults();
        }
    }
    let hit = timeout(Duration::from_millis(200), listener.accept()).await;
    assert!(hit.is_err(), "nothing goes to the address of a redirect");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_06_an_encoded_answer_is_refused_before_it_can_grow() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let (path, _) = with_pdf(&world, "admin@harbour.test").await;
    for coding in ["gzip", "br", "deflate", "identity, gzip", "x"] {
        let headers = json!({"content-type": "application/pdf", "content-encoding": coding});
        world.sandbox.add_fault(body_fault(b"%PDF-1.7 \x1f\x8b %%EOF", headers));
        assert_eq!(code(get(&person, &path).await).await, (502, "not_understood".to_owned()), "{coding}");
        world.sandbox.clear_faults();
    }
    let calls = world.upstream_calls();
    let asked = calls.iter().find(|call| call.path.ends_with("/pdf")).unwrap();
    assert!(!asked.headers.iter().any(|name| name == "accept-encoding"), "{:?}", asked.headers);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_07_a_reader_who_leaves_ends_the_call_upstream_within_a_second() {
    let config = Config::default();
    let tap = Tap::start().await;
    let world = World::start_with(config, &[("AIDIAL_API_BASE_URL", &tap.url())]).await;
    tap.lead_to(world.sandbox.addr());
    let person = world.signed_in("admin@harbour.test").await;
    let (path, _) = with_pdf(&world, "admin@harbour.test").await;
    // Nothing comes for a while, and more than any buffer holds: in both cases the reader is waited for, or waits.
    for fault in [Fault::new(ANY, FaultKind::SlowDrip).value(300), Fault::new(ANY, FaultKind::Oversize).value(15 << 20)]
    {
        world.sandbox.add_fault(fault);
        let mut response = get(&person, &path).await;
        response.chunk().await.unwrap().unwrap();
        assert_eq!(tap.open_for("/pdf"), 1);
        drop(response);
        let left = Instant::now();
        while tap.open_for("/pdf") > 0 {
            assert!(left.elapsed() < Duration::from_secs(1), "the call upstream goes on");
            sleep(Duration::from_millis(10)).await;
        }
        world.sandbox.clear_faults();
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pdf_07_a_person_has_four_downloads_at_once_in_all_their_sessions() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let again = world.signed_in("admin@harbour.test").await;
    let other = world.signed_in("manager@harbour.test").await;
    let (path, _) = with_pdf(&world, "admin@harbour.test").await;
    world.sandbox.add_fault(Fault::new(ANY, FaultKind::Oversize).value(15 << 20).times(4));
    let mut held = Vec::new();
    for browser in [&person, &again, &person, &again] {
        let mut response = get(browser, &path).await;
        assert!(response.chunk().await.unwrap().is_some());
        held.push(response);
    }
    let refused = get(&person, &path).await;
    assert_eq!(refused.headers()[RETRY_AFTER], "5");
    assert_eq!(code(refused).await, (429, "rate_limited".to_owned()));
    assert_eq!(get(&other, &path).await.status(), StatusCode::OK, "another person is not concerned");
    held.pop();
    let freed = Instant::now();
    while get(&person, &path).await.status() != StatusCode::OK {
        assert!(freed.elapsed() < Duration::from_secs(2), "a place that was left is free again");
        sleep(Duration::from_millis(10)).await;
    }
    world.stop().await;
}
