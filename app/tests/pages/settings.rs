//! Settings: both sections, for each role, and what was sent and not saved.

use crate::{
    office::Office,
    world::{INCIDENT, Page, met, open_office, partner, send_office},
};
use app::{
    backend::DomainError,
    model::{
        day::{Date, Moment},
        own_session::OwnSession,
        recipient::{MaskedAddress, Recipient, RecipientId},
        role::Role,
        tenant_settings::{SaveAnswer, SettingsFault, SettingsField, TenantSettings},
    },
};

const TENANT: &str = "/settings?section=tenant-settings";
const SESSIONS: &str = "/settings?section=active-sessions";

fn moment() -> Moment {
    let day = Date::parse("2026-11-23").unwrap();
    Moment { utc: "2026-11-23T04:05:00Z".into(), day, hour: 14, minute: 5 }
}

fn settings() -> TenantSettings {
    TenantSettings {
        version: 3,
        display_name: Some("Harbour Dental Group".into()),
        timezone: "Australia/Brisbane".into(),
        region: "en-AU".into(),
        invoices_and_receipts: vec![contact("a1", "accounts"), contact("a2", "principal")],
        plan_and_billing_changes: vec![contact("b1", "manager")],
        security_contact: Some(contact("c1", "security")),
        updated: Some(moment()),
        updated_by: Some("Ada Harbour".into()),
    }
}

fn contact(id: &str, name: &str) -> Recipient {
    let masked = MaskedAddress::hiding(&format!("{name}@harbour.test"));
    Recipient { id: RecipientId::parse(id).unwrap(), masked }
}

fn office() -> Office {
    Office { settings: Ok(settings()), ..Office::default() }
}

const TYPED: &str = "version=3&display_name=Typed+by+hand&timezone=Australia%2FBrisbane&region=en-AU\
                     &invoices_and_receipts=new%40harbour.test&plan_and_billing_changes=&security_contact=\
                     &removed=a2&seen=a1&seen=a2&seen=b1&seen=c1";

/// The page that a form leads to when `saved` comes of it.
async fn send(form: &str, saved: Result<SaveAnswer, DomainError>) -> Page {
    send_office(TENANT, form, met(Role::ClientAdmin), Office { saved, ..office() }).await
}

fn says(page: &Page, sentences: &[&str]) {
    let text = page.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in {text:?}");
    }
}

fn has(page: &Page, pieces: &[&str]) {
    for piece in pieces {
        assert!(page.html.contains(piece), "{piece:?} is not in {}", page.html);
    }
}

#[tokio::test]
async fn a_client_admin_edits_every_setting_over_the_version_that_was_loaded() {
    let page = open_office(TENANT, met(Role::ClientAdmin), office()).await;
    assert_eq!(page.status, 200);
    says(&page, &["Display name", "Display time zone", "Regional format", "Invoices and receipts"]);
    says(&page, &["Plan and billing changes", "Security contact", "Save changes"]);
    says(&page, &["Last changed 23 Nov 2026, 2:05 pm by Ada Harbour"]);
    says(&page, &["a•••@h•••.test Show email", "s•••@h•••.test Show email", "Remove p•••@h•••.test"]);
    has(&page, &["name=\"version\" value=\"3\"", "value=\"Harbour Dental Group\"", "name=\"seen\" value=\"c1\""]);
    has(&page, &["name=\"removed\" value=\"a2\"", "<optgroup label=\"Australia\">", "Port Moresby"]);
    let first = page.html.split_once("settings-form").unwrap().1.split_once("<button").unwrap().1;
    assert!(!first.split_once('>').unwrap().0.contains("name="), "Enter in a field saves, and shows no address");
    has(&page, &["<option value=\"Australia/Brisbane\" selected", "<option value=\"en-AU\" selected"]);
    assert!(!page.html.contains("aria-invalid"));
}

#[tokio::test]
async fn a_client_manager_reads_them_with_every_contact_masked_and_has_no_form() {
    let page = open_office(TENANT, met(Role::ClientManager), office()).await;
    assert_eq!(page.status, 200);
    says(&page, &["Harbour Dental Group", "Australia/Brisbane", "a•••@h•••.test", "s•••@h•••.test"]);
    says(&page, &["Client Admins can change these."]);
    assert!(!page.html.contains("name=\"version\"") && !page.html.contains("Show email"));
}

#[tokio::test]
async fn roles_without_tenant_settings_have_no_such_section_and_begin_with_their_sessions() {
    for role in [Role::ClientStaff, Role::PartnerUser] {
        assert_eq!(open_office(TENANT, met(role), office()).await.status, 404, "{role:?}");
        let page = open_office("/settings", met(role), office()).await;
        assert_eq!(page.status, 200, "{role:?}");
        says(&page, &["Active sessions"]);
        assert!(!page.text().contains("Tenant Settings"), "{role:?}");
    }
    assert_eq!(open_office(TENANT, partner(), office()).await.status, 404);
    assert_eq!(open_office("/settings?section=other", met(Role::ClientAdmin), office()).await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_with_a_field_stands_beside_it_and_what_was_typed_stays() {
    let faults = vec![
        (SettingsField::InvoicesAndReceipts, SettingsFault::Missing),
        (SettingsField::SecurityContact, SettingsFault::NotAnAddress),
    ];
    let page = send(TYPED, Ok(SaveAnswer::Invalid(faults))).await;
    assert_eq!(page.status, 422);
    says(
        &page,
        &["Nothing was saved yet", "At least one address must be left or added.", "Enter an email address, like"],
    );
    has(&page, &["value=\"Typed by hand\"", "href=\"#settings-invoices_and_receipts\"", "autofocus"]);
    is_kept(&page);
    has(&page, &["aria-describedby=\"settings-security_contact-error settings-security_contact-hint\""]);
    assert_eq!(page.html.matches("aria-invalid=\"true\"").count(), 2);
}

#[tokio::test]
async fn a_conflict_keeps_what_was_typed_shows_what_stands_and_the_next_saving_is_over_it() {
    let current = TenantSettings {
        version: 4,
        region: "en-NZ".into(),
        invoices_and_receipts: vec![contact("a2", "principal"), contact("a3", "newcomer")],
        security_contact: None,
        ..settings()
    };
    let page = send(TYPED, Ok(SaveAnswer::Conflict(Box::new(current)))).await;
    assert_eq!(page.status, 409);
    says(&page, &["Someone else saved these settings first", "Stands now: Harbour Dental Group"]);
    says(&page, &["Stands now: en-NZ", "2 addresses that you saw have been removed meanwhile."]);
    says(&page, &["n•••@h•••.test Show email of n•••@h•••.test Added meanwhile"]);
    is_kept(&page);
    has(&page, &["name=\"seen\" value=\"a3\""]);
    has(&page, &["value=\"Typed by hand\"", "name=\"version\" value=\"4\"", "<option value=\"en-AU\" selected"]);
    assert_eq!(page.text().matches("Stands now:").count(), 2, "what is the same needs no review");
}

#[tokio::test]
async fn trouble_keeps_what_was_typed_even_when_nothing_can_be_read() {
    let office =
        Office { settings: Err(DomainError::TimedOut), saved: Err(DomainError::TimedOut), ..Office::default() };
    let page = send_office(TENANT, TYPED, met(Role::ClientAdmin), office).await;
    assert_eq!(page.status, 504);
    says(&page, &["Settings took too long to answer", "A change may or may not have been saved"]);
    has(&page, &["value=\"Typed by hand\"", "name=\"version\" value=\"3\""]);
    says(&page, &["The addresses that stand cannot be shown right now."]);
    has(&page, &["type=\"hidden\" name=\"removed\" value=\"a2\"", "type=\"hidden\" name=\"seen\" value=\"c1\""]);
}

/// That what [`TYPED`] says of addresses is still there.
fn is_kept(page: &Page) {
    let removed = page.html.split("<input").find(|field| field.contains("value=\"a2\"") && field.contains("removed"));
    assert!(removed.unwrap().split_once('>').unwrap().0.contains("checked"));
    has(page, &["\nnew@harbour.test</textarea>"]);
}

#[tokio::test]
async fn without_script_one_address_is_shown_beside_what_was_typed() {
    let page = send(&format!("{TYPED}&show=security_contact%3Ac1"), Err(DomainError::Internal)).await;
    assert_eq!(page.status, 200);
    says(&page, &["c1@shown.test", "a•••@h•••.test Show email"]);
    has(&page, &["value=\"Typed by hand\""]);
    is_kept(&page);
    assert_eq!(page.html.matches("@shown.test").count(), 1);
    let none = send(&format!("{TYPED}&show=security_contact%3Aa1"), Err(DomainError::Internal)).await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn what_is_saved_leads_on_and_a_form_of_somebody_elses_is_not_found() {
    let page = send(TYPED, Ok(SaveAnswer::Saved(Box::new(settings())))).await;
    assert_eq!((page.status, page.location.as_deref()), (303, Some("/settings?section=tenant-settings&saved=1")));
    assert_eq!(send("version=many", Err(DomainError::Internal)).await.status, 400);
    for (address, visitor) in [
        (TENANT, met(Role::ClientManager)),
        (SESSIONS, met(Role::ClientAdmin)),
        ("/settings", met(Role::ClientStaff)),
        ("/settings", partner()),
    ] {
        let office = Office { saved: Ok(SaveAnswer::Saved(Box::new(settings()))), ..office() };
        assert_eq!(send_office(address, TYPED, visitor, office).await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn settings_that_cannot_be_read_say_so_in_their_own_words() {
    let office = Office { settings: Err(DomainError::Unavailable(None)), ..Office::default() };
    let page = open_office(TENANT, met(Role::ClientAdmin), office).await;
    assert_eq!(page.status, 503);
    says(&page, &["Settings cannot be reached right now", INCIDENT, "Refresh"]);
    assert!(!page.html.contains("Billing cannot"));
}

#[tokio::test]
async fn sessions_are_listed_this_one_first_and_each_has_its_way_out() {
    let session = |reference: &str, current: bool| OwnSession {
        reference: reference.into(),
        began: moment(),
        last_seen: moment(),
        device: (!current).then(|| "Firefox on Windows".into()),
        current,
    };
    let sessions = Ok(vec![session("ref-1", true), session("ref-2", false)]);
    let page = open_office(SESSIONS, met(Role::ClientStaff), Office { sessions, ..office() }).await;
    assert_eq!(page.status, 200);
    says(&page, &["Unknown browser", "This session", "Firefox on Windows", "23 Nov 2026, 2:05 pm"]);
    says(&page, &["Sign out of Firefox on Windows", "Sign out all other sessions", "1 other session"]);
    has(&page, &["name=\"reference\" value=\"ref-2\"", "name=\"others\" value=\"1\""]);
    assert!(!page.html.contains("value=\"ref-1\""), "the present one ends by signing out");
    let alone = Ok(vec![session("ref-1", true)]);
    let page = open_office(SESSIONS, met(Role::ClientAdmin), Office { sessions: alone, ..office() }).await;
    says(&page, &["This is your only session"]);
    assert!(!page.text().contains("Sign out all other sessions"));
}
