//! The contract's rules of role and scope.

use reqwest::StatusCode;
use sandbox::{Role, RoleClaim};
use serde_json::{Value, json};

use crate::tester::{Tester, text};

const BILLING: [&str; 5] = [
    "/v1/billing/usage",
    "/v1/billing/usage/history",
    "/v1/billing/invoices",
    "/v1/billing/invoices/inv-harbour-0021",
    "/v1/billing/invoices/inv-harbour-0021/pdf",
];
const CLIENT_ONLY: [&str; 3] = ["/v1/billing/recipients", "/v1/billing/payment-profile", "/v1/tenant/settings"];

/// The body that everything missing or foreign has.
async fn not_found(tester: &Tester) -> Value {
    let (status, body) = tester.read_as("admin@orchard.test", "/v1/billing/invoices/inv-orchard-9999").await;
    assert_eq!((status, text(&body, "code")), (StatusCode::NOT_FOUND, "not_found"));
    body
}

async fn assert_hidden(tester: &Tester, user: &str, path: &str) {
    assert_eq!(tester.read_as(user, path).await, (StatusCode::NOT_FOUND, not_found(tester).await), "{user} {path}");
}

#[tokio::test]
async fn without_a_good_bearer_nothing_is_answered() {
    let tester = Tester::start().await;
    for path in
        BILLING.iter().chain(&CLIENT_ONLY).chain(&["/v1/session/context", "/v1/partner/clients", "/v1/support/tickets"])
    {
        for bearer in [None, Some("nonsense")] {
            let mut request = tester.http.get(tester.at(path));
            if let Some(bearer) = bearer {
                request = request.bearer_auth(bearer);
            }
            assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{path}");
        }
    }
}

#[tokio::test]
async fn client_admins_and_managers_read_their_own_billing_and_must_not_name_a_client() {
    let tester = Tester::start().await;
    for user in ["admin@harbour.test", "manager@harbour.test"] {
        for path in BILLING {
            assert_eq!(tester.get_as(user, path).send().await.unwrap().status(), StatusCode::OK, "{user} {path}");
            for client in ["harbour", "orchard", ""] {
                assert_hidden(&tester, user, &format!("{path}?client_id={client}")).await;
            }
        }
        for path in CLIENT_ONLY {
            tester.ok_as(user, path).await;
        }
    }
}

#[tokio::test]
async fn a_partner_admin_reads_assigned_clients_only_and_must_name_one() {
    let tester = Tester::start().await;
    let user = "admin@coastal.test";
    for path in BILLING {
        assert_eq!(
            tester.get_as(user, &format!("{path}?client_id=harbour")).send().await.unwrap().status(),
            StatusCode::OK,
            "{path}"
        );
        for query in ["", "?client_id=", "?client_id=vast", "?client_id=nowhere", "?client_id=HARBOUR"] {
            assert_hidden(&tester, user, &format!("{path}{query}")).await;
        }
        let (status, _) = tester.read_as(user, &format!("{path}?client_id=harbour&client_id=orchard")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_hidden(&tester, user, "/v1/billing/invoices/inv-harbour-0021?client_id=orchard").await;
    for path in CLIENT_ONLY {
        assert_hidden(&tester, user, path).await;
        assert_hidden(&tester, user, &format!("{path}?client_id=harbour")).await;
    }
}

#[tokio::test]
async fn staff_partner_users_and_odd_roles_see_no_billing() {
    let tester = Tester::start().await;
    let users = [
        "staff@harbour.test",
        "user@coastal.test",
        "norole@odd.test",
        "unknown@odd.test",
        "case@odd.test",
        "list@odd.test",
        "tenantless@odd.test",
        "partnerless@odd.test",
    ];
    for user in users {
        for path in BILLING.iter().chain(&CLIENT_ONLY).chain(&["/v1/partner/clients", "/v1/partner/clients/harbour"]) {
            assert_hidden(&tester, user, path).await;
        }
        assert_hidden(&tester, user, "/v1/billing/usage?client_id=harbour").await;
    }
}

#[tokio::test]
async fn another_tenants_things_look_like_nothing() {
    let tester = Tester::start().await;
    assert_hidden(&tester, "admin@orchard.test", "/v1/billing/invoices/inv-harbour-0021").await;
    assert_hidden(&tester, "admin@orchard.test", "/v1/billing/invoices/inv-harbour-0021/pdf").await;
    assert_hidden(&tester, "admin@orchard.test", "/v1/billing/invoices/%FF").await;
    assert_hidden(&tester, "admin@coastal.test", "/v1/partner/clients/vast").await;
    let recipients = tester.ok_as("admin@harbour.test", "/v1/billing/recipients").await;
    let id = text(&recipients["groups"][0]["recipients"][0], "recipient_id").to_owned();
    let reveal = |user| {
        tester
            .http
            .post(tester.at(&format!("/v1/billing/recipients/{id}/reveal")))
            .bearer_auth(tester.bearer(user))
            .send()
    };
    assert_eq!(reveal("admin@orchard.test").await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(reveal("manager@harbour.test").await.unwrap().status(), StatusCode::NOT_FOUND);
    let revealed: Value = reveal("admin@harbour.test").await.unwrap().json().await.unwrap();
    assert_eq!(revealed, json!({"email": "accounts@harbourdental.com.au"}));
}

#[tokio::test]
async fn an_unassigned_client_is_gone_at_once() {
    let tester = Tester::start().await;
    let user = "admin@coastal.test";
    tester.ok_as(user, "/v1/partner/clients/orchard").await;
    tester.sandbox.set_assigned("coastal", "orchard", false).await.unwrap();
    assert_hidden(&tester, user, "/v1/partner/clients/orchard").await;
    assert_hidden(&tester, user, "/v1/billing/usage?client_id=orchard").await;
    let list = tester.ok_as(user, "/v1/partner/clients").await;
    assert_eq!(list["total"], 2);
    tester.sandbox.reset().await.unwrap();
    tester.ok_as(user, "/v1/partner/clients/orchard").await;
}

#[tokio::test]
async fn roles_suspension_and_mfa_change_with_the_next_request() {
    let tester = Tester::start().await;
    let user = "admin@harbour.test";
    let (status, body) = tester.read_as("gone@harbour.test", "/v1/session/context").await;
    assert_eq!((status, text(&body, "code")), (StatusCode::FORBIDDEN, "access_suspended"));
    tester.sandbox.set_suspended(user, true).await.unwrap();
    assert_eq!(tester.read_as(user, "/v1/billing/usage").await.0, StatusCode::FORBIDDEN);
    tester.sandbox.set_suspended(user, false).await.unwrap();
    tester.sandbox.set_role(user, RoleClaim::Known(Role::ClientStaff)).await.unwrap();
    assert_eq!(tester.ok_as(user, "/v1/session/context").await["role"], "client_staff");
    assert_hidden(&tester, user, "/v1/billing/usage").await;
    tester.sandbox.set_role(user, RoleClaim::Absent).await.unwrap();
    assert!(tester.ok_as(user, "/v1/session/context").await.get("role").is_none());
    tester.sandbox.suspend_tenant("orchard", true).await.unwrap();
    assert_eq!(tester.read_as("admin@orchard.test", "/v1/session/context").await.0, StatusCode::FORBIDDEN);
    let mfa = tester.ok_as("admin@inland.test", "/v1/session/context").await["mfa"].clone();
    assert_eq!((&mfa["required"], &mfa["satisfied"]), (&json!(true), &json!(false)));
    let setup = tester.http.get(text(&mfa, "setup_url")).send().await.unwrap();
    assert_eq!(setup.status(), StatusCode::OK);
    tester.sandbox.set_mfa("admin@inland.test", true, true).await.unwrap();
    assert!(tester.ok_as("admin@inland.test", "/v1/session/context").await["mfa"].get("setup_url").is_none());
}

#[tokio::test]
async fn queries_that_do_not_fit_the_contract_are_refused_by_name() {
    let tester = Tester::start().await;
    let cases = [
        ("/v1/billing/invoices?status=overdue", "status"),
        ("/v1/billing/invoices?status=", "status"),
        ("/v1/billing/invoices?page=0", "page"),
        ("/v1/billing/invoices?page=x", "page"),
        ("/v1/billing/invoices?page=-1", "page"),
        ("/v1/billing/invoices?page_size=101", "page_size"),
        ("/v1/billing/invoices?page=1&page=2", "page"),
        ("/v1/billing/usage?period=yesterday", "period"),
        ("/v1/billing/usage?period=2026-02-30", "period"),
        ("/v1/billing/usage?period=20261101", "period"),
    ];
    for (path, field) in cases {
        let (status, body) = tester.read_as("admin@harbour.test", path).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(body["field_errors"].get(field).is_some(), "{path}: {body}");
    }
    for path in [
        "/v1/billing/usage?period=2026-11-02",
        "/v1/billing/usage?period=1999-01-01",
        "/v1/billing/usage/history?project_id=nothing",
    ] {
        assert_hidden(&tester, "admin@harbour.test", path).await;
    }
}
