//! The way from a session to a scope: who gets one, for which tenant, and that it cannot be had otherwise.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test that finds something amiss stops there")]

use app::{
    backend::{
        Allowance, AssignmentCheck, Bearer, BillingScope, Caller, Credential, Deed, DomainError, EditTenantSettings,
        Meeting, Mfa, OpenPaymentPortal, Organisation, Permission, PersonContext, ReadAuditLog, ReadInvoices,
        ReadTenantSettings, ReadUsage, RevealRecipients, SessionDesk, SignedIn, Trail, Visitor,
    },
    model::{
        access,
        audit::{ActorKey, AuditEvent, AuditOutcome},
        client_id::ClientId,
        role::Role,
        viewer::Admission,
    },
};
use async_trait::async_trait;
use leptos::prelude::{Owner, provide_context};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

/// Keeps what was recorded.
#[derive(Default)]
struct Recorded(Mutex<Vec<Deed>>);

#[async_trait]
impl Trail for Recorded {
    fn actor(&self) -> ActorKey {
        ActorKey::parse(&"0".repeat(32)).unwrap()
    }

    async fn write(&self, deed: Deed) -> Result<(), DomainError> {
        self.0.lock().unwrap().push(deed);
        Ok(())
    }

    async fn write_within(&self, deed: Deed, _: Allowance) -> Result<(), DomainError> {
        self.write(deed).await
    }

    async fn note(&self, deed: Deed) {
        self.0.lock().unwrap().push(deed);
    }
}

struct Token;

#[async_trait]
impl Credential for Token {
    async fn bearer(&self) -> Result<Bearer, DomainError> {
        Ok("token".to_owned().into())
    }

    async fn renew(&self, _refused: &Bearer) -> Result<Bearer, DomainError> {
        Err(DomainError::SignedOut)
    }
}

/// Only "mine" is assigned; counts how often it was asked.
#[derive(Default)]
struct Assigned(AtomicUsize);

#[async_trait]
impl AssignmentCheck for Assigned {
    async fn assigned(&self, client: &ClientId) -> Result<Organisation, DomainError> {
        self.0.fetch_add(1, SeqCst);
        if client.as_str() == "mine" { Ok(organisation("mine")) } else { Err(DomainError::NotFound) }
    }
}

struct Fixed(Meeting);

#[async_trait]
impl Visitor for Fixed {
    async fn meet(&self) -> Result<Meeting, DomainError> {
        Ok(self.0.clone())
    }

    async fn session(&self) -> Result<Option<Arc<dyn SessionDesk>>, DomainError> {
        Ok(None)
    }
}

fn organisation(id: &str) -> Organisation {
    Organisation { client_id: ClientId::parse(id).unwrap(), name: id.to_owned(), timezone: None }
}

fn person(role: Option<Role>) -> PersonContext {
    let partner = role.is_some_and(Role::is_partner);
    PersonContext {
        caller: Caller { person: [1; 32], session: [2; 32] },
        credential: Arc::new(Token),
        trail: Arc::new(Recorded::default()),
        assignments: Arc::new(Assigned::default()),
        email: "a@b.test".into(),
        display_name: "A".into(),
        role,
        tenant: (!partner).then(|| organisation("own")),
        partner_name: partner.then(|| "P".into()),
        partner_timezone: None,
        mfa: Mfa { required: partner, satisfied: true, setup_url: None },
    }
}

async fn as_visitor<T>(meeting: Meeting, work: impl AsyncFnOnce() -> T) -> T {
    let owner = Owner::new();
    owner.set();
    provide_context::<Arc<dyn Visitor>>(Arc::new(Fixed(meeting)));
    work().await
}

async fn scope<P: Permission>(person: PersonContext, asked: Option<&str>) -> Result<BillingScope<P>, DomainError> {
    as_visitor(Meeting::Person(Arc::new(person)), async || SignedIn::current().await?.scope::<P>(asked).await).await
}

async fn every_role_is_judged_by_the_table<P: Permission>() {
    for role in Role::ALL {
        let asked = role.is_partner().then_some("mine");
        let outcome = scope::<P>(person(Some(role)), asked).await.map(|scope| scope.organisation().clone());
        let expected = if P::RIGHT.is_billing() && !access::has_billing(role) {
            Err(DomainError::NoBillingAccess)
        } else if access::holds(role, P::RIGHT) {
            Ok(organisation(asked.unwrap_or("own")))
        } else {
            Err(DomainError::NotFound)
        };
        assert_eq!(outcome, expected, "{role:?} {:?}", P::RIGHT);
    }
}

#[tokio::test]
async fn a_scope_is_given_exactly_where_the_access_table_says() {
    every_role_is_judged_by_the_table::<ReadUsage>().await;
    every_role_is_judged_by_the_table::<ReadInvoices>().await;
    every_role_is_judged_by_the_table::<RevealRecipients>().await;
    every_role_is_judged_by_the_table::<OpenPaymentPortal>().await;
    every_role_is_judged_by_the_table::<ReadTenantSettings>().await;
    every_role_is_judged_by_the_table::<EditTenantSettings>().await;
    every_role_is_judged_by_the_table::<ReadAuditLog>().await;
}

#[tokio::test]
async fn what_is_refused_is_recorded_in_the_log_of_the_persons_own_organisation_and_what_is_given_is_not() {
    let refused = async |role, asked| {
        let trail = Arc::new(Recorded::default());
        let person = PersonContext { trail: Arc::clone(&trail) as _, ..person(Some(role)) };
        drop(scope::<RevealRecipients>(person, asked).await);
        let deeds = trail.0.lock().unwrap().clone();
        let mut deeds = deeds.into_iter().map(|deed| {
            assert_eq!((deed.event, deed.outcome), (AuditEvent::AccessDenied, AuditOutcome::Denied));
            let tenant = deed.tenant.map_or_else(|| "nobody's".to_owned(), |tenant| tenant.as_str().to_owned());
            format!("{tenant} {}", deed.about.unwrap().as_str())
        });
        (deeds.next(), deeds.next())
    };
    let own = || Some("own reveal_recipients".to_owned());
    assert_eq!(refused(Role::ClientAdmin, None).await, (None, None));
    assert_eq!(refused(Role::ClientAdmin, Some("theirs")).await, (Some("own reveal_recipients:theirs".into()), None));
    assert_eq!(refused(Role::ClientAdmin, Some("a@b.test")).await, (own(), None));
    assert_eq!(refused(Role::ClientManager, None).await, (own(), None));
    assert_eq!(refused(Role::ClientStaff, None).await, (own(), None));
    let theirs = Some("nobody's reveal_recipients:theirs".to_owned());
    assert_eq!(refused(Role::PartnerAdmin, Some("theirs")).await, (theirs, None));
}

#[tokio::test]
async fn what_a_person_does_to_their_account_stands_in_the_log_of_their_own_organisation() {
    let trail = Arc::new(Recorded::default());
    let person = PersonContext { trail: Arc::clone(&trail) as _, ..person(Some(Role::ClientStaff)) };
    let note = async || {
        SignedIn::current().await.unwrap().note(AuditEvent::SignOut, AuditOutcome::Done, None).await;
    };
    as_visitor(Meeting::Person(Arc::new(person)), note).await;
    let deeds = trail.0.lock().unwrap();
    let [deed] = deeds.as_slice() else { panic!("{} deeds", deeds.len()) };
    assert_eq!((deed.event, deed.outcome), (AuditEvent::SignOut, AuditOutcome::Done));
    assert_eq!(deed.tenant.as_ref().map(ClientId::as_str), Some("own"));
}

#[tokio::test]
async fn support_is_every_roles_and_only_a_partner_admin_names_an_assigned_client() {
    let support = async |role, asked: Option<&str>| {
        let meeting = Meeting::Person(Arc::new(person(Some(role))));
        let scope = as_visitor(meeting, async || SignedIn::current().await?.support_scope(asked).await).await;
        scope.map(|scope| (scope.client_parameter().map(str::to_owned), scope.about().to_owned()))
    };
    for role in Role::ALL {
        let own = if role.is_partner() { "P" } else { "own" };
        assert_eq!(support(role, None).await, Ok((None, own.to_owned())), "{role:?}");
        for asked in ["mine", "own", "theirs", "", "../x"] {
            let expected = match (role, asked) {
                (Role::PartnerAdmin, "mine") => Ok((Some("mine".to_owned()), "mine".to_owned())),
                _ => Err(DomainError::NotFound),
            };
            assert_eq!(support(role, Some(asked)).await, expected, "{role:?} {asked}");
        }
    }
}

#[tokio::test]
async fn times_are_told_in_the_zone_of_the_persons_own_organisation() {
    let zone = async |person: PersonContext| {
        let meeting = Meeting::Person(Arc::new(person));
        as_visitor(meeting, async || SignedIn::current().await.map(|person| person.timezone().map(str::to_owned))).await
    };
    let perth = || Some("Australia/Perth".to_owned());
    let tenant = Organisation { timezone: perth(), ..organisation("own") };
    let own = || person(Some(Role::ClientStaff));
    let sydney = Some("Australia/Sydney".to_owned());
    assert_eq!(zone(PersonContext { tenant: Some(tenant), partner_timezone: sydney, ..own() }).await, Ok(perth()));
    assert_eq!(zone(own()).await, Ok(None));
    let partner = PersonContext { partner_timezone: perth(), ..person(Some(Role::PartnerUser)) };
    assert_eq!(zone(partner).await, Ok(perth()));
}

#[tokio::test]
async fn a_ticket_stands_in_the_log_of_the_organisation_it_is_about_and_tells_times_in_the_persons_zone() {
    let send = async |role, asked: Option<&str>| {
        let trail = Arc::new(Recorded::default());
        let perth = || Some("Australia/Perth".to_owned());
        let person = person(Some(role));
        let tenant = person.tenant.map(|tenant| Organisation { timezone: perth(), ..tenant });
        let person = PersonContext { trail: Arc::clone(&trail) as _, tenant, partner_timezone: perth(), ..person };
        let work = async || {
            let scope = SignedIn::current().await.unwrap().support_scope(asked).await.unwrap();
            assert_eq!(scope.timezone(), Some("Australia/Perth"));
            scope.note_ticket(AuditOutcome::Done, None).await;
        };
        as_visitor(Meeting::Person(Arc::new(person)), work).await;
        let deeds = trail.0.lock().unwrap();
        let [deed] = deeds.as_slice() else { panic!("{} deeds", deeds.len()) };
        assert_eq!((deed.event, deed.outcome), (AuditEvent::TicketSent, AuditOutcome::Done));
        deed.tenant.as_ref().map(|tenant| tenant.as_str().to_owned())
    };
    assert_eq!(send(Role::ClientStaff, None).await.as_deref(), Some("own"));
    assert_eq!(send(Role::PartnerAdmin, Some("mine")).await.as_deref(), Some("mine"));
    assert_eq!(send(Role::PartnerUser, None).await, None);
}

#[tokio::test]
async fn what_is_no_billing_is_not_found_rather_than_refused_for_want_of_billing() {
    let refused = scope::<ReadTenantSettings>(person(Some(Role::ClientStaff)), None).await.err();
    assert_eq!(refused, Some(DomainError::NotFound));
    let refused = scope::<ReadUsage>(person(Some(Role::ClientStaff)), None).await.err();
    assert_eq!(refused, Some(DomainError::NoBillingAccess));
}

#[tokio::test]
async fn a_client_role_that_names_a_client_finds_nothing_even_its_own() {
    for role in [Role::ClientAdmin, Role::ClientManager] {
        for asked in ["own", "mine", "other", "", "../x"] {
            let outcome = scope::<ReadUsage>(person(Some(role)), Some(asked)).await;
            assert_eq!(outcome.err(), Some(DomainError::NotFound), "{role:?} {asked}");
        }
    }
}

#[tokio::test]
async fn a_partner_admin_gets_assigned_clients_only_and_a_malformed_id_is_not_even_asked_for() {
    let checks = Arc::new(Assigned::default());
    for (asked, found, asks) in [
        (Some("mine"), true, 1),
        (Some("theirs"), false, 1),
        (None, false, 0),
        (Some("a/b"), false, 0),
        (Some(""), false, 0),
    ] {
        checks.0.store(0, SeqCst);
        let person = PersonContext { assignments: Arc::clone(&checks) as _, ..person(Some(Role::PartnerAdmin)) };
        let outcome = scope::<ReadUsage>(person, asked).await;
        assert_eq!(outcome.as_ref().err(), (!found).then_some(&DomainError::NotFound), "{asked:?}");
        assert_eq!(
            outcome.ok().and_then(|s| s.client_parameter().map(str::to_owned)).as_deref(),
            asked.filter(|_| found)
        );
        assert_eq!(checks.0.load(SeqCst), asks, "{asked:?}");
    }
}

#[tokio::test]
async fn without_a_session_a_role_or_an_organisation_there_is_no_one_to_scope() {
    let refused = async |meeting| as_visitor(meeting, async || SignedIn::current().await.err()).await;
    assert_eq!(refused(Meeting::Stranger).await, Some(DomainError::SignedOut));
    assert_eq!(refused(Meeting::Suspended).await, Some(DomainError::AccessSuspended));
    for person in [
        person(None),
        PersonContext { tenant: None, ..person(Some(Role::ClientAdmin)) },
        PersonContext { partner_name: None, ..person(Some(Role::PartnerAdmin)) },
    ] {
        assert_eq!(refused(Meeting::Person(Arc::new(person))).await, Some(DomainError::NoBillingAccess));
    }
}

#[tokio::test]
async fn a_partner_admin_without_the_second_factor_is_met_with_nothing_but_that() {
    for required in [true, false] {
        let mfa = Mfa { required, satisfied: false, setup_url: Some("https://issuer.test/mfa".into()) };
        let meeting = Meeting::Person(Arc::new(PersonContext { mfa, ..person(Some(Role::PartnerAdmin)) }));
        let refused = as_visitor(meeting.clone(), async || SignedIn::current().await.err()).await;
        assert_eq!(refused, Some(DomainError::MfaRequired));
        let admission = as_visitor(meeting, SignedIn::admission).await.unwrap();
        assert_eq!(admission, Admission::MfaRequired { setup_url: Some("https://issuer.test/mfa".into()) });
    }
}

#[test]
fn a_scope_cannot_be_forged_nor_a_read_scope_pay() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
