//! Who receives billing email: what each role is shown, and that an address in the clear is in one answer only.

use super::{
    browser::Browser,
    trail::{on_disk, rows},
    world::World,
};
use reqwest::{Method, StatusCode, header::CACHE_CONTROL};
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

pub const RECEIPTS: &str = "invoices_and_receipts";
pub const CHANGES: &str = "plan_and_billing_changes";

/// The ids of a group's recipients, as the card says them.
pub async fn ids(browser: &Browser, kind: &str) -> Vec<String> {
    let (status, card) = browser.api("recipients", "").await;
    assert_eq!(status, StatusCode::OK, "{card}");
    let groups = card["Masked"].as_array().expect("a masked card");
    let group = groups.iter().find(|group| group["kind"] == kind).expect("the group");
    group["recipients"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

pub async fn reveal(browser: &Browser, kind: &str, id: &str) -> (StatusCode, Value) {
    browser.api("reveal-recipient", &format!("group={kind}&recipient_id={id}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sees_masked_recipients_a_manager_a_link_and_a_partner_a_note() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let (status, card) = admin.api("recipients", "").await;
    assert_eq!(status, StatusCode::OK);
    let masked = |group: usize| -> Vec<&str> {
        card["Masked"][group]["recipients"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["masked"].as_str().unwrap())
            .collect()
    };
    assert_eq!((&card["Masked"][0]["kind"], &card["Masked"][0]["syncing"]), (&json!(RECEIPTS), &json!(false)));
    assert_eq!(masked(0), ["a•••@h•••.com.au", "p•••@h•••.com.au"]);
    assert_eq!((&card["Masked"][1]["kind"], masked(1)), (&json!(CHANGES), vec!["m•••@h•••.com.au"]));

    for (email, client, shown) in [
        ("manager@harbour.test", "", "SettingsLink"),
        ("admin@coastal.test", "client=harbour", "ManagedByClientAdmins"),
    ] {
        let person = world.signed_in(email).await;
        world.sandbox.clear_requests();
        assert_eq!(person.api("recipients", client).await, (StatusCode::OK, json!(shown)), "{email}");
        let read = world.upstream_calls().into_iter().any(|call| call.path.starts_with("/v1/billing"));
        assert!(!read, "{email}: recipients were read");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn recipients_that_are_syncing_say_so_beside_those_that_are_there() {
    let world = World::start().await;
    let admin = world.signed_in("admin@foggy.test").await;
    let (_, card) = admin.api("recipients", "").await;
    assert_eq!((&card["Masked"][0]["syncing"], &card["Masked"][0]["recipients"]), (&json!(true), &json!([])));
    assert_eq!(card["Masked"][1]["syncing"], json!(false));
    let (status, _) = reveal(&admin, CHANGES, &ids(&admin, CHANGES).await[0]).await;
    assert_eq!(status, StatusCode::OK);
    world.stop().await;
}

/// Acceptance REV-01, HDR-04.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_the_clear_is_in_the_answer_of_its_reveal_and_nowhere_else() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let manager = world.signed_in("manager@harbour.test").await;
    let partner = world.signed_in("admin@coastal.test").await;
    let addresses = ["accounts@harbourdental.com.au", "principal@harbourdental.com.au", "manager@harbourdental.com.au"];
    let receipts = ids(&admin, RECEIPTS).await;
    let changes = ids(&admin, CHANGES).await;
    let all = receipts.iter().map(|id| (RECEIPTS, id)).chain(changes.iter().map(|id| (CHANGES, id)));
    for ((kind, id), address) in all.zip(addresses) {
        let form = format!("group={kind}&recipient_id={id}");
        let response = admin.send(admin.call("reveal-recipient", &form)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CACHE_CONTROL], "private, no-store");
        assert_eq!(response.text().await.unwrap(), format!("\"{address}\""));
    }
    let pages = ["/billing/usage", "/billing/invoices", "/billing/invoices.csv", "/audit-log", "/support", "/settings"];
    let partner_pages = ["/billing/clients", "/billing/clients/harbour/usage", "/billing/clients/harbour/invoices.csv"];
    let mut seen = Vec::new();
    for (person, pages) in [(&admin, &pages[..]), (&manager, &pages[..]), (&partner, &partner_pages[..])] {
        for page in pages {
            seen.push(person.page(page).await.1);
        }
        for function in
            ["session", "usage", "invoices", "recipients", "audit-log", "invoice", "clients", "tenant-settings"]
        {
            for form in ["", "client=harbour", "query[preset]=everything", "invoice_id=inv-harbour-0020"] {
                let response = person.send(person.call(function, form)).await;
                let headers = format!("{:?}", response.headers());
                seen.push(headers + &response.text().await.unwrap());
            }
        }
        let (status, answer) = reveal(&manager, RECEIPTS, &receipts[0]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        seen.push(answer.to_string());
    }
    assert!(seen.iter().any(|text| text.contains("a•••@h•••.com.au")), "the scan sees the masked card");
    seen.push(String::from_utf8_lossy(&on_disk(&world)).into_owned());
    assert!(seen.last().unwrap().contains("recipient_reveal"), "the scan sees the trail");
    for text in &seen {
        assert!(!addresses.iter().any(|address| text.contains(address)), "{text}");
        // What the portal may say of an address is its mask alone.
        assert!(!text.contains("harbourdental.com"), "{text}");
    }
    for row in rows(&world).await {
        assert!(!format!("{row:?}").contains('@'), "{row:?}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_was_not_masked_is_not_shown_at_all() {
    let world = World::start().await;
    let admin = world.signed_in("admin@harbour.test").await;
    let unmasked = json!({"/groups/0/recipients/1/masked": "principal@harbourdental.com.au"});
    world.sandbox.add_fault(Fault::new("/v1/billing/recipients", FaultKind::Set).value(unmasked));
    let response = admin.send(admin.request(Method::POST, "/api/recipients").header("x-portal", "1")).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(!response.text().await.unwrap().contains("harbourdental"));
    world.stop().await;
}
