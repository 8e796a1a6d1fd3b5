//! Bodies, headers and arguments that nobody sends in earnest (acceptance INP-02, INP-05): each is answered, none is a fault of
//! the portal's, and the next request is served.

use super::{browser::Browser, world::World};
use reqwest::{Method, StatusCode};
use std::time::{Duration, Instant};

fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let form = "application/x-www-form-urlencoded";
    let nested = |depth: usize| format!("query{}=1", "[0]".repeat(depth)).into_bytes();
    vec![
        (form, Vec::new()),
        (form, b"\xff\xfe=\xc0\xae".to_vec()),
        (form, b"query[page]=%ff%fe&client=%C0%AE".to_vec()),
        (form, b"%".to_vec()),
        (form, b"a=%zz&&&=&=".to_vec()),
        (form, b"query[page]=99999999999999999999999&query[status]=1e400".to_vec()),
        (form, b"query[page]=-1&query[page]=NaN&query=1".to_vec()),
        (form, b"query[]=1&query[a]=1&query[][]=1&query[=1&query]=1&[query]=1".to_vec()),
        (form, b"settings[version]=1&settings=1&ticket=1&ticket[]=&ids=&ids[]=".to_vec()),
        (form, b"invoice_id=&client=&group=&recipient_id=&reference=&confirmation=&once=".to_vec()),
        (form, b"invoice_id=%00&client=%0d%0aSet-Cookie:%20a=b".to_vec()),
        (form, nested(10_000)),
        (form, "a[0]".repeat(10_000).into_bytes()),
        (form, "a=1&".repeat(15_000).into_bytes()),
        (form, "query[page]=1&".repeat(4_000).into_bytes()),
        ("multipart/form-data", b"--x\r\n\r\n1\r\n--x--".to_vec()),
        ("multipart/form-data; boundary=", b"----".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data\r\n".to_vec()),
        ("application/json", b"{\"query\": ".to_vec()),
        ("application/json", "[".repeat(60_000).into_bytes()),
        ("application/cbor", b"\xbf\xff\xff".to_vec()),
        ("text/plain; charset=utf-16", b"\x00a".to_vec()),
        ("", b"x".to_vec()),
    ]
}

async fn works(person: &Browser) {
    assert_eq!(person.api("usage", "").await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_body_makes_a_server_function_break_down_or_hang() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let functions: Vec<_> = server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    assert!(functions.len() > 15, "{functions:?}");
    for function in functions {
        for (kind, body) in bodies() {
            let begun = Instant::now();
            let request = person.request(Method::POST, function).header("x-portal", "1").header("content-type", kind);
            let answer = person.send(request.body(body.clone())).await;
            let (status, text) = (answer.status(), answer.text().await.unwrap());
            let case = || format!("{function} {kind} {:.60}", String::from_utf8_lossy(&body));
            assert!(!status.is_server_error(), "{}: {status} {text}", case());
            assert!(begun.elapsed() < Duration::from_secs(5), "{} took {:?}", case(), begun.elapsed());
            for foreign in ["serde", "panicked", "::", "Error(", "invalid type", "missing field"] {
                assert!(!text.contains(foreign), "{}: {text}", case());
            }
        }
    }
    works(&person).await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_query_makes_a_page_break_down() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let pages = [
        "/billing/usage",
        "/billing/invoices",
        "/billing/payment-methods",
        "/audit-log",
        "/settings",
        "/support",
        "/support/new",
        "/help",
    ];
    let queries = [
        "page=99999999999999999999999&status=1e400",
        "page=-1&page=2&status=paid&status=open",
        "status=%3Cscript%3E&search=%00%0d%0a",
        "page=%E2%80%AE1&invoice=..%2f..&period=9999-99-99",
        "section=tenant-settings&section=x&saved=1&preset=billing&before=AAAA",
        "from=2026-13-45&until=x&actor=%27%20OR%201%3D1--",
        "topic=x&invoice=%2e%2e&client=vast&request_id=%3Cb%3E",
        "&&&===&a[0][0][0]=1&%5b%5d=%5b",
    ];
    for page in pages {
        for query in queries
            .into_iter()
            .map(str::to_owned)
            .chain(["a=1&".repeat(1_500), format!("search={}", "x".repeat(6_000))])
        {
            let (status, html) = person.page(&format!("{page}?{query}")).await;
            assert!(!status.is_server_error(), "{page}?{query:.60}: {status}");
            assert!(!html.contains("<script>") || !query.contains("script"), "{page}?{query:.60}");
        }
    }
    works(&person).await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_are_too_much_are_refused_and_the_next_one_is_served() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let usage = || person.request(Method::GET, "/billing/usage").header("accept", "text/html");
    let many = (0..200).fold(usage(), |request, number| request.header(format!("x-odd-{number}"), "x"));
    let long = person.request(Method::GET, &format!("/billing/usage?{}", "x".repeat(32 << 10)));
    let cookies = usage().header("cookie", "a=".to_owned() + &"x".repeat(1 << 20));
    for (what, request, expected) in
        [("200 headers", many, 431), ("an address of 32 KiB", long, 414), ("a cookie of 1 MB", cookies, 431)]
    {
        // A connection that is cut while the head is still being sent is a refusal too.
        if let Ok(answer) = person.try_send(request).await {
            assert!([expected, 431].contains(&answer.status().as_u16()), "{what}: {}", answer.status());
        }
    }
    works(&person).await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_a_function_does_not_have_change_nothing() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let plain = person.api("usage", "").await;
    let more = "tenant=vast&tenant_id=vast&client_id=vast&role=partner_admin&scope=all&user=usr-vast-admin&admin=true";
    world.sandbox.clear_requests();
    assert_eq!(person.api("usage", more).await, plain);
    assert!(world.upstream_calls().iter().all(|call| !call.path.contains("vast")));
    world.stop().await;
}
