//! Settings and tickets.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::tester::{Tester, status_and_json, text};

const ADMIN: &str = "admin@harbour.test";

async fn save(tester: &Tester, user: &str, body: &Value) -> (StatusCode, Value) {
    let request = tester.http.put(tester.at("/v1/tenant/settings")).bearer_auth(tester.bearer(user));
    status_and_json(request.json(body).send().await.unwrap()).await
}

async fn file(tester: &Tester, user: &str, key: &str, body: &Value) -> (StatusCode, Value) {
    let request = tester
        .http
        .post(tester.at("/v1/support/tickets"))
        .bearer_auth(tester.bearer(user))
        .header("Idempotency-Key", key);
    status_and_json(request.json(body).send().await.unwrap()).await
}

#[tokio::test]
async fn of_two_who_loaded_the_same_version_the_second_is_told() {
    let tester = Tester::start().await;
    let mut settings = tester.ok_as(ADMIN, "/v1/tenant/settings").await;
    settings["display_name"] = "Harbour Dental Group".into();
    settings["invoices_and_receipts"] = json!(["books@harbourdental.com.au"]);
    let (status, saved) = save(&tester, ADMIN, &settings).await;
    assert_eq!((status, &saved["version"], text(&saved, "updated_by")), (StatusCode::OK, &json!(2), "Priya Raman"));
    let (status, body) = save(&tester, ADMIN, &settings).await;
    assert_eq!((status, text(&body, "code")), (StatusCode::CONFLICT, "version_conflict"));
    assert_eq!(tester.ok_as(ADMIN, "/v1/tenant/settings").await, saved);
    let context = tester.ok_as(ADMIN, "/v1/session/context").await;
    assert_eq!(text(&context["tenant"], "name"), "Harbour Dental Group");
    let recipients = tester.ok_as(ADMIN, "/v1/billing/recipients").await;
    assert_eq!(recipients["groups"][0]["recipients"].as_array().unwrap().len(), 1);
    assert_eq!(text(&recipients["groups"][0]["recipients"][0], "masked"), "b•••@h•••.com.au");
}

#[tokio::test]
async fn every_wrong_field_is_named_and_nothing_is_saved() {
    let tester = Tester::start().await;
    let before = tester.ok_as(ADMIN, "/v1/tenant/settings").await;
    let wrong = json!({
        "version": 1, "display_name": "x".repeat(121), "timezone": "Mars/Olympus", "region": "Australian",
        "invoices_and_receipts": [], "plan_and_billing_changes": ["nobody"], "security_contact": "x",
    });
    let (status, body) = save(&tester, ADMIN, &wrong).await;
    assert_eq!((status, text(&body, "code")), (StatusCode::UNPROCESSABLE_ENTITY, "validation_failed"));
    let named: Vec<&String> = body["field_errors"].as_object().unwrap().keys().collect();
    assert_eq!(
        named,
        ["display_name", "invoices_and_receipts", "plan_and_billing_changes", "region", "security_contact", "timezone"]
    );
    for body in [json!([]), json!({}), json!(null)] {
        assert_eq!(save(&tester, ADMIN, &body).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(tester.ok_as(ADMIN, "/v1/tenant/settings").await, before);
}

#[tokio::test]
async fn a_manager_reads_masked_contacts_and_cannot_save() {
    let tester = Tester::start().await;
    let manager = "manager@harbour.test";
    let settings = tester.ok_as(manager, "/v1/tenant/settings").await;
    assert!(!settings.to_string().contains("accounts@"));
    assert_eq!(text(&settings, "security_contact"), "s•••@h•••.com.au");
    let full = tester.ok_as(ADMIN, "/v1/tenant/settings").await;
    assert_eq!(save(&tester, manager, &full).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused() {
    let tester = Tester::start().await;
    let send = |kind: &'static str, body: String| {
        let request = tester.http.put(tester.at("/v1/tenant/settings")).bearer_auth(tester.bearer(ADMIN));
        request.header("content-type", kind).body(body).send()
    };
    assert_eq!(send("text/plain", "{}".to_owned()).await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(send("application/json", "{".to_owned()).await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send("application/json", "x".repeat(70_000)).await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_same_key_files_one_ticket_and_only_the_own_organisation_sees_it() {
    let tester = Tester::start().await;
    let ticket = json!({
        "category": "billing", "priority": "high", "subject": "Copy of HD-0017", "description": "Please send it.",
        "context": {"topic": "invoice_copy", "invoice_id": "inv-harbour-0017"},
    });
    let (status, first) = file(&tester, "staff@harbour.test", "k-1", &ticket).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(file(&tester, "staff@harbour.test", "k-1", &ticket).await, (StatusCode::CREATED, first.clone()));
    let (_, other) = file(&tester, ADMIN, "k-1", &ticket).await;
    assert_ne!(other["ticket_id"], first["ticket_id"]);
    let own = tester.ok_as("manager@harbour.test", "/v1/support/tickets").await;
    assert_eq!((&own["items"][1], &own["items"][0]), (&first, &other));
    let foreign = tester.ok_as("admin@orchard.test", "/v1/support/tickets").await;
    assert!(!foreign.to_string().contains("HD-0017"));
    let kept = tester.sandbox.tickets().pop().unwrap();
    assert_eq!(kept.context.unwrap()["topic"], "invoice_copy");
}

#[tokio::test]
async fn tickets_that_do_not_fit_are_refused_by_field() {
    let tester = Tester::start().await;
    let wrong = json!({"category": "gossip", "priority": "urgent", "subject": "no", "description": "", "context": {"topic": "x"}});
    let (status, body) = file(&tester, ADMIN, "k", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let named: Vec<&String> = body["field_errors"].as_object().unwrap().keys().collect();
    assert_eq!(named, ["category", "context.topic", "description", "priority", "subject"]);
    let right = json!({"category": "general", "priority": "low", "subject": "Hello", "description": "x"});
    assert_eq!(file(&tester, ADMIN, &"k".repeat(65), &right).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let keyless = tester.http.post(tester.at("/v1/support/tickets")).bearer_auth(tester.bearer(ADMIN)).json(&right);
    assert_eq!(keyless.send().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
    let for_client = |client: &str| json!({"category": "general", "priority": "low", "subject": "Hello", "description": "x", "client_id": client});
    assert_eq!(file(&tester, "admin@coastal.test", "k", &for_client("harbour")).await.0, StatusCode::CREATED);
    for (user, client) in [("admin@coastal.test", "vast"), ("user@coastal.test", "harbour"), (ADMIN, "harbour")] {
        assert_eq!(file(&tester, user, "k2", &for_client(client)).await.0, StatusCode::NOT_FOUND, "{user}");
    }
}
