//! The audit trail's one conformance suite, run on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a test that finds something amiss stops there, and its modules have no outside"
)]

#[path = "support/postgres.rs"]
mod postgres_server;

use app::model::{
    audit::{AuditAbout, AuditEvent, AuditOutcome},
    client_id::ClientId,
    role::Role,
};
use futures::future::join_all;
use server::store::{
    Appended, AuditFilter, AuditHome, AuditLimit, AuditPerson, AuditPosition, AuditRow, AuditStore, Database,
    NewAuditRow,
};
use sqlx::AssertSqlSafe;
use std::sync::Arc;

const NOW: i64 = 1_780_000_000_000;

/// A store, and what must live as long as it.
struct Bench {
    database: Database,
    store: Arc<dyn AuditStore>,
    _file: Option<tempfile::TempDir>,
    _server: Option<postgres_server::Postgres>,
}

impl Bench {
    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::connect(&format!("sqlite://{}/portal.db", folder.path().display())).await.unwrap();
        Self { store: database.audit(), database, _file: Some(folder), _server: None }
    }

    async fn postgres() -> Option<Self> {
        let server = postgres_server::Postgres::start().await?;
        let database = Database::connect(&server.url()).await.unwrap();
        Some(Self { store: database.audit(), database, _file: None, _server: Some(server) })
    }

    /// Runs a statement as the portal's own connection would.
    async fn sql(&self, statement: &str) -> Result<u64, sqlx::Error> {
        let statement = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
        match &self.database {
            Database::Sqlite(sqlite) => statement.execute(sqlite.writer()).await.map(|done| done.rows_affected()),
            Database::Postgres(postgres) => statement.execute(postgres.pool()).await.map(|done| done.rows_affected()),
        }
    }

    async fn all(&self, tenant: &str) -> Vec<AuditRow> {
        self.store.read(&filter(tenant)).await.unwrap()
    }
}

fn tenant(id: &str) -> ClientId {
    ClientId::parse(id).unwrap()
}

fn person(number: u8) -> AuditPerson {
    AuditPerson {
        hash: [number; 16],
        issuer: "https://issuer.test".into(),
        subject: format!("usr-{number}"),
        role: Some(Role::ClientAdmin),
    }
}

fn row(at: i64, event: AuditEvent) -> NewAuditRow {
    NewAuditRow {
        at,
        event,
        outcome: AuditOutcome::Done,
        tenant: Some(tenant("harbour")),
        actor: Some(person(1)),
        about: AuditAbout::parse("inv-1"),
        request_id: Some("01request".into()),
        address: Some("203.0.113.9".parse().unwrap()),
    }
}

fn begun(at: i64, number: u8) -> NewAuditRow {
    NewAuditRow { outcome: AuditOutcome::Begun, actor: Some(person(number)), ..row(at, AuditEvent::Reveal) }
}

fn filter(id: &str) -> AuditFilter {
    AuditFilter {
        tenant: tenant(id),
        events: AuditEvent::ALL.to_vec(),
        outcome: None,
        actor: None,
        from: i64::MIN,
        until: i64::MAX,
        before: AuditPosition::END,
        limit: 1_000,
    }
}

macro_rules! on_both {
    ($($case:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(super::Bench::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if let Some(bench) = super::Bench::postgres().await {
                    super::$case(bench).await;
                }
            })*
        }
    };
}

on_both! {
    a_row_is_read_as_it_was_written
    a_tenant_reads_its_own_rows_only_and_nobody_reads_what_has_no_tenant
    rows_are_never_changed_replaced_or_deleted
    an_address_is_refused_by_the_table_itself
    pages_follow_each_other_without_a_gap_or_a_repeat_also_within_one_millisecond
    each_filter_keeps_what_it_names
    however_many_try_at_once_no_more_are_kept_than_the_limit
    the_limit_is_one_persons_and_ends_with_its_time
    a_persons_home_is_that_of_their_last_sign_in
    fifty_writers_at_once_all_succeed_and_none_is_lost
    a_closed_store_keeps_nothing_and_says_so
}

async fn a_row_is_read_as_it_was_written(bench: Bench) {
    bench.store.append(&row(NOW, AuditEvent::InvoicePdf)).await.unwrap();
    let bare =
        NewAuditRow { actor: None, about: None, request_id: None, address: None, ..row(NOW + 1, AuditEvent::SignOut) };
    bench.store.append(&bare).await.unwrap();
    let rows = bench.all("harbour").await;
    let AuditRow { position, event, outcome, tenant, actor, issuer, subject, role, about, request_id, address } =
        rows[1].clone();
    assert_eq!(
        (position.at, &*event, &*outcome, tenant.as_deref()),
        (NOW, "invoice_pdf_download", "done", Some("harbour"))
    );
    assert_eq!((actor, issuer.as_deref()), (Some([1; 16]), Some("https://issuer.test")));
    assert_eq!(
        (subject.as_deref(), role.as_deref(), about.as_deref()),
        (Some("usr-1"), Some("client_admin"), Some("inv-1"))
    );
    assert_eq!((request_id.as_deref(), address.as_deref()), (Some("01request"), Some("203.0.113.9")));
    let rest = (rows[0].actor, &rows[0].issuer, &rows[0].about, &rows[0].request_id, &rows[0].address);
    assert_eq!(rest, (None, &None, &None, &None, &None));
}

async fn a_tenant_reads_its_own_rows_only_and_nobody_reads_what_has_no_tenant(bench: Bench) {
    for owner in [Some("harbour"), Some("orchard"), None] {
        let row = NewAuditRow { tenant: owner.map(tenant), ..row(NOW, AuditEvent::CsvExport) };
        bench.store.append(&row).await.unwrap();
    }
    for (reader, rows) in [("harbour", 1), ("orchard", 1), ("Harbour", 0), ("vast", 0)] {
        assert_eq!(bench.all(reader).await.len(), rows, "{reader}");
    }
}

async fn rows_are_never_changed_replaced_or_deleted(bench: Bench) {
    bench.store.append(&row(NOW, AuditEvent::Reveal)).await.unwrap();
    let before = bench.all("harbour").await;
    let id = before[0].position.id;
    let mut tries = vec![
        "UPDATE audit_events SET outcome = 'failed'".to_owned(),
        "UPDATE audit_events SET at = at + 1 WHERE tenant = 'harbour'".to_owned(),
        "DELETE FROM audit_events".to_owned(),
        format!("DELETE FROM audit_events WHERE id = {id}"),
    ];
    tries.extend(match &bench.database {
        Database::Sqlite(_) => vec![
            format!("INSERT OR REPLACE INTO audit_events (id, at, event, outcome) VALUES ({id}, 0, 'sign_in', 'done')"),
            format!("REPLACE INTO audit_events (id, at, event, outcome) VALUES ({id}, 0, 'sign_in', 'done')"),
        ],
        Database::Postgres(_) => vec![
            "TRUNCATE audit_events".to_owned(),
            format!(
                "INSERT INTO audit_events (id, at, event, outcome) OVERRIDING SYSTEM VALUE VALUES ({id}, 0, 'x', 'y') \
                 ON CONFLICT (id) DO UPDATE SET at = 0"
            ),
        ],
    });
    for statement in tries {
        let refused = bench.sql(&statement).await.expect_err(&statement);
        assert!(refused.to_string().contains("append-only"), "{statement}: {refused}");
    }
    assert_eq!(bench.all("harbour").await, before);
    bench.store.append(&row(NOW, AuditEvent::Reveal)).await.expect("appending goes on");
}

async fn an_address_is_refused_by_the_table_itself(bench: Bench) {
    let statement = "INSERT INTO audit_events (at, event, outcome, about) VALUES (0, 'sign_in', 'done', 'a@b.test')";
    bench.sql(statement).await.expect_err("an address in about");
    assert_eq!(bench.sql(&statement.replace("a@b.test", "a-b")).await.unwrap(), 1, "the statement is right otherwise");
}

async fn pages_follow_each_other_without_a_gap_or_a_repeat_also_within_one_millisecond(bench: Bench) {
    for number in 0..25 {
        // Five rows a millisecond, and one that a clock behind the others wrote late.
        let at = if number == 24 { NOW } else { NOW + number / 5 };
        bench.store.append(&row(at, AuditEvent::InvoicePdf)).await.unwrap();
    }
    let mut seen: Vec<AuditPosition> = Vec::new();
    let mut before = AuditPosition::END;
    loop {
        let page = bench.store.read(&AuditFilter { before, limit: 4, ..filter("harbour") }).await.unwrap();
        let Some(last) = page.last() else { break };
        before = last.position;
        seen.extend(page.iter().map(|row| row.position));
        // What is written meanwhile is newer and moves nothing.
        bench.store.append(&row(NOW + 1_000, AuditEvent::InvoicePdf)).await.unwrap();
    }
    assert_eq!(seen.len(), 25);
    assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
}

async fn each_filter_keeps_what_it_names(bench: Bench) {
    for (number, event) in AuditEvent::ALL.iter().enumerate() {
        let number = u8::try_from(number).unwrap();
        let outcome = if number.is_multiple_of(2) { AuditOutcome::Done } else { AuditOutcome::Denied };
        let actor = Some(person(number % 3));
        let row = NewAuditRow { outcome, actor, ..row(NOW + i64::from(number), *event) };
        bench.store.append(&row).await.unwrap();
    }
    let count = async |filter: AuditFilter| bench.store.read(&filter).await.unwrap().len();
    let all = AuditEvent::ALL.len();
    assert_eq!(count(filter("harbour")).await, all);
    assert_eq!(
        count(AuditFilter { events: vec![AuditEvent::SignIn, AuditEvent::Reveal], ..filter("harbour") }).await,
        2
    );
    assert_eq!(count(AuditFilter { events: Vec::new(), ..filter("harbour") }).await, 0);
    assert_eq!(count(AuditFilter { outcome: Some(AuditOutcome::Denied), ..filter("harbour") }).await, all / 2);
    assert_eq!(count(AuditFilter { actor: Some([2; 16]), ..filter("harbour") }).await, all / 3);
    assert_eq!(count(AuditFilter { actor: Some([9; 16]), ..filter("harbour") }).await, 0);
    assert_eq!(count(AuditFilter { from: NOW + 2, until: NOW + 5, ..filter("harbour") }).await, 3);
    assert_eq!(count(AuditFilter { limit: 2, ..filter("harbour") }).await, 2);
}

async fn however_many_try_at_once_no_more_are_kept_than_the_limit(bench: Bench) {
    let tries = (0..40).map(|_| {
        let store = Arc::clone(&bench.store);
        tokio::spawn(async move {
            store.append_within(&begun(NOW, 1), AuditLimit { most: 5, since: NOW - 1_000 }).await.unwrap()
        })
    });
    let outcomes: Vec<_> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Appended::Kept).count(), 5);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Appended::Kept | Appended::TooMany(NOW))), "{outcomes:?}");
    assert_eq!(bench.all("harbour").await.len(), 5);
}

async fn the_limit_is_one_persons_and_ends_with_its_time(bench: Bench) {
    let attempt = async |at, number| {
        let limit = AuditLimit { most: 2, since: at - 1_000 };
        bench.store.append_within(&begun(at, number), limit).await.unwrap()
    };
    assert_eq!(attempt(NOW, 1).await, Appended::Kept);
    assert_eq!(attempt(NOW + 400, 1).await, Appended::Kept);
    assert_eq!(attempt(NOW + 999, 1).await, Appended::TooMany(NOW), "the first that counts");
    assert_eq!(attempt(NOW + 999, 2).await, Appended::Kept, "somebody else");
    assert_eq!(attempt(NOW + 1_000, 1).await, Appended::Kept);
    assert_eq!(attempt(NOW + 1_001, 1).await, Appended::TooMany(NOW + 400));
    // Other outcomes and events do not count.
    for _ in 0..3 {
        bench.store.append(&NewAuditRow { actor: Some(person(3)), ..row(NOW, AuditEvent::Reveal) }).await.unwrap();
    }
    assert_eq!(attempt(NOW, 3).await, Appended::Kept);
}

async fn a_persons_home_is_that_of_their_last_sign_in(bench: Bench) {
    assert_eq!(bench.store.home_of(&[1; 16]).await.unwrap(), None);
    for (at, owner) in [(NOW, "harbour"), (NOW + 5, "orchard")] {
        let row = NewAuditRow { tenant: Some(tenant(owner)), ..row(at, AuditEvent::SignIn) };
        bench.store.append(&row).await.unwrap();
    }
    bench.store.append(&row(NOW + 9, AuditEvent::CsvExport)).await.unwrap();
    let home = AuditHome { tenant: Some(tenant("orchard")), role: Some(Role::ClientAdmin) };
    assert_eq!(bench.store.home_of(&[1; 16]).await.unwrap(), Some(home));
    assert_eq!(bench.store.home_of(&[2; 16]).await.unwrap(), None);
}

async fn fifty_writers_at_once_all_succeed_and_none_is_lost(bench: Bench) {
    let writers = (0..50_u8).map(|number| {
        let store = Arc::clone(&bench.store);
        tokio::spawn(async move {
            for _ in 0..4 {
                let row = NewAuditRow { actor: Some(person(number)), ..row(NOW, AuditEvent::InvoicePdf) };
                store.append(&row).await.unwrap();
            }
        })
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
    let rows = bench.all("harbour").await;
    assert_eq!(rows.len(), 200);
    for number in 0..50_u8 {
        assert_eq!(rows.iter().filter(|row| row.actor == Some([number; 16])).count(), 4, "{number}");
    }
}

async fn a_closed_store_keeps_nothing_and_says_so(bench: Bench) {
    bench.database.close().await;
    assert!(bench.store.append(&row(NOW, AuditEvent::Reveal)).await.is_err());
    let limit = AuditLimit { most: 1, since: NOW };
    assert!(bench.store.append_within(&begun(NOW, 1), limit).await.is_err());
    assert!(bench.store.read(&filter("harbour")).await.is_err());
    assert!(bench.store.home_of(&[1; 16]).await.is_err());
}
