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
        invoices_and_receipts: vec!["accounts@harbour.test".into(), "principal@harbour.test".into()],
        plan_and_billing_changes: vec!["manager@harbour.test".into()],
        security_contact: Some("security@harbour.test".into()),
        updated: Some(moment()),
        updated_by: Some("Ada Harbour".into()),
        editable: true,
    }
}

fn office() -> Office {
    Office { settings: Ok(settings()), ..Office::default() }
}

const TYPED: &str = "version=3&display_name=Typed+by+hand&timezone=Australia%2FBrisbane&region=en-AU\
                     &invoices_and_receipts=accounts%40harbour.test%0D%0Aprincipal%40harbour.test\
                     &plan_and_billing_changes=manager%40harbour.test&security_contact=security%40harbour.test";

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
    has(&page, &["name=\"version\" value=\"3\"", "value=\"Harbour Dental Group\"", "value=\"security@harbour.test\""]);
    has(&page, &["accounts@harbour.test\nprincipal@harbour.test", "<optgroup label=\"Australia\">", "Port Moresby"]);
    has(&page, &["<option value=\"Australia/Brisbane\" selected", "<option value=\"en-AU\" selected"]);
    assert!(!page.html.contains("aria-invalid"));
}

#[tokio::test]
async fn a_client_manager_reads_them_with_every_contact_masked_and_has_no_form() {
    let page = open_office(TENANT, met(Role::ClientManager), office()).await;
    assert_eq!(page.status, 200);
    says(&page, &["Harbour Dental Group", "Australia/Brisbane", "a•••@h•••.test", "s•••@h•••.test"]);
    says(&page, &["Client Admins can change these."]);
    for address in ["accounts@harbour.test", "principal@", "manager@harbour.test", "security@harbour.test"] {
        assert!(!page.html.contains(address), "{address}");
    }
    assert!(!page.html.contains("name=\"version\""));
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
    says(&page, &["Nothing was saved yet", "Enter at least one email address.", "Enter an email address, like"]);
    has(&page, &["value=\"Typed by hand\"", "href=\"#settings-invoices_and_receipts\"", "autofocus"]);
    has(&page, &["aria-describedby=\"settings-security_contact-error settings-security_contact-hint\""]);
    assert_eq!(page.html.matches("aria-invalid=\"true\"").count(), 2);
}

#[tokio::test]
async fn a_conflict_keeps_what_was_typed_shows_what_stands_and_the_next_saving_is_over_it() {
    let current = TenantSettings { version: 4, region: "en-NZ".into(), security_contact: None, ..settings() };
    let page = send(TYPED, Ok(SaveAnswer::Conflict(Box::new(current)))).await;
    assert_eq!(page.status, 409);
    says(&page, &["Someone else saved these settings first", "Stands now: Harbour Dental Group"]);
    says(&page, &["Stands now: en-NZ", "Stands now: nothing"]);
    has(&page, &["value=\"Typed by hand\"", "name=\"version\" value=\"4\"", "<option value=\"en-AU\" selected"]);
    assert_eq!(page.text().matches("Stands now:").count(), 3, "what is the same needs no review");
}

#[tokio::test]
async fn trouble_keeps_what_was_typed_even_when_nothing_can_be_read() {
    let office =
        Office { settings: Err(DomainError::TimedOut), saved: Err(DomainError::TimedOut), ..Office::default() };
    let page = send_office(TENANT, TYPED, met(Role::ClientAdmin), office).await;
    assert_eq!(page.status, 504);
    says(&page, &["Settings took too long to answer", "A change may or may not have been saved"]);
    has(&page, &["value=\"Typed by hand\"", "name=\"version\" value=\"3\""]);
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
