//! Support tickets over HTTP: listed as the upstream has them, sent once, and never lost for a wrong field.

use super::{browser::location, upstream::said, world::World};
use reqwest::StatusCode;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const PATH: &str = "/v1/support/tickets";

pub fn key(number: u32) -> String {
    format!("9b2f6c1e-0d3a-4f7b-8c5d-1e2f{number:08x}")
}

pub fn form(once: &str, subject: &str, more: &str) -> String {
    format!(
        "once={once}&ticket[category]=billing&ticket[priority]=normal&ticket[subject]={subject}\
         &ticket[description]=one%0D%0Atwo{more}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_lists_its_own_organisations_tickets_newest_first_and_in_pages() {
    let world = World::start().await;
    for (email, some) in [
        ("admin@harbour.test", true),
        ("manager@harbour.test", true),
        ("staff@harbour.test", true),
        ("admin@coastal.test", true),
        ("user@coastal.test", true),
        ("admin@newleaf.test", false),
    ] {
        let person = world.signed_in(email).await;
        let (status, page) = person.api("tickets", "").await;
        assert_eq!(status, StatusCode::OK, "{email}: {page}");
        let said = said(&world, email, PATH).await;
        let references = |page: &Value, rows: &str| -> Vec<Value> {
            page[rows].as_array().unwrap().iter().map(|ticket| ticket["reference"].clone()).collect()
        };
        assert_eq!(references(&page, "rows"), references(&said, "items"), "{email}");
        assert_eq!(page["rows"].as_array().unwrap().is_empty(), !some, "{email}");
    }
    let vast = world.signed_in("admin@vast.test").await;
    let (first, second) = (vast.api("tickets", "page=1").await.1, vast.api("tickets", "page=2").await.1);
    assert_eq!((first["rows"].as_array().unwrap().len(), &first["has_next"]), (20, &json!(true)));
    assert_eq!((second["rows"].as_array().unwrap().len(), &second["has_next"]), (4, &json!(false)));
    assert_eq!(vast.api("tickets", "page=0").await.1, first, "pages count from one");
    let partner = world.signed_in("admin@coastal.test").await.api("tickets", "").await.1;
    assert_ne!(partner["zone"], "UTC", "a partner's tickets are on the partner's clock");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_tickets_each_sent_twice_at_once_are_a_hundred_tickets() {
    let world = World::start().await;
    let person = world.signed_in("admin@harbour.test").await;
    let before = world.sandbox.tickets().len();
    let mut sends = JoinSet::new();
    for number in 0..100 {
        for _ in 0..2 {
            let person = person.clone();
            sends.spawn(async move {
                let (status, answer) =
                    person.api("send-ticket", &form(&key(number), &format!("Ticket+{number}"), "")).await;
                assert_eq!(status, StatusCode::OK, "{answer}");
                answer["Sent"]["reference"].as_str().unwrap().to_owned()
            });
        }
    }
    let mut references = sends.join_all().await;
    assert_eq!(references.len(), 200);
    references.sort();
    references.dedup();
    assert_eq!(references.len(), 100);
    assert_eq!(world.sandbox.tickets().len(), before + 100);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_carries_what_it_was_started_for_and_a_lost_answer_makes_no_second_one() {
    let world = World::start_with(sandbox::Config::default(), &[("AIDIAL_API_TIMEOUT_MS", "1000")]).await;
    let person = world.signed_in("staff@harbour.test").await;
    let more = "&ticket[topic]=invoice_copy&ticket[invoice]=inv-harbour-0020&ticket[page]=%2Fbilling%2Finvoices\
                &ticket[request_id]=abc123";
    let send = form(&key(1), "Copy+of+an+invoice", more);
    world.sandbox.add_fault(Fault::new(PATH, FaultKind::Reset).method("POST").value("after").times(1));
    let (status, answer) = person.api("send-ticket", &send).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("unavailable")));
    let (status, answer) = person.api("send-ticket", &send).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let tickets = world.sandbox.tickets();
    let made: Vec<_> = tickets.iter().filter(|filed| filed.idempotency_key == key(1)).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].ticket.description, "one\ntwo");
    let context = json!({"topic": "invoice_copy", "invoice_id": "inv-harbour-0020", "page": "/billing/invoices",
                         "request_id": "abc123"});
    assert_eq!(made[0].context.as_ref(), Some(&context));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_field_is_named_and_nothing_is_sent_and_the_upstreams_own_words_stay_behind() {
    let world = World::start().await;
    let person = world.signed_in("user@coastal.test").await;
    world.sandbox.clear_requests();
    let wrong =
        format!("once={}&ticket[category]=sales&ticket[priority]=&ticket[subject]=ab&ticket[description]=", key(1));
    let (status, answer) = person.api("send-ticket", &wrong).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let faults = json!([
        ["category", "not_a_choice"],
        ["priority", "not_a_choice"],
        ["subject", "too_short"],
        ["description", "too_short"]
    ]);
    assert_eq!(answer["Invalid"], faults);
    assert!(world.upstream_calls().iter().all(|call| call.method != "POST"));
    let refusal = json!({"status": 422, "json": {"code": "validation_failed", "category": "validation", "message": "canary",
        "message_key": "x", "retryable": false, "field_errors": {"subject": "canary <script>", "weather": "canary"}}});
    world.sandbox.add_fault(Fault::new(PATH, FaultKind::Body).method("POST").value(refusal));
    let (status, answer) = person.api("send-ticket", &form(&key(2), "Hello", "")).await;
    assert_eq!((status, &answer["Invalid"]), (StatusCode::OK, &json!([["subject", "refused"], ["form", "refused"]])));
    assert!(!answer.to_string().contains("canary"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_admin_writes_about_an_assigned_client_and_about_no_other() {
    let world = World::start().await;
    let partner = world.signed_in("admin@coastal.test").await;
    let (status, start) = partner.api("start-ticket", "client=orchard").await;
    assert_eq!((status, &start["organisation"]), (StatusCode::OK, &json!("Orchard Vets")));
    let once = start["once"].as_str().unwrap().to_owned();
    let (status, _) = partner.api("send-ticket", &form(&once, "About+Orchard", "&client=orchard")).await;
    assert_eq!(status, StatusCode::OK);
    let tickets = world.sandbox.tickets();
    assert_eq!(tickets.last().unwrap().client_id.as_deref(), Some("orchard"));
    assert_eq!(tickets.last().unwrap().organisation, "coastal");
    for client in ["vast", "nobody", "a.b"] {
        let (status, _) = partner.api("send-ticket", &form(&key(3), "About", &format!("&client={client}"))).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{client}");
    }
    assert_eq!(world.sandbox.tickets().len(), tickets.len());
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_a_ticket_is_sent_once_and_leads_on_to_the_list() {
    let world = World::start().await;
    let person = world.signed_in("staff@harbour.test").await;
    let before = world.sandbox.tickets().len();
    let ticket = format!("once={}&category=account&priority=high&subject=New+colleague&description=Please", key(9));
    for step in ["", "&step=review", "&step=write"] {
        assert_eq!(person.post_form("/support/new", &format!("{ticket}{step}")).await.status(), StatusCode::OK);
    }
    assert_eq!(world.sandbox.tickets().len(), before, "only the last step sends");
    world.sandbox.clear_requests();
    let form = format!("{ticket}&step=send");
    for _ in 0..2 {
        assert_eq!(location(&person.post_form("/support/new", &form).await), "/support?sent=1");
    }
    assert_eq!(world.sandbox.tickets().len(), before + 1);
    let sends = world.upstream_calls().into_iter().filter(|call| call.method == "POST").count();
    assert_eq!(sends, 2, "a form is carried out once");
    assert_eq!(world.sandbox.tickets().last().unwrap().ticket.priority, "high");
    assert_eq!(person.post_form("/support/new", "subject=no+key").await.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}
