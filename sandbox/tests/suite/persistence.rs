//! What was changed outlives the process, and a reset takes it back.

use reqwest::StatusCode;
use sandbox::{Config, Database, Role, RoleClaim};
use serde_json::json;

use crate::tester::{Tester, text};

const ADMIN: &str = "admin@harbour.test";

#[tokio::test]
async fn changes_and_sign_ins_are_still_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/sandbox.db");
    let start = || Tester::start_with(|config| Config { database: Database::File(file.clone()), ..config });

    let tester = start().await;
    let tokens = tester.sign_in(ADMIN).await;
    let mut settings = tester.ok_as(ADMIN, "/v1/tenant/settings").await;
    settings["display_name"] = "Renamed".into();
    let saved = tester.http.put(tester.at("/v1/tenant/settings")).bearer_auth(tester.bearer(ADMIN)).json(&settings);
    assert_eq!(saved.send().await.unwrap().status(), StatusCode::OK);
    let ticket = json!({"category": "general", "priority": "low", "subject": "Kept", "description": "x"});
    let filed = tester.http.post(tester.at("/v1/support/tickets")).bearer_auth(tester.bearer(ADMIN));
    assert_eq!(filed.header("Idempotency-Key", "k").json(&ticket).send().await.unwrap().status(), StatusCode::CREATED);
    tester.sandbox.set_role("manager@harbour.test", RoleClaim::Known(Role::ClientStaff)).await.unwrap();
    tester.sandbox.set_suspended("staff@harbour.test", true).await.unwrap();
    tester.sandbox.set_assigned("coastal", "harbour", false).await.unwrap();
    tester.sandbox.shutdown().await;

    let tester = start().await;
    let context = tester.ok_as(ADMIN, "/v1/session/context").await;
    assert_eq!(text(&context["tenant"], "name"), "Renamed");
    let tickets = tester.ok_as(ADMIN, "/v1/support/tickets").await;
    assert_eq!(text(&tickets["items"][0], "subject"), "Kept");
    assert_eq!(tester.ok_as("manager@harbour.test", "/v1/session/context").await["role"], "client_staff");
    assert_eq!(tester.read_as("staff@harbour.test", "/v1/session/context").await.0, StatusCode::FORBIDDEN);
    assert_eq!(tester.read_as("admin@coastal.test", "/v1/partner/clients/harbour").await.0, StatusCode::NOT_FOUND);
    let (status, fresh) = tester.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(tester.refresh(text(&tokens, "refresh_token")).await.0, StatusCode::BAD_REQUEST);

    tester.sandbox.reset().await.unwrap();
    let context = tester.ok_as(ADMIN, "/v1/session/context").await;
    assert_eq!(text(&context["tenant"], "name"), "Harbour Dental");
    tester.ok_as("staff@harbour.test", "/v1/session/context").await;
    tester.ok_as("admin@coastal.test", "/v1/partner/clients/harbour").await;
    assert_eq!(tester.ok_as(ADMIN, "/v1/support/tickets").await["items"].as_array().unwrap().len(), 3);
    assert_eq!(tester.refresh(text(&fresh, "refresh_token")).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn no_token_can_be_read_from_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.db");
    let tester = Tester::start_with(|config| Config { database: Database::File(file.clone()), ..config }).await;
    let tokens = tester.sign_in(ADMIN).await;
    tester.sandbox.shutdown().await;
    let bytes = std::fs::read(&file).unwrap();
    let has = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(has("usr-harbour-admin"));
    assert!(!has(text(&tokens, "refresh_token")) && !has(text(&tokens, "access_token")));
}
