//! How the program starts and stops as its service manager sees it (acceptance CRASH-03, CRASH-07).

use super::{
    browser::Browser,
    program::{Program, until},
};
use reqwest::StatusCode;
use sandbox::{Config, Fault, FaultKind, Sandbox};
use std::{process::Command, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::Instant,
};

#[tokio::test(flavor = "multi_thread")]
async fn at_sigterm_what_is_under_way_is_answered_and_idle_and_slow_clients_do_not_hold_the_end() {
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/portal.db", folder.path().display());
    let program = Program::new(&sandbox, &url).with(&[("SHUTDOWN_GRACE_SECONDS", "5")]);
    let mut process = program.start().await;
    let person = Browser::new(format!("http://{}", program.address).parse().unwrap());
    person.sign_in("admin@harbour.test").await;
    person.api("usage", "").await;

    let mut idle = Vec::new();
    for _ in 0..50 {
        let mut wire = TcpStream::connect(program.address).await.unwrap();
        let host = program.address;
        wire.write_all(format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).await.unwrap();
        assert!(wire.read(&mut [0; 64]).await.unwrap() > 0);
        idle.push(wire);
    }
    let mut slow = Vec::new();
    for _ in 0..5 {
        let mut wire = TcpStream::connect(program.address).await.unwrap();
        wire.write_all(b"POST /auth/login HTTP/1.1\r\nContent-Length: 1000\r\nHost").await.unwrap();
        slow.push(wire);
    }
    sandbox.clear_requests();
    sandbox.add_fault(Fault::new("/v1/billing/usage", FaultKind::Delay).value(1_500));
    let mut under_way = JoinSet::new();
    for _ in 0..5 {
        let person = person.clone();
        under_way.spawn(async move { person.page("/billing/usage").await.0 });
    }
    let asked = || sandbox.requests().iter().filter(|call| call.path == "/v1/billing/usage").count();
    until("work is under way", async || asked() == 5).await;

    let begun = Instant::now();
    process.terminate();
    assert_eq!(under_way.join_all().await, [StatusCode::OK; 5]);
    assert!(process.ended().await.success());
    // The slow ones are given the grace time and no more.
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    sandbox.shutdown().await;
}

#[test]
fn wrong_settings_end_the_program_with_what_is_wrong_and_no_secret() {
    let output = Command::new(env!("CARGO_BIN_EXE_portal"))
        .env_clear()
        .envs([
            ("PORTAL_BASE_URL", "http://portal.example"),
            ("DATABASE_URL", "postgres://portal:canary-password@db.example/portal"),
            ("SESSION_KEYS", "canary-key"),
            ("OIDC_CLIENT_SECRET", "canary-client-secret"),
            ("STRIPE_SECRET_KEY", "sk_live_canary"),
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    for setting in ["PORTAL_BASE_URL", "SESSION_KEYS", "STRIPE_SECRET_KEY"] {
        assert!(said.contains(setting), "{said}");
    }
    assert!(!said.contains("canary") && !said.contains("sk_live"), "{said}");
}
